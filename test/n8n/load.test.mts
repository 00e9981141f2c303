import { randomUUID } from 'node:crypto';

import { afterEach, beforeEach, expect, inject, test } from 'vitest';

import { startWorld, type World } from '../../scripts/lib/world.mts';
import type { Delivery } from '../simulator/types.mts';
import type { SavedWorkflow } from './n8n-client.mts';
import { waitFor } from './wait-for.mts';

/** n8n manages 13 webhook calls a second on two busy cores, and twice that on two idle ones. */
const BURST = 3_500;
const STEADY = 1_500;
const STEADY_PER_SECOND = 10;
const LONGEST_MS = 15 * 60_000;

let world: World;
let workflow: SavedWorkflow;

/**
 * n8n refuses every request with 503 "Database is not ready!" from the moment when its database is
 * too busy to answer a ping in 5 s, which SQLite is with 256 runs at once. That is no event lost by
 * the trigger: it is never called. https://docs.n8n.io/deploy/host-n8n/configure-n8n/basic-configuration/use-environment-variables/database
 */
const PATIENT_WITH_DATABASE = { DB_PING_TIMEOUT_MS: String(LONGEST_MS) };

// One world for each test, so that runs left over by one that fails are not counted for the other.
beforeEach(async () => {
	world = await startWorld({
		n8n: { tarball: inject('tarball'), env: PATIENT_WITH_DATABASE },
		simulator: { eventTimeoutMs: LONGEST_MS, rateLimitPerMinute: 0 },
	});
	workflow = await world.client.createWorkflow({
		name: 'On SMS',
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
		],
		connections: {},
	});
	await world.client.activateAndWait(workflow);
});
afterEach(async () => {
	await world?.dispose();
});

/** What a post met, in words that thousands of posts can be counted by. */
function outcome({ status, body, error }: Delivery): string {
	return error ?? `${status} ${JSON.stringify(body).slice(0, 200)}`;
}

function countBy(words: string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
	return counts;
}

/** Sends events, each with an ID of its own, and says how each was answered. */
async function send(events: number, pauseMs: number): Promise<void> {
	const before = await world.client.countExecutions(workflow.id);
	const began = performance.now();
	const sending = [];
	for (let index = 0; index < events; index += 1) {
		sending.push(world.simulator.emit.inboundSms({ id: `${before}-${index}` }));
		const due = began + (index + 1) * pauseMs;
		const early = due - performance.now();
		if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
	}
	const answers = (await Promise.all(sending)).flat();
	const seconds = (performance.now() - began) / 1000;

	expect(answers).toHaveLength(events);
	expect(countBy(answers.map(outcome))).toEqual({ '200 {"code":0}': events });

	const ended = await waitFor(
		async () => {
			const count = await world.client.countExecutions(workflow.id);
			return count >= before + events && count;
		},
		{ describe: `${events} more runs`, timeoutMs: 120_000 },
	);
	expect(ended).toBe(before + events);
	expect(await world.client.countExecutions(workflow.id, ['success'])).toBe(ended);
	const ms = answers.map((answer) => answer.ms).sort((a, b) => a - b);
	console.log(
		`${events} events in ${seconds.toFixed(1)} s (${(events / seconds).toFixed(0)}/s), ` +
			`answered within p50 ${ms[Math.floor(ms.length * 0.5)]!.toFixed(0)} ms, ` +
			`p99 ${ms[Math.floor(ms.length * 0.99)]!.toFixed(0)} ms`,
	);
}

test(
	`${BURST} events at once: each is acknowledged and runs once`,
	{ timeout: LONGEST_MS },
	async () => {
		await send(BURST, 0);
	},
);

test(
	`${STEADY} events at ${STEADY_PER_SECOND} a second: each is acknowledged and runs once`,
	{ timeout: LONGEST_MS },
	async () => {
		await send(STEADY, 1000 / STEADY_PER_SECOND);
	},
);
