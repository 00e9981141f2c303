import path from 'node:path';

import type { Locator, Page } from 'playwright-core';

import { findChromium, launchChromium } from '../../test/n8n/editor/chromium.mts';
import { installN8n } from '../../test/n8n/install.mts';
import { buildPackage, packPackage } from '../lib/pack.mts';
import { Steps } from '../lib/steps.mts';
import { serviceNumber, startWorld, type World } from '../lib/world.mts';

const SIZE = { width: 1280, height: 800 };
const CUSTOMER = '85291234567';

/** How long a person reads a caption, in ms, for each word of it. */
const READING_MS = 330;

/** The caption at the bottom of the picture. */
const captionHtml = (text: string) =>
	`<div style="position:fixed;left:50%;bottom:28px;transform:translateX(-50%);width:max-content;max-width:1100px;` +
	`padding:12px 24px;border-radius:12px;background:rgba(20,24,40,.92);color:#fff;` +
	`font:600 20px/1.35 system-ui,sans-serif;text-align:center">${text}</div>`;

/** A page of n8n's editor that is recorded, and what a person does there. */
class Film {
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
	}

	byTestId(name: string): Locator {
		return this.#page.locator(`[data-test-id="${name}"]`);
	}

	/** One thing that is shown: what it is about, then how it is done. */
	async scene(caption: string, play: () => Promise<void>): Promise<void> {
		const shown = await this.#page.screencast.showOverlay(captionHtml(caption));
		await this.pause(READING_MS * caption.split(' ').length);
		await play();
		await this.pause(1_200);
		await shown.dispose();
	}

	async pause(ms: number): Promise<void> {
		await this.#page.waitForTimeout(ms);
	}

	/** Types as a person does. */
	async type(field: Locator, text: string): Promise<void> {
		await field.click();
		await field.pressSequentially(text, { delay: 45 });
	}

	/** A field of the opened node or credential, by the parameter's name. */
	field(name: string): Locator {
		return this.byTestId(`parameter-input-${name}`);
	}

	/** Shows what came out as JSON, which fits, once it holds a text. */
	async output(text: string): Promise<void> {
		const panel = this.byTestId('output-panel');
		await panel.locator('[data-test-id="node-run-status-success"]').waitFor();
		await panel.getByText('JSON', { exact: true }).click();
		await panel.getByText(text).first().waitFor();
		await this.pause(4_000);
	}

	/** Picks a step in the panel on the right: searched for, then one of what it can do. */
	async addNode(words: string, node: string, action: string): Promise<void> {
		await this.type(this.byTestId('node-creator-search-bar'), words);
		const item = this.byTestId('node-creator-item-name');
		await item.getByText(node, { exact: true }).click();
		// n8n writes an event's name in small letters.
		const choice = item.getByText(new RegExp(`^\\s*${action}\\s*$`, 'i'));
		await choice.scrollIntoViewIfNeeded();
		await this.pause(800);
		await choice.click();
		await this.byTestId('ndv').waitFor();
	}
}

/**
 * Records the demo.
 *
 * @param video the file to write, which ends with .webm
 * @param folder where the packed package may go
 */
export async function recordDemo(video: string, folder: string): Promise<void> {
	const steps = new Steps();
	await steps.run('Install n8n', async ({ note }) => void (await installN8n(note)));
	const tarball = await steps.run('Build and pack the package', async () => {
		await buildPackage();
		return await packPackage(path.join(folder, 'packed'));
	});
	const world = await steps.run('Start n8n and the CINNOX simulator', () =>
		startWorld({ n8n: { tarball }, simulator: { now: new Date().toISOString() } }),
	);
	try {
		// The one that the film adds is to be the first.
		await world.client.request('DELETE', `/rest/credentials/${world.credential.id}`);
		await steps.run('Record', () => record(world, video));
	} finally {
		await world.dispose();
	}
}

async function record({ n8n, owner, simulator }: World, video: string): Promise<void> {
	const browser = await launchChromium(await findChromium());
	const page = await browser.newPage({ viewport: SIZE });
	page.setDefaultTimeout(60_000);
	const film = new Film(page);
	try {
		await page.goto(`${n8n.baseUrl}/signin`);
		await page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
		await page.locator('input[name="password"]').fill(owner.password);
		await film.byTestId('form-submit-button').click();
		await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
		await page.goto(`${n8n.baseUrl}/workflow/new`);
		await film.byTestId('canvas-add-button').waitFor();

		await page.screencast.start({ path: video, size: SIZE });
		await page.screencast.showActions({ duration: 400, style: { title: 'display: none' } });
		await sendSms(film, page, simulator);
		await receiveSms(film, page, n8n.baseUrl, simulator);
		await page.screencast.showChapter('n8n-nodes-cinnox', {
			description: 'Settings > Community nodes > Install',
			duration: 3_000,
		});
		await page.screencast.stop();
	} catch (error) {
		await page.screenshot({ path: `${video}.failed.png` }).catch(() => {});
		throw error;
	} finally {
		await browser.close();
	}
}

async function sendSms(film: Film, page: Page, simulator: World['simulator']): Promise<void> {
	await page.screencast.showChapter('CINNOX in n8n', {
		description: 'Send an SMS, and start a workflow when one comes in',
		duration: 3_000,
	});
	await film.scene('A workflow that is started by hand sends an SMS.', async () => {
		await film.byTestId('canvas-add-button').click();
		await film.byTestId('node-creator-item-name').getByText('Trigger manually').click();
		await film.byTestId('canvas-handle-plus').first().click();
		await film.addNode('cinnox', 'CINNOX', 'Send SMS');
	});
	await film.scene(
		'The credential: App ID, App Token and Base URL, as the CINNOX dashboard shows them.',
		async () => {
			await film.byTestId('ndv').getByText('Connect to CINNOX').click();
			const dialogue = film.byTestId('editCredential-modal');
			const { appId, appToken, url } = simulator;
			for (const [name, text] of Object.entries({ appId, appToken, baseUrl: url })) {
				await film.type(dialogue.locator(`[data-test-id="parameter-input-${name}"] input`), text);
			}
			await film.byTestId('credential-save-button').click();
			// n8n tests it, and closes the dialogue when all is well.
			await dialogue.waitFor({ state: 'hidden' });
		},
	);
	await film.scene(
		'n8n has tested it: it works. A sender number is picked from those of your service.',
		async () => {
			await film.field('senderNumber').locator('[data-test-id="rlc-input"]').click();
			const items = film.byTestId('rlc-item');
			await items.first().waitFor();
			await film.pause(1_000);
			await items.first().click();
		},
	);
	await film.scene('Whom it goes to, and the text.', async () => {
		await film.type(film.field('recipientNumbers').locator('textarea, input').first(), CUSTOMER);
		await film.type(
			film.field('text').locator('textarea, input').first(),
			'Your table is ready. See you soon!',
		);
	});
	await film.scene('Execute step: CINNOX has accepted the text.', async () => {
		await film.byTestId('node-execute-button').click();
		await film.output('transactionId');
	});
}

async function receiveSms(
	film: Film,
	page: Page,
	baseUrl: string,
	simulator: World['simulator'],
): Promise<void> {
	await page.screencast.showChapter('CINNOX Trigger', {
		description: 'A workflow starts when an SMS comes in',
		duration: 2_500,
	});
	await page.goto(`${baseUrl}/workflow/new`);
	await film.scene('The trigger for inbound SMS. Its credential is there already.', async () => {
		await film.byTestId('canvas-add-button').click();
		await film.addNode('cinnox', 'CINNOX', 'On SMS received');
	});
	await film.scene(
		'It subscribes the webhook, answers the challenge of CINNOX, and listens.',
		async () => {
			await film.byTestId('node-execute-button').first().click();
			await page.getByText('Stop Listening').first().waitFor();
			await film.pause(1_500);
		},
	);
	await film.scene('A customer writes: “Are you open on Sunday?”', async () => {
		await simulator.emit.inboundSms({
			senderNumber: CUSTOMER,
			recipientNumber: serviceNumber(simulator),
			content: 'Are you open on Sunday?',
		});
		await film.output('Are you open on Sunday?');
	});
}
