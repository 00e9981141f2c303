/**
 * Takes pictures of n8n's editor, in an n8n that is started for it, with the simulated CINNOX.
 *
 *   npm run screenshots
 *       the pictures of README.md, docs/images/*.png
 *   npm run screenshots -- --forms FOLDER [--open] [--dark] [RESOURCE...]
 *       the form of every operation, to be looked at; --open adds every optional field first
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { INodeTypeDescription } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import { exampleWorkflow } from '../../scripts/lib/examples.mts';
import { buildPackage, packPackage } from '../../scripts/lib/pack.mts';
import { repoRoot } from '../../scripts/lib/paths.mts';
import { serviceNumber, startWorld, type World } from '../../scripts/lib/world.mts';
import { findChromium, launchChromium } from './editor/chromium.mts';
import { Editor, type EditorOptions } from './editor/editor.mts';
import { formsOf, formWorkflow } from './editor/forms.mts';
import type { NodePanel } from './editor/node-panel.mts';
import { installN8n } from './install.mts';
import type { WorkflowNode } from './n8n-client.mts';

const NODE = 'n8n-nodes-cinnox.cinnox';

/** A picture that is larger makes README slow on a phone; in bytes. */
const LARGEST_PICTURE = 80_000;

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: { dark: { type: 'boolean' }, forms: { type: 'string' }, open: { type: 'boolean' } },
});

await installN8n(console.log);
const pack = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-cinnox-pack-'));
let world: World | undefined;
let browser: Browser | undefined;
try {
	await buildPackage();
	world = await startWorld({
		n8n: { tarball: await packPackage(pack) },
		simulator: { now: new Date().toISOString() },
	});
	browser = await launchChromium(await findChromium());
	const open = openerOf(browser, world);
	const files = values.forms
		? await takeForms(world, await open({ dark: values.dark, height: 2000 }), values.forms)
		: await takePictures(world, await open({ width: 1120, height: 660 }));
	for (const file of files) console.log(file);
} finally {
	await browser?.close();
	await world?.dispose();
	rmSync(pack, { recursive: true, force: true });
}

function openerOf(started: Browser, { n8n, owner }: World) {
	return async (options: EditorOptions) => await Editor.open(started, n8n.baseUrl, owner, options);
}

/** The form of every operation of the resources that were asked for, or of all. */
async function takeForms(
	{ client, credential }: World,
	editor: Editor,
	folder: string,
): Promise<string[]> {
	mkdirSync(folder, { recursive: true });
	const description = (await client.nodeTypes()).find(
		({ name }) => name === NODE,
	) as unknown as INodeTypeDescription;
	const forms = formsOf(description, values).filter(
		({ resource }) => positionals.length === 0 || positionals.includes(resource),
	);
	const { id } = await client.createWorkflow(formWorkflow(NODE, forms, credential));
	await editor.openWorkflow(id);
	const files: string[] = [];
	for (const { name } of forms) {
		const panel = await editor.openNode(name);
		const file = path.join(folder, `${name}.png`);
		await panel.formScreenshot(file);
		files.push(file);
		await panel.close();
	}
	return files;
}

/** The pictures of README.md. */
async function takePictures(
	{ client, credential, simulator }: World,
	editor: Editor,
): Promise<string[]> {
	const folder = path.join(repoRoot, 'docs/images');
	mkdirSync(folder, { recursive: true });
	const files: string[] = [];
	const take = async (name: string, panel?: NodePanel) => {
		const file = path.join(folder, `${name}.png`);
		await editor.settle();
		await editor.screenshot(file, panel?.root);
		const { size } = statSync(file);
		if (size > LARGEST_PICTURE) throw new Error(`${file} has ${size} bytes, too many.`);
		files.push(file);
	};
	const node = (
		name: string,
		type: string,
		parameters: Record<string, unknown> = {},
		more: Record<string, unknown> = {},
	): WorkflowNode => ({
		id: randomUUID(),
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { cinnoxApi: credential },
		...more,
	});
	const openOnly = async (only: WorkflowNode) => {
		const { id } = await client.createWorkflow({
			name: only.name,
			nodes: [only],
			connections: {},
		});
		await editor.openWorkflow(id);
		return await editor.openNode(only.name);
	};

	const sms = await openOnly(
		node('Tell the guest', NODE, {
			resource: 'sms',
			operation: 'send',
			senderNumber: {
				__rl: true,
				mode: 'list',
				value: serviceNumber(simulator),
				cachedResultName: `${serviceNumber(simulator)} (Hong Kong reservations)`,
			},
			recipientNumbers: '85292110001',
			text: 'Your table for four is ready. See you at 8 pm!',
		}),
	);
	await sms.execute();
	await sms.hints();
	await take('send-sms', sms);

	const enquiry = await openOnly(
		node('Read the conversation', NODE, { resource: 'enquiry', operation: 'getConversation' }),
	);
	const items = await enquiry.search('enquiry', 'whatsapp');
	await items
		.filter({ hasText: /whatsapp/i })
		.first()
		.waitFor();
	await take('pick-an-enquiry', enquiry);

	const trigger = await openOnly(
		node(
			'Something happened',
			'n8n-nodes-cinnox.cinnoxTrigger',
			{ events: ['sms.received', 'enquiry.missed'] },
			{ webhookId: randomUUID() },
		),
	);
	await trigger.execute();
	await trigger.root.getByText('Listening for test event').waitFor();
	await simulator.waitForDelivery(({ challenge }) => challenge, 30_000);
	await simulator.idle();
	await simulator.emit.inboundSms({
		senderNumber: '85292110001',
		content: 'Are you open on Sunday?',
	});
	await trigger.output.getByText('Are you open on Sunday?').first().waitFor();
	await trigger.showOutputAs('json');
	await take('trigger', trigger);

	const agent = exampleWorkflow('ask-the-reports', { cinnoxApi: credential });
	const { id } = await client.createWorkflow({
		...agent,
		nodes: agent.nodes.filter(({ type }) => !type.endsWith('.stickyNote')),
	});
	await editor.openWorkflow(id);
	await take('ai-agent');
	return files;
}
