/**
 * Takes pictures of n8n's editor: the canvas of every workflow, and the panel of every CINNOX node.
 *
 *   node test/n8n/screenshot.mts FOLDER [--dark]
 *       of the example workflows, in an n8n that is started for it
 *   node test/n8n/screenshot.mts FOLDER --url URL --email E-MAIL --password PASSWORD [--dark]
 *       of all workflows of an n8n that runs already, the demo for example
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { buildPackage, packPackage } from '../../scripts/lib/pack.mts';
import { exampleWorkflow, withParameters } from '../../scripts/lib/examples.mts';
import { senderId, serviceNumber, startWorld, type World } from '../../scripts/lib/world.mts';
import { byId } from '../support/resource-locator.mts';
import { Editor } from './editor.mts';
import { installN8n } from './install.mts';
import { N8nClient, type Owner, type SavedWorkflow } from './n8n-client.mts';

interface Target {
	baseUrl: string;
	owner: Pick<Owner, 'email' | 'password'>;
	dispose(): Promise<void>;
}

/** An n8n with the example workflows, of which the auto-reply has run once. */
async function startExamples(): Promise<Target> {
	await installN8n(console.log);
	const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-cinnox-pack-'));
	let world: World | undefined;
	const dispose = async () => {
		await world?.dispose();
		rmSync(folder, { recursive: true, force: true });
	};
	try {
		await buildPackage();
		world = await startWorld({ n8n: { tarball: await packPackage(folder) } });
		const { client, simulator } = world;
		const cinnoxApi = world.credential;
		const reply = await client.createWorkflow(
			exampleWorkflow('auto-reply-to-inbound-sms', { cinnoxApi }),
		);
		await client.createWorkflow(
			withParameters(exampleWorkflow('otp-by-webhook', { cinnoxApi }), 'Send PIN by SMS', {
				senderNumber: byId(senderId(simulator)),
			}),
		);
		// A test run, so that the panels show data.
		await client.listenForTestEvent(reply.id, 'SMS received');
		await simulator.emit.inboundSms({
			senderNumber: '85291234567',
			recipientNumber: serviceNumber(simulator),
			content: 'Are you open on Sunday?',
		});
		await client.finishedExecutions(reply.id);
		return { baseUrl: world.n8n.baseUrl, owner: world.owner, dispose };
	} catch (error) {
		await dispose();
		throw error;
	}
}

const slug = (text: string) =>
	text
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replaceAll(/^-|-$/g, '');

/** Pictures of all workflows of an n8n, as PNG files in `folder`. */
export async function takeScreenshots(
	{ baseUrl, owner }: Pick<Target, 'baseUrl' | 'owner'>,
	folder: string,
	{ dark = false } = {},
): Promise<string[]> {
	mkdirSync(folder, { recursive: true });
	const client = new N8nClient(baseUrl);
	await client.login(owner);
	const files: string[] = [];
	const editor = await Editor.open(baseUrl, owner, { dark });
	try {
		for (const { id, name } of await client.request<SavedWorkflow[]>('GET', '/rest/workflows')) {
			const shoot = async (what: string) => {
				const file = path.join(folder, `${slug(name)}-${what}.png`);
				await editor.screenshot(file);
				files.push(file);
			};
			await editor.openWorkflow(id);
			await shoot('canvas');
			const { nodes } = await client.getWorkflow(id);
			for (const node of nodes.filter(({ type }) => type.startsWith('n8n-nodes-cinnox.'))) {
				await editor.openNode(node.name);
				await shoot(slug(node.name));
				await editor.closeNode();
			}
		}
	} catch (error) {
		await editor.screenshot(path.join(folder, 'failed.png'));
		throw error;
	} finally {
		await editor.close();
	}
	return files;
}

if (import.meta.main) {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: {
			dark: { type: 'boolean' },
			email: { type: 'string' },
			password: { type: 'string' },
			url: { type: 'string' },
		},
	});
	const [folder] = positionals;
	if (!folder) throw new Error('Name the folder for the pictures.');
	const { url, email, password } = values;
	if (url && !(email && password)) throw new Error('--url needs --email and --password.');
	const target: Target =
		url && email && password
			? { baseUrl: url, owner: { email, password }, dispose: async () => {} }
			: await startExamples();
	try {
		for (const file of await takeScreenshots(target, folder, values)) console.log(file);
	} finally {
		await target.dispose();
	}
}
