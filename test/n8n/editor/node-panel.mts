import type { Locator } from 'playwright-core';

import { CredentialForm } from './credential-form.mts';
import { type Editor, SHOT } from './editor.mts';

/** What is asked of an element in the page; the tests know no DOM. */
interface Label {
	scrollWidth: number;
	clientWidth: number;
	textContent: string;
}

/** The opened panel of a node: input, form and output side by side. */
export class NodePanel {
	readonly root: Locator;
	readonly form: Locator;
	readonly output: Locator;
	readonly #editor: Editor;

	constructor(editor: Editor) {
		this.#editor = editor;
		this.root = editor.byTestId('ndv');
		this.form = editor.byTestId('node-parameters');
		this.output = editor.byTestId('output-panel');
	}

	/** One field of the form, by the parameter's name. */
	field(name: string): Locator {
		return this.form.locator(`[data-test-id="parameter-input-${name}"]`);
	}

	/** Types into a field of text. */
	async fill(name: string, text: string): Promise<void> {
		await this.field(name).locator('textarea, input').first().fill(text);
	}

	/** The headings of all fields, from top to bottom. */
	async labels(): Promise<string[]> {
		const labels = await this.#labels().allInnerTexts();
		return labels.map((label) => label.trim());
	}

	/** Headings that do not fit into their line. */
	async cutOffLabels(): Promise<string[]> {
		return await this.#labels().evaluateAll((labels) =>
			(labels as unknown as Label[])
				.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
				.map(({ textContent }) => textContent),
		);
	}

	/** Types into the list of a field from which one thing is picked; the choices that remain. */
	async search(name: string, text: string): Promise<Locator> {
		const { page } = this.#editor;
		await this.field(name).locator('[data-test-id="rlc-input"]').click();
		const items = page.locator('[data-test-id="rlc-item"]');
		await items.first().waitFor();
		await page.locator('[data-test-id="rlc-search"]').fill(text);
		return items;
	}

	/** What a field from which one thing is picked shows. */
	async picked(name: string): Promise<string> {
		return await this.field(name).locator('[data-test-id="rlc-input"]').inputValue();
	}

	/** The choices of a field, each with the description below it. */
	async choices(name: string): Promise<string[]> {
		const { page } = this.#editor;
		await this.field(name).locator('input').first().click();
		const choices = page.locator('.el-select-dropdown__item').filter({ visible: true });
		await choices.first().waitFor();
		const texts = await choices.allInnerTexts();
		await page.keyboard.press('Escape');
		await choices.first().waitFor({ state: 'hidden' });
		return texts;
	}

	/** The dialogue for another credential. */
	async newCredential(): Promise<CredentialForm> {
		await this.#editor.byTestId('node-credentials-select').click();
		await this.#editor.byTestId('node-credentials-select-item-new').click();
		const form = new CredentialForm(this.#editor);
		await form.root.waitFor();
		return form;
	}

	/** Where the node's icon comes from. */
	async iconUrl(): Promise<string> {
		return (await this.root.locator('img').first().getAttribute('src')) ?? '';
	}

	/** Runs the node alone, as the button above the form does. */
	async execute(): Promise<void> {
		await this.#editor.byTestId('node-execute-button').click();
	}

	/** Title and text of the error in the output. */
	async error(): Promise<{ message: string; description: string }> {
		const message = this.output.locator('[data-test-id="node-error-message"]');
		const description = this.output.locator('[data-test-id="node-error-description"]');
		await message.waitFor();
		return {
			message: await message.innerText(),
			description: (await description.isVisible()) ? await description.innerText() : '',
		};
	}

	/** Shows the output in another way. */
	async showOutputAs(way: 'json' | 'schema' | 'table'): Promise<void> {
		await this.output.locator(`[data-test-id="radio-button-${way}"]`).click();
	}

	/** The notices above the output of a run that went well. */
	async hints(): Promise<string[]> {
		await this.output.locator('[data-test-id="node-run-status-success"]').waitFor();
		const hints = await this.output.locator('[data-test-id="node-hint"]').allInnerTexts();
		return hints.map((hint) => hint.trim());
	}

	/** Writes the form, as far down as it holds fields, to a PNG file. */
	async formScreenshot(file: string): Promise<void> {
		const fields = this.form.locator('[data-test-id="parameter-item"]').filter({ visible: true });
		await fields.last().waitFor();
		const box = await this.form.boundingBox();
		const last = await fields.last().boundingBox();
		if (!box || !last) throw new Error('There is no form to take a picture of.');
		const height = Math.min(box.height, last.y + last.height + 16 - box.y);
		await this.#editor.page.screenshot({ ...SHOT, path: file, clip: { ...box, height } });
	}

	/** Back to the canvas. */
	async close(): Promise<void> {
		await this.#editor.byTestId('ndv-close-button').click();
		await this.root.waitFor({ state: 'hidden' });
	}

	#labels(): Locator {
		return this.form.locator('[data-test-id="input-label"] label > div:first-child .n8n-text');
	}
}
