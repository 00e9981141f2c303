import type { Locator } from 'playwright-core';

import type { CredentialTestResult } from '../n8n-client.mts';
import type { Editor } from './editor.mts';

/** The dialogue in which a credential is filled in, saved and tested. */
export class CredentialForm {
	readonly root: Locator;
	readonly #success: Locator;
	readonly #editor: Editor;

	constructor(editor: Editor) {
		this.#editor = editor;
		this.root = editor.byTestId('editCredential-modal');
		this.#success = editor.byTestId('credentials-config-container-test-success');
	}

	/** Fills in texts by the names of the fields, saves, and waits for what n8n says of the test. */
	async save(values: Record<string, string>): Promise<string> {
		for (const [name, value] of Object.entries(values)) {
			await this.root.locator(`[data-test-id="parameter-input-${name}"] input`).fill(value);
		}
		return await this.#verdictOf(this.#editor.byTestId('credential-save-button'));
	}

	/** Has n8n test again what was saved. */
	async retry(): Promise<string> {
		return await this.#verdictOf(this.root.getByRole('button', { name: 'Retry' }));
	}

	/** What stands in the banner, with the details that a person opens. */
	async #verdictOf(button: Locator): Promise<string> {
		const tested = this.#editor.page.waitForResponse((response) =>
			response.url().endsWith('/rest/credentials/test'),
		);
		await button.click();
		const { data } = (await (await tested).json()) as { data: CredentialTestResult };
		if (data.status === 'OK') {
			await this.#success.waitFor();
			return (await this.#success.innerText()).split('\n', 1)[0]!.trim();
		}
		// The banner of the last test stands there until it is drawn anew.
		await this.#success.waitFor({ state: 'hidden' });
		const details = this.root.getByText(data.message, { exact: true });
		await this.root.getByText('More details').or(details).first().waitFor();
		if (!(await details.isVisible())) await this.root.getByText('More details').click();
		await details.waitFor();
		return await details.innerText();
	}
}
