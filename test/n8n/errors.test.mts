/** What a real n8n makes of an item that failed, and of an answer that looks like a failure. */
import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { serviceNumber, startWorld, type World } from '../../scripts/lib/world.mts';
import { byId } from '../support/resource-locator.mts';
import type { NodeItem } from './n8n-client.mts';

const FIRST = 'Start';

let world: World;

beforeAll(async () => {
	world = await startWorld({ n8n: { tarball: inject('tarball') } });
});
afterAll(async () => {
	await world?.dispose();
});

/** Sends one SMS that CINNOX refuses and one that it takes. */
async function run(onError: string): Promise<NodeItem[][]> {
	world.simulator.faults.add({
		kind: 'code',
		code: 7210102,
		message: 'anonymous user invalid',
		path: '/send_sms',
	});
	const node = (name: string, type: string, parameters: object, more: object = {}) => ({
		id: randomUUID(),
		name,
		type,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters,
		...more,
	});
	const link = (to: string) => ({ main: [[{ node: to, type: 'main', index: 0 }]] });
	const jsCode =
		'return [{ json: { to: "85292110001", customer: 7 } }, { json: { to: "85292110002", customer: 8 } }];';
	const { id } = await world.client.createWorkflow({
		name: `errors ${onError}`,
		nodes: [
			node(FIRST, 'n8n-nodes-base.manualTrigger', {}),
			node('Customers', 'n8n-nodes-base.code', { jsCode }, { typeVersion: 2 }),
			node(
				'SMS',
				'n8n-nodes-cinnox.cinnox',
				{
					resource: 'sms',
					operation: 'send',
					senderNumber: byId(serviceNumber(world.simulator)),
					recipientNumbers: '={{ $json.to }}',
					text: 'Hello',
					options: { maxConcurrency: 1 },
				},
				{ onError, credentials: { cinnoxApi: world.credential } },
			),
		],
		connections: { [FIRST]: link('Customers'), Customers: link('SMS') },
	} as Parameters<World['client']['createWorkflow']>[0]);
	const { resultData } = (await world.client.runAndWait(id, FIRST)).data;
	return (resultData.runData.SMS?.[0]?.data?.main ?? []) as NodeItem[][];
}

const failed = {
	to: '85292110001',
	customer: 7,
	error: expect.stringMatching(
		/^CINNOX does not allow this App to send SMS\. Ask .*"anonymous user invalid"/,
	),
	details: {
		advice: expect.stringContaining('Ask CINNOX support'),
		code: 7210102,
		status: 400,
		said: 'anonymous user invalid',
	},
};

describe('an item that CINNOX refused', () => {
	test('keeps its fields and says everything on the error output', async () => {
		const [sent, refused] = await run('continueErrorOutput');
		expect(refused?.map(({ json }) => json)).toEqual([failed]);
		expect(sent?.map(({ json }) => json)).toMatchObject([{ sent: true }]);
	});

	test('keeps its fields and says everything on the regular output', async () => {
		const [items] = await run('continueRegularOutput');
		expect(items?.map(({ json }) => json)).toMatchObject([failed, { sent: true }]);
	});
});
