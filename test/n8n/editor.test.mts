/** n8n's editor as a person sees it who has never seen CINNOX's nodes, in a real browser. */
import { randomUUID } from 'node:crypto';
import http from 'node:http';

import type { INodeTypeDescription } from 'n8n-workflow';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';

import { resources } from '../../nodes/Cinnox/resources/index.ts';
import { serviceNumber, startWorld, type World } from '../../scripts/lib/world.mts';
import { freePort, listen } from '../support/loopback.mts';
import { byId } from '../support/resource-locator.mts';
import { findChromium, launchChromium, whySkipped } from './editor/chromium.mts';
import { Editor } from './editor/editor.mts';
import { type Form, formsOf, formWorkflow } from './editor/forms.mts';
import type { NodePanel } from './editor/node-panel.mts';
import { agentWorkflow } from './tool-workflows.mts';
import { chosenN8n } from './versions.mts';

const NODE = 'n8n-nodes-cinnox.cinnox';
const START = 'When clicking "Execute workflow"';
const SMS = 'SMS';

const found = await findChromium();

let world: World;
let browser: Browser;
let editor: Editor;
let description: INodeTypeDescription;

describe.skipIf(typeof found === 'string')(`the editor${whySkipped(found)}`, () => {
	beforeAll(async () => {
		world = await startWorld({
			n8n: { tarball: inject('tarball') },
			// Lists of the last 30 days need rows of today.
			simulator: { now: new Date().toISOString() },
		});
		browser = await launchChromium(found);
		editor = await Editor.open(browser, world.n8n.baseUrl, world.owner);
		description = await descriptionOf(NODE);
	});
	afterAll(async () => {
		await browser?.close();
		await world?.dispose();
	});
	beforeEach(({ onTestFailed }) => {
		world.simulator.reset();
		editor.complaints.length = 0;
		const folder = process.env.EDITOR_PICTURES;
		if (folder) {
			onTestFailed(async ({ task }) => {
				await editor.screenshot(`${folder}/${task.name.replaceAll(/\W+/g, '-')}.png`);
			});
		}
	});

	async function descriptionOf(type: string): Promise<INodeTypeDescription> {
		const types = await world.client.nodeTypes();
		return types.find(({ name }) => name === type) as unknown as INodeTypeDescription;
	}

	/** A workflow that starts by hand and then sends an SMS. */
	async function openSms(parameters: Record<string, unknown> = {}): Promise<NodePanel> {
		const { id } = await world.client.createWorkflow({
			name: randomUUID(),
			nodes: [
				{
					id: randomUUID(),
					name: START,
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: randomUUID(),
					name: SMS,
					type: NODE,
					typeVersion: 1,
					position: [250, 0],
					parameters: { resource: 'sms', operation: 'send', ...parameters },
					credentials: { cinnoxApi: world.credential },
				},
			],
			connections: { [START]: { main: [[{ node: SMS, type: 'main', index: 0 }]] } },
		});
		await editor.openWorkflow(id);
		return await editor.openNode(SMS);
	}

	/** Parameters with which a text is sent. */
	const sms = (changes: Record<string, unknown> = {}) => ({
		senderNumber: byId(serviceNumber(world.simulator)),
		recipientNumbers: '85292110001',
		text: 'Your table is ready.',
		...changes,
	});

	test('finds the nodes by the words that people have for them', async () => {
		await (await openSms()).close();
		const everywhere = ['call centre', 'call center', 'contact centre', 'contact center'];
		everywhere.push('enquiry', 'inquiry', 'omnichannel', 'text message', 'IVR', 'M800', 'cinnox');
		const sending = ['OTP', 'one-time password', 'verification', '2FA', 'WhatsApp', 'recording'];
		const names = await editor.searchNodes(...everywhere, ...sending);
		for (const word of everywhere) {
			expect(names.get(word), word).toEqual(expect.arrayContaining(['CINNOX', 'CINNOX Polling']));
		}
		for (const word of sending) expect(names.get(word), word).toContain('CINNOX');
		expect(editor.complaints).toEqual([]);
	});

	describe('the form of a credential', () => {
		const server = http.createServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
		});
		let website: string;

		beforeAll(async () => {
			website = await listen(server);
		});
		afterAll(() => server.close());

		test('says what is wrong with it, and when nothing is', async () => {
			const { appId, appToken, url } = world.simulator;
			const form = await (await openSms()).newCredential();
			const save = async (changes: Record<string, string> = {}) =>
				await form.save({ appId, appToken, baseUrl: url, ...changes });

			expect(await save({ appId: 'app-of-nobody' })).toMatch(
				/^CINNOX does not know the 'App ID'\. Copy it again from the CINNOX dashboard/,
			);
			expect(await save({ appToken: 'old-token' })).toMatch(
				/^CINNOX does not accept the 'App Token'\. Copy it again from the CINNOX dashboard/,
			);
			expect(await save({ appToken: 'tok”en' })).toMatch(/^'App Token' holds characters/);
			expect(await save({ baseUrl: `http://127.0.0.1:${await freePort()}` })).toMatch(
				/^CINNOX could not be reached\. Check the 'Base URL'/,
			);
			expect(await save({ baseUrl: website })).toMatch(
				/^The answer did not come from the CINNOX Open API\. Check the 'Base URL'/,
			);
			expect(await save({ baseUrl: world.n8n.baseUrl })).toMatch(
				/^The request was refused with HTTP 404.*Check the 'Base URL'/,
			);
			expect(await save({ baseUrl: 'http://cinnox.example' })).toMatch(
				/^'Base URL' starts with http:\/\/.*'Allow Unencrypted HTTP'/,
			);
			expect(await save({ baseUrl: 'https://' })).toMatch(/^'Base URL' has no valid host/);
			world.simulator.faults.add({ kind: '429' });
			expect(await save()).toMatch(/too many requests/);
			world.simulator.faults.add({ kind: 'status500' });
			expect(await form.retry()).toMatch(/^CINNOX was not able to process the request/);
			world.simulator.faults.add({ kind: 'dropBefore' });
			expect(await form.retry()).toMatch(/^The connection to CINNOX broke/);
			expect(await form.retry()).toBe('Connection tested successfully');
			expect(editor.complaints).toEqual([]);
		});
	});

	describe('the form of', () => {
		let forms: Form[];

		/** A page of its own: n8n takes half a minute to leave a canvas of so many nodes. */
		let canvas: Editor;

		async function expectAllFields(on: Editor, { name, labels }: Form): Promise<void> {
			const panel = await on.openNode(name);
			await panel.form.getByText(labels.at(-1)!, { exact: true }).first().waitFor();
			expect(await panel.labels(), name).toEqual(expect.arrayContaining(labels));
			expect(await panel.cutOffLabels(), name).toEqual([]);
			await panel.close();
		}

		beforeAll(async () => {
			forms = formsOf(description, { open: true });
			const workflow = formWorkflow(NODE, forms, world.credential);
			canvas = await Editor.open(browser, world.n8n.baseUrl, world.owner);
			await canvas.openWorkflow((await world.client.createWorkflow(workflow)).id);
		});
		afterAll(async () => await canvas?.close());

		test.each(resources.map(({ name, value }) => [name, value]))(
			'%s shows every field of every operation, with its whole name',
			async (_name, resource) => {
				const ofResource = forms.filter((form) => form.resource === resource);
				expect(ofResource.length).toBeGreaterThan(0);
				for (const form of ofResource) await expectAllFields(canvas, form);
				expect(canvas.complaints).toEqual([]);
			},
		);

		test.each(['cinnoxTrigger', 'cinnoxPollingTrigger'])(
			'the node %s shows every field, with its whole name',
			async (node) => {
				const type = `n8n-nodes-cinnox.${node}`;
				const [form] = formsOf(await descriptionOf(type), { open: true });
				const workflow = formWorkflow(type, [form!], world.credential);
				await editor.openWorkflow((await world.client.createWorkflow(workflow)).id);
				await expectAllFields(editor, form!);
				expect(editor.complaints).toEqual([]);
			},
		);
	});

	test('offers every resource and operation with a word on it', async () => {
		const panel = await openSms();
		const choices = await panel.choices('resource');
		for (const { name, description: text } of resources) {
			expect(choices).toContain(`${name}\n${text}`);
		}
		expect(choices.filter((choice) => choice.startsWith('Custom API Call'))).toHaveLength(1);
		const { operations } = resources.find(({ value }) => value === 'sms')!;
		const offered = await panel.choices('operation');
		for (const { name, description: text } of operations) {
			expect(offered).toContain(`${name}\n${text}`);
		}
	});

	describe('a list to pick from', () => {
		test('is searched, and what was picked stands in the field by its name', async () => {
			const panel = await openSms();
			const items = await panel.search('senderNumber', '8001');
			await expect.poll(() => items.allInnerTexts()).toEqual(['85230018001 (Hong Kong support)']);
			await items.first().click();
			expect(await panel.picked('senderNumber')).toBe('85230018001 (Hong Kong support)');
			expect(editor.complaints).toEqual([]);
		});

		test('says which time it looked at when it is empty', async () => {
			const panel = await openSms({ resource: 'enquiry', operation: 'get' });
			const items = await panel.search('enquiry', 'nobody-of-that-name');
			await expect
				.poll(() => items.allInnerTexts())
				.toEqual([
					expect.stringMatching(
						/^Nothing from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d for "nobody-of-that-name"$/,
					),
				]);
		});
	});

	describe('beside the output', () => {
		test('a text that can not be sent is refused in words', async () => {
			const panel = await openSms(sms({ senderNumber: undefined, recipientNumbers: '' }));
			const items = await panel.search('senderNumber', '8001');
			await items.first().click();
			await panel.fill('recipientNumbers', '123');
			await panel.execute();
			const { message, description: advice } = await panel.error();
			expect(message).toBe(
				`'Recipient Numbers' can't be used: number 1 ("123") has fewer than 7 digits`,
			);
			expect(advice).toContain('Nothing was sent for this item.');
			expect(world.simulator.state.sms).toEqual([]);
		});

		test('what CINNOX refused says what to do', async () => {
			world.simulator.faults.add({ kind: 'code', code: 6452000, path: '/send_sms' });
			const panel = await openSms(sms());
			await panel.execute();
			expect((await panel.error()).message).toMatch(/^CINNOX does not accept the 'App Token'/);
		});

		test('a text of which nobody knows says so first', async () => {
			world.simulator.faults.add({ kind: 'dropAfter', path: '/send_sms' });
			const panel = await openSms(sms());
			await panel.execute();
			expect((await panel.error()).message).toMatch(/^CINNOX may have sent this text; do not/);
			expect(world.simulator.state.sms).toHaveLength(1);
		});

		test('a dry run, removed duplicates and several segments are noticed', async () => {
			const panel = await openSms(
				sms({
					recipientNumbers: '85292110001, 85292110001',
					text: 'Hello '.repeat(40),
					options: { dryRun: true },
				}),
			);
			await panel.execute();
			expect(await panel.hints()).toEqual([
				expect.stringMatching(/^'Dry Run' is on under 'Options'/),
				expect.stringMatching(/^1 recipient stood in the list more than once/),
				expect.stringMatching(/^A text takes 2 SMS for each recipient/),
			]);
			expect(world.simulator.state.sms).toEqual([]);
		});
	});

	test('a trigger listens, and shows what comes in', async () => {
		const { id } = await world.client.createWorkflow({
			name: randomUUID(),
			nodes: [
				{
					id: randomUUID(),
					name: 'Inbox',
					type: 'n8n-nodes-cinnox.cinnoxTrigger',
					typeVersion: 1,
					position: [0, 0],
					webhookId: randomUUID(),
					parameters: { events: ['sms.received'] },
					credentials: { cinnoxApi: world.credential },
				},
			],
			connections: {},
		});
		await editor.openWorkflow(id);
		const panel = await editor.openNode('Inbox');
		await panel.root.getByText('Wait for an event from CINNOX').waitFor();
		await panel.execute();
		await panel.root.getByText('Listening for test event').waitFor();
		await world.simulator.waitForDelivery(({ challenge }) => challenge, 30_000);
		await world.simulator.emit.inboundSms({ content: 'Are you open on Sunday?' });
		await panel.output.getByText('Are you open on Sunday?').first().waitFor();
		expect(await panel.output.innerText()).toContain('sms.received');
		expect(editor.complaints).toEqual([]);
	});

	test('a tool of an AI Agent introduces itself, and lets the model fill in fields', async () => {
		const openAi = await world.client.createCredential('openAiApi', 'No model', {
			apiKey: 'none',
			url: 'http://127.0.0.1:9',
		});
		const { id } = await world.client.createWorkflow(
			agentWorkflow({
				version: chosenN8n().callers.agent,
				model: 'none',
				openAi,
				tools: [
					{
						name: 'Send_SMS',
						credential: world.credential,
						parameters: { resource: 'sms', operation: 'send' },
					},
				],
			}),
		);
		await editor.openWorkflow(id);
		// All nodes lie on one place, as a program puts them there.
		await editor.byTestId('tidy-up-button').click();
		const panel = await editor.openNode('Send_SMS');
		const introduction = panel.field('toolDescription').locator('textarea');
		expect(await introduction.inputValue()).toMatch(
			/^Send SMS in CINNOX\. .* reaches real people at once, costs money/,
		);
		const byModel = panel.form.locator('[data-test-id="from-ai-override-button"]');
		expect(await byModel.count()).toBe(3);
		await byModel.last().click();
		await panel.form.getByText('Defined automatically by the').first().waitFor();
		expect(editor.complaints).toEqual([]);
	});

	test('shows the icon for its background, light or dark', async () => {
		const { id } = await world.client.createWorkflow(
			formWorkflow(NODE, formsOf(description).slice(0, 1), world.credential),
		);
		const dark = await Editor.open(browser, world.n8n.baseUrl, world.owner, { dark: true });
		try {
			await dark.openWorkflow(id);
			const [{ name }] = formsOf(description);
			const panel = await dark.openNode(name);
			expect(await panel.iconUrl()).toMatch(/cinnox\.dark\.svg$/);
			expect(dark.complaints).toEqual([]);
		} finally {
			await dark.close();
		}
		await editor.openWorkflow(id);
		const panel = await editor.openNode(formsOf(description)[0]!.name);
		expect(await panel.iconUrl()).toMatch(/cinnox\.svg$/);
	});
});
