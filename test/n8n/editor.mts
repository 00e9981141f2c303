import { existsSync } from 'node:fs';

import { type Browser, type Page, chromium } from 'playwright-core';

import type { Owner } from './n8n-client.mts';

const chromiumPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// Fonts that the editor asks for elsewhere never come, and a picture would wait for them.
process.env.PW_TEST_SCREENSHOT_NO_FONTS_READY ??= '1';

/** The installed Chromium, if there is one. No browser is ever downloaded. */
export function chromiumPath(): string | undefined {
	return chromiumPaths.find((file) => existsSync(file));
}

/** n8n's editor in a headless Chromium, logged in. */
export class Editor {
	readonly page: Page;
	readonly #browser: Browser;
	readonly #baseUrl: string;

	private constructor(browser: Browser, page: Page, baseUrl: string) {
		this.#browser = browser;
		this.page = page;
		this.#baseUrl = baseUrl;
	}

	/** Starts the browser with a profile of its own and logs in. */
	static async open(
		baseUrl: string,
		owner: Pick<Owner, 'email' | 'password'>,
		{ dark = false, width = 1500, height = 900 } = {},
	): Promise<Editor> {
		const executablePath = chromiumPath();
		if (!executablePath) throw new Error(`No Chromium found (${chromiumPaths.join(', ')}).`);
		const browser = await chromium.launch({
			executablePath,
			headless: true,
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
			],
		});
		try {
			const page = await browser.newPage({
				viewport: { width, height },
				colorScheme: dark ? 'dark' : 'light',
			});
			// The editor looks for templates, banners and fonts elsewhere; nothing may leave this machine.
			await page.route(
				(url) => !['127.0.0.1', 'localhost'].includes(url.hostname),
				(route) => route.abort(),
			);
			await page.goto(`${baseUrl}/signin`);
			await page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
			await page.locator('input[name="password"]').fill(owner.password);
			await page.locator('[data-test-id="form-submit-button"]').click();
			await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
			return new Editor(browser, page, baseUrl);
		} catch (error) {
			await browser.close();
			throw error;
		}
	}

	/** Shows a workflow's canvas, zoomed so that all of it is visible. */
	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.#baseUrl}/workflow/${id}`);
		await this.page.locator('[data-test-id="canvas-node"]').first().waitFor();
		await this.page.keyboard.press('1');
		await this.page.waitForTimeout(800); // the zoom is animated
	}

	/** Opens the panel of one node of the shown workflow. */
	async openNode(name: string): Promise<void> {
		await this.page
			.locator(`[data-test-id="canvas-node"][data-node-name=${JSON.stringify(name)}]`)
			.dblclick();
		await this.page.locator('[data-test-id="ndv"]').waitFor();
		await this.page.waitForTimeout(800);
	}

	/** Closes an opened node panel. */
	async closeNode(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.page.locator('[data-test-id="ndv"]').waitFor({ state: 'hidden' });
	}

	/** Adds every optional field of the opened node's collections. */
	async addAllFields(): Promise<void> {
		const add = this.page.locator('[data-test-id="collection-parameter"] .el-select').first();
		for (let added = 0; added < 40 && (await add.isVisible()); added += 1) {
			await add.click();
			await this.page.locator('.el-select-dropdown__item:visible').first().click();
			await this.page.waitForTimeout(80);
		}
	}

	/** Writes the opened node's form to a PNG file. */
	async formScreenshot(file: string): Promise<void> {
		await this.page.locator('[data-test-id="node-parameters"]').screenshot({ path: file });
	}

	/** Writes what is visible to a PNG file. */
	async screenshot(file: string): Promise<void> {
		await this.page.screenshot({ path: file });
	}

	/** Ends the browser. */
	async close(): Promise<void> {
		await this.#browser.close();
	}
}
