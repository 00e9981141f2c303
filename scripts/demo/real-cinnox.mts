import { randomBytes } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { N8nClient, SavedWorkflow } from '../../test/n8n/n8n-client.mts';
import { bold, duration } from '../lib/steps.mts';
import { print, type Stage } from './stage.mts';
import { startN8n } from './start-n8n.mts';
import { importWorkflows, otpKeyHeader, whereToLook } from './workflows.mts';

/**
 * The credential data for the real service, if the environment names one.
 *
 * @throws Error when it names only a part of it
 */
export function realService(): IDataObject | undefined {
	const { CINNOX_APP_ID, CINNOX_APP_TOKEN, CINNOX_BASE_URL } = process.env;
	const missing = Object.entries({ CINNOX_APP_ID, CINNOX_APP_TOKEN, CINNOX_BASE_URL })
		.filter(([, value]) => !value)
		.map(([name]) => name);
	if (missing.length === 3) return undefined;
	if (!CINNOX_APP_ID || !CINNOX_APP_TOKEN || !CINNOX_BASE_URL) {
		throw new Error(
			`To use the real CINNOX, set ${missing.join(' and ')} too; for the simulator, unset the rest.`,
		);
	}
	return { appId: CINNOX_APP_ID, appToken: CINNOX_APP_TOKEN, baseUrl: CINNOX_BASE_URL };
}

/**
 * Prepares everything for the real CINNOX, and sends nothing.
 *
 * @param once whether n8n ends at once, so that nobody will look at it
 * @returns what was done, in a line
 */
export async function demoWithRealService(
	stage: Stage,
	service: IDataObject,
	once: boolean,
): Promise<string> {
	const publicUrl = process.env.N8N_WEBHOOK_URL || process.env.WEBHOOK_URL;
	const running = await startN8n(stage, publicUrl);
	const { client, owner } = running;
	const otpKey = randomBytes(12).toString('hex');
	const { workflows, credential } = await stage.step(
		'Create credential, import the workflows',
		async () => {
			await client.ownerSetup(owner);
			return await importWorkflows(client, service, otpKey);
		},
	);
	await stage.step('Test the credential', async () => {
		const { status, message } = await client.testCredential(credential, 'cinnoxApi', service);
		if (status !== 'OK') throw new Error(`CINNOX refused the credential: ${message}`);
	});
	stage.atEnd(async () => await unsubscribe(client));
	print([
		'',
		bold('  Nothing was sent, and nothing is subscribed.'),
		'  The workflows are there, and not published: their notes say what to set first.',
		...(publicUrl
			? [`  CINNOX will call ${publicUrl}.`]
			: [
					'  CINNOX cannot reach this n8n: for the CINNOX Trigger start the demo again with',
					'  N8N_WEBHOOK_URL set to a public address that leads here.',
				]),
	]);
	if (!once) {
		print(['', ...whereToLook(running)]);
		print([`  OTP key   ${otpKeyHeader}: ${otpKey}`]);
	}
	return `credential accepted, ${Object.keys(workflows).length} workflows imported, nothing sent, in ${duration(stage.elapsedMs)}`;
}

/** Whatever the user has published in the meantime, CINNOX must not go on calling a dead address. */
async function unsubscribe(client: N8nClient): Promise<void> {
	const workflows = await client.request<SavedWorkflow[]>('GET', '/rest/workflows');
	for (const { id, active } of workflows) if (active) await client.deactivateAndWait(id);
}
