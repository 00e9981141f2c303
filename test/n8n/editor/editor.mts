import type { Browser, ConsoleMessage, Locator, Page } from 'playwright-core';

import type { Owner } from '../n8n-client.mts';
import { NodePanel } from './node-panel.mts';

/** Shots wait for nothing that might never end. */
export const SHOT = { animations: 'disabled', timeout: 20_000 } as const;

/** An editor that loads for the first time on a busy machine. */
const TIMEOUT_MS = 60_000;

export interface EditorOptions {
	dark?: boolean;
	width?: number;
	height?: number;
}

/** n8n's editor in a page of its own, logged in; what a person sees and does there. */
export class Editor {
	readonly page: Page;
	/** Exceptions and errors of the editor's own programs, which a person meets as a broken page. */
	readonly complaints: string[] = [];
	readonly #baseUrl: string;

	private constructor(page: Page, baseUrl: string) {
		this.page = page;
		this.#baseUrl = baseUrl;
		page.setDefaultTimeout(TIMEOUT_MS);
		page.on('pageerror', ({ message }) => this.complaints.push(message));
		page.on('console', (message) => {
			if (isComplaint(message)) this.complaints.push(message.text());
		});
	}

	/** Opens a page with a profile of its own and logs in. */
	static async open(
		browser: Browser,
		baseUrl: string,
		{ email, password }: Pick<Owner, 'email' | 'password'>,
		{ dark = false, width = 1280, height = 800 }: EditorOptions = {},
	): Promise<Editor> {
		const page = await browser.newPage({
			viewport: { width, height },
			colorScheme: dark ? 'dark' : 'light',
			reducedMotion: 'reduce',
		});
		// Of what n8n tells a newcomer once: it would lie over the output, some time after a run.
		await page.addInitScript("localStorage.setItem('N8N_PIN_DATA_DISCOVERY_NDV', 'true')");
		// What n8n wants from the internet (templates, telemetry) is not to be had, and waited for in vain.
		await page.route(
			({ origin }) => origin !== baseUrl,
			async (route) => await route.abort(),
		);
		const editor = new Editor(page, baseUrl);
		await page.goto(`${baseUrl}/signin`);
		await page.locator('input[name="emailOrLdapLoginId"]').fill(email);
		await page.locator('input[name="password"]').fill(password);
		await editor.byTestId('form-submit-button').click();
		await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
		return editor;
	}

	/** What n8n's own tests find it by. */
	byTestId(name: string): Locator {
		return this.page.locator(`[data-test-id="${name}"]`);
	}

	/** Shows a workflow's canvas, zoomed so that all of it is visible. */
	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.#baseUrl}/workflow/${id}`);
		await this.byTestId('canvas-node').first().waitFor();
		await this.byTestId('zoom-to-fit').click();
	}

	/** Opens the panel of one node of the shown workflow. */
	async openNode(name: string): Promise<NodePanel> {
		await this.byTestId('canvas-node').and(this.#named(name)).dblclick();
		const panel = new NodePanel(this);
		await panel.root.waitFor();
		return panel;
	}

	/** Searches for nodes in the panel on the right, which it opens, and closes it again. */
	async searchNodes(...words: string[]): Promise<Map<string, string[]>> {
		const found = new Map<string, string[]>();
		await this.byTestId('node-creator-plus-button').click();
		const bar = this.byTestId('node-creator-search-bar');
		const names = this.byTestId('node-creator-item-name');
		for (const word of words) {
			// The list follows the typing a moment later: an empty one in between tells a new one from the last.
			await bar.fill('qzxqzx');
			await names.first().waitFor({ state: 'hidden' });
			await bar.fill(word);
			await names.first().waitFor();
			found.set(
				word,
				(await names.allInnerTexts()).map((name) => name.trim()),
			);
		}
		await this.page.keyboard.press('Escape');
		await bar.waitFor({ state: 'hidden' });
		return found;
	}

	/** Waits until no message of n8n lies over the page any more, and what moves has come to rest. */
	async settle(): Promise<void> {
		const closers = this.page.locator('.el-notification__closeBtn');
		for (let left = await closers.count(); left > 0; left -= 1) {
			await closers
				.first()
				.click({ timeout: 2_000 })
				.catch(() => {});
		}
		await this.page.locator('.el-notification').first().waitFor({ state: 'hidden' });
		await this.page.mouse.move(0, 0);
		await this.page.waitForTimeout(1_000);
	}

	/** Writes what is visible to a PNG file, or only one part of the page. */
	async screenshot(file: string, part?: Locator): Promise<void> {
		await (part ?? this.page).screenshot({ ...SHOT, path: file });
	}

	/** Closes the page. */
	async close(): Promise<void> {
		await this.page.context().close();
	}

	#named(name: string): Locator {
		return this.page.locator(`[data-node-name=${JSON.stringify(name)}]`);
	}
}

/** What is not to be had from elsewhere is no fault of the editor or of a node. */
function isComplaint(message: ConsoleMessage): boolean {
	return message.type() === 'error' && !message.text().startsWith('Failed to load resource');
}
