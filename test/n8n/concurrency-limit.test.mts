import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { startWorld, type World } from '../../scripts/lib/world.mts';
import { chosenN8n } from './versions.mts';

/** How long a run takes, in s. Below 65 n8n's Wait node stays in the process. */
const RUN_SECONDS = 6;

let world: World;

beforeAll(async () => {
	world = await startWorld({
		n8n: { tarball: inject('tarball'), env: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' } },
		simulator: { eventTimeoutMs: 120_000 },
	});
});
afterAll(async () => {
	await world?.dispose();
});

/** What docs/under-load.md says of this setting. */
const why = chosenN8n().answersWaitForPlace ? '' : ' (skipped: this n8n answers at once)';
test.skipIf(why !== '')(
	`with a concurrency limit an event is answered once its run has a place, and runs once${why}`,
	async () => {
		const workflow = await world.client.createWorkflow({
			name: 'Slow',
			nodes: [
				{
					id: randomUUID(),
					webhookId: randomUUID(),
					name: 'CINNOX Trigger',
					type: 'n8n-nodes-cinnox.cinnoxTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: { events: ['sms.received'] },
					credentials: { cinnoxApi: world.credential },
				},
				{
					id: randomUUID(),
					webhookId: randomUUID(),
					name: 'Wait',
					type: 'n8n-nodes-base.wait',
					typeVersion: 1.1,
					position: [220, 0],
					parameters: { resume: 'timeInterval', amount: RUN_SECONDS, unit: 'seconds' },
				},
			],
			connections: { 'CINNOX Trigger': { main: [[{ node: 'Wait', type: 'main', index: 0 }]] } },
		});
		await world.client.activateAndWait(workflow);

		const emit = async (id: string) => (await world.simulator.emit.inboundSms({ id }))[0]!;
		const [first, second] = await Promise.all([emit('a'), emit('b')]);
		expect([first.status, second.status]).toEqual([200, 200]);
		const waits = [first.ms, second.ms].sort((a, b) => a - b);
		expect(waits[1]! - waits[0]!).toBeGreaterThan((RUN_SECONDS - 1) * 1000);

		const executions = await world.client.finishedExecutions(workflow.id, 2);
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success']);
	},
	180_000,
);
