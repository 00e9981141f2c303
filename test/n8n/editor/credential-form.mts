import type { Locator, Response } from 'playwright-core';

import type { CredentialTestResult } from '../n8n-client.mts';
import type { Editor } from './editor.mts';

/** How long a button or a banner may take, a test of the credential, in ms, and how often each is tried. */
const PATIENCE_MS = 5_000;
const TEST_MS = 15_000;
const MOST_TRIES = 4;

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
		return await this.#verdictAfter(async () => {
			for (const [name, value] of Object.entries(values)) {
				await this.root.locator(`[data-test-id="parameter-input-${name}"] input`).fill(value);
			}
			await this.#editor.byTestId('credential-save-button').click({ timeout: PATIENCE_MS });
		});
	}

	/** Has n8n test again what was saved. */
	async retry(): Promise<string> {
		return await this.#verdictAfter(async () => {
			await this.root.getByRole('button', { name: 'Retry' }).click({ timeout: PATIENCE_MS });
		});
	}

	/** What stands in the banner after a test, with the details that a person opens. */
	async #verdictAfter(test: () => Promise<void>): Promise<string> {
		const response = await this.#responseTo(test);
		const { data } = (await response.json()) as { data: CredentialTestResult };
		if (data.status === 'OK') {
			await this.#success.waitFor();
			return (await this.#success.innerText()).split('\n', 1)[0]!.trim();
		}
		// The banner of the last test stands there until it is drawn anew.
		await this.#success.waitFor({ state: 'hidden' });
		const details = this.root.getByText(data.message, { exact: true });
		const more = this.root.getByText('More details');
		for (let tries = 1; ; tries += 1) {
			await more.or(details).first().waitFor();
			if (await details.isVisible()) break;
			// The button may be the last banner's, which closes again when the new one is drawn.
			await more.click({ timeout: PATIENCE_MS }).catch(() => {});
			const [shown] = await Promise.allSettled([details.waitFor({ timeout: PATIENCE_MS })]);
			if (shown.status === 'rejected' && tries === MOST_TRIES) throw shown.reason;
		}
		return await details.innerText();
	}

	/** n8n takes no click, and may undo what was filled in, while it still ends the last save. */
	async #responseTo(test: () => Promise<void>): Promise<Response> {
		for (let tries = 1; ; tries += 1) {
			const [tested] = await Promise.allSettled([
				this.#editor.page.waitForResponse(
					(response) => response.url().endsWith('/rest/credentials/test'),
					{ timeout: TEST_MS },
				),
				test(),
			]);
			if (tested.status === 'fulfilled') return tested.value;
			if (tries === MOST_TRIES) throw tested.reason;
		}
	}
}
