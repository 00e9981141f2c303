/**
 * n8n is killed with -9 at named points of the trigger's life cycle and started again on the same
 * user folder. Afterwards the way out of the README (unpublish, then publish) has to lead to exactly
 * what is published, and unpublishing to nothing, whatever n8n had saved before it was killed.
 */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { startWorld, type World } from '../../scripts/lib/world.mts';
import type { SavedWorkflow } from './n8n-client.mts';
import { subscribedTo, triggerOn } from './trigger-workflow.mts';
import { waitFor } from './wait-for.mts';

const EVENTS = ['call.ended', 'sms.received'];
/** Longer than a killed n8n needs to be gone; in ms. */
const HOLD_MS = 3_000;

let world: World;

beforeAll(async () => {
	world = await startWorld({
		n8n: {
			tarball: inject('tarball'),
			env: {
				// What a killed n8n was publishing stays locked for two minutes otherwise.
				N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '15',
				N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '500',
			},
		},
	});
});
afterAll(async () => {
	await world?.dispose();
});

type When = 'publish' | 'unpublish' | 'listen';

interface KillPoint {
	name: string;
	during: When;
	/** The subscription whose change is the point, and what CINNOX does then. */
	path: string;
	/** Arrived and not looked at yet; carried out and not answered yet; answered. */
	at: 'arrived' | 'done' | 'answered';
}

const POINTS: KillPoint[] = [
	{
		name: 'publishing: the first subscription arrived, CINNOX has not challenged yet',
		during: 'publish',
		path: 'call-event-sub',
		at: 'arrived',
	},
	{
		name: 'publishing: the challenge was answered, n8n does not know yet that it is subscribed',
		during: 'publish',
		path: 'call-event-sub',
		at: 'done',
	},
	{
		name: 'publishing: the second subscription arrived, the first is made',
		during: 'publish',
		path: 'inbound-sms-event-sub',
		at: 'arrived',
	},
	{
		name: 'publishing: everything was answered just now',
		during: 'publish',
		path: 'inbound-sms-event-sub',
		at: 'answered',
	},
	{
		name: 'unpublishing: the first end arrived',
		during: 'unpublish',
		path: 'call-event-sub',
		at: 'arrived',
	},
	{
		name: 'unpublishing: one is ended, n8n does not know yet',
		during: 'unpublish',
		path: 'call-event-sub',
		at: 'done',
	},
	{
		name: 'listening for a test event: CINNOX has the test URLs',
		during: 'listen',
		path: 'inbound-sms-event-sub',
		at: 'answered',
	},
];

const patchesOf = (path: string) =>
	world.simulator.ledger.filter(
		(entry) => entry.method === 'PATCH' && entry.path.endsWith(`/${path}`),
	);

/** Starts a step of the life cycle and kills n8n at the point. The step itself never ends well. */
async function killAt({ path, at }: KillPoint, step: () => Promise<unknown>): Promise<void> {
	const { simulator, n8n } = world;
	if (at === 'arrived') simulator.faults.add({ kind: 'latency', path, ms: HOLD_MS });
	if (at === 'done') simulator.faults.add({ kind: 'delayedAfter', path, ms: HOLD_MS });
	const before = patchesOf(path).length;
	// It goes on asking an n8n that is dead, and nobody waits for that.
	void step().catch(() => {});
	await waitFor(
		() => {
			const entry = patchesOf(path)[before];
			if (entry === undefined) return false;
			if (at === 'arrived') return true;
			return at === 'done' ? entry.accepted : entry.status !== undefined;
		},
		{ describe: `the point "${at}" of ${path}`, intervalMs: 5, timeoutMs: 60_000 },
	);
	await n8n.kill9();
	simulator.faults.clear();
	await simulator.idle();
	await n8n.restart();
}

const publish = (workflow: SavedWorkflow) => world.client.activateAndWait(workflow);
const unpublish = ({ id }: SavedWorkflow) => world.client.deactivateAndWait(id);
const steps: Record<When, (workflow: SavedWorkflow) => Promise<unknown>> = {
	publish,
	unpublish,
	listen: ({ id }) => world.client.listenForTestEvent(id, 'CINNOX Trigger'),
};

test.each(POINTS)('$name', async (point) => {
	const { client, simulator } = world;
	const workflow = await client.createWorkflow(triggerOn(world.credential, EVENTS));
	if (point.during !== 'publish') await publish(workflow);
	await killAt(point, () => steps[point.during](workflow));

	const { active } = await client.getWorkflow(workflow.id);
	if (active) await unpublish(workflow);
	await publish(await client.getWorkflow(workflow.id));
	const subscribed = subscribedTo(simulator);
	expect(Object.keys(subscribed).toSorted()).toEqual(['call', 'inbound-sms']);
	expect(new Set(Object.values(subscribed)).size).toBe(1);
	expect(subscribed.call).toMatch(/\/webhook\//);

	const id = `after ${point.name}`;
	const deliveries = await simulator.emit.inboundSms({ id });
	expect(deliveries).toMatchObject([{ status: 200, body: { code: 0 } }]);
	const runs = await client.finishedExecutions(workflow.id);
	expect(runs).toHaveLength(1);

	await unpublish(workflow);
	expect(simulator.subscriptions()).toEqual([]);
	await client.deleteWorkflow(workflow.id);
});
