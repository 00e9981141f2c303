import { createRequire } from 'node:module';

import type * as n8nCore from 'n8n-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import type { Simulator } from '../../simulator/index.mts';
import { startSimulator } from '../../simulator/index.mts';
import { credentialOf } from '../harness.mts';
import { Host, subscribedTo, triggerWorkflow } from './contexts.mts';

const require = createRequire(import.meta.url);
const { HookContext, WebhookContext } = require('n8n-core') as typeof n8nCore;

let simulator: Simulator;
let host: Host;
let stranger: Host;
/** What the trigger writes into n8n's log as a warning. */
let warnings: string[];

beforeAll(async () => {
	simulator = await startSimulator({ rateLimitPerMinute: 0 });
	[host, stranger] = await Promise.all([Host.start(), Host.start()]);
});
afterAll(async () => {
	await Promise.all([host.close(), stranger.close()]);
	await simulator.close();
});
beforeEach(() => {
	simulator.reset();
	host.runs.length = 0;
	warnings = [];
	for (const { prototype } of [HookContext, WebhookContext]) {
		vi.spyOn(prototype, 'logger', 'get').mockReturnValue({
			warn: (text: string) => warnings.push(text),
			error: () => {},
			info: () => {},
			debug: () => {},
		} as never);
	}
});
afterEach(() => {
	vi.restoreAllMocks();
	vi.useRealTimers();
});

const credential = () => credentialOf(simulator, { requestsPerMinute: 0 });
const looks = () => simulator.ledger.filter(({ path }) => path.endsWith('event-hooks')).length;

/** Another workflow of the same App takes events over. */
async function takeOver(events: string[]): Promise<string> {
	const other = triggerWorkflow(credential(), events, { options: { conflict: 'replace' } });
	await stranger.activate(other);
	return stranger.productionUrl(other);
}

it('an event of one type makes the trigger notice that another one goes elsewhere', async () => {
	const workflow = triggerWorkflow(credential(), ['sms.received', 'call.ended']);
	await host.activate(workflow);
	expect(warnings).toEqual([]);
	const url = await takeOver(['call.ended']);
	const [delivery] = await simulator.emit.inboundSms();
	expect(delivery).toMatchObject({ status: 200, body: { code: 0 } });
	await expect.poll(() => warnings).toHaveLength(1);
	expect(warnings[0]).toContain(`call events (${url})`);
	expect(warnings[0]).toContain('Unpublish the workflow, then publish it again.');
	expect(warnings[0]).not.toContain('inbound SMS');
	await host.deactivate(workflow);
});

it('looks once in ten minutes, however many events arrive', async () => {
	const workflow = triggerWorkflow(credential(), ['sms.received']);
	await host.activate(workflow);
	const before = looks();
	await Promise.all(Array.from({ length: 50 }, () => simulator.emit.inboundSms()));
	await simulator.idle();
	expect(looks() - before).toBe(1);
	expect(host.runs).toHaveLength(50);
	expect(warnings).toEqual([]);
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
	await simulator.emit.inboundSms();
	await expect.poll(() => looks() - before).toBe(2);
	await host.deactivate(workflow);
});

it('says nothing while somebody listens for a test event', async () => {
	const workflow = triggerWorkflow(credential(), ['sms.received', 'call.ended']);
	await host.activate(workflow);
	await host.listen(workflow);
	await simulator.emit.inboundSms();
	await simulator.idle();
	await expect
		.poll(() => Object.values(subscribedTo(simulator)))
		.not.toContain(host.testUrl(workflow));
	expect(warnings).toEqual([]);
	await host.deactivate(workflow);
});

it('answers the event as ever when CINNOX does not show its list', async () => {
	const workflow = triggerWorkflow(credential(), ['sms.received']);
	await host.activate(workflow);
	for (const kind of ['status500', 'timeout', 'html'] as const) {
		simulator.faults.add({ kind, path: 'event-hooks', times: 3 });
	}
	const [delivery] = await simulator.emit.inboundSms();
	expect(delivery).toMatchObject({ status: 200, body: { code: 0 } });
	expect(host.runs).toHaveLength(1);
	expect(warnings).toEqual([]);
	simulator.faults.clear();
	await host.deactivate(workflow);
});

it('is said when n8n asks again, and put right', async () => {
	const workflow = triggerWorkflow(credential(), ['sms.received', 'call.ended'], {
		options: { conflict: 'replace' },
	});
	await host.activate(workflow);
	const url = await takeOver(['call.ended']);
	await host.activate(workflow);
	expect(warnings).toHaveLength(1);
	expect(warnings[0]).toContain(`call events (${url})`);
	expect(warnings[0]).toContain('subscribed again');
	expect(subscribedTo(simulator).call).toBe(host.productionUrl(workflow));
	await host.deactivate(workflow);
});

it('is said at activation when CINNOX accepts a subscription and does not have it', async () => {
	const workflow = triggerWorkflow(credential(), ['sms.received']);
	// A CINNOX that says yes to a subscription and forgets it.
	const url = `/v1/api/apps/${simulator.appId}/inbound-sms-event-sub`;
	simulator.faults.add({ kind: 'code', code: 0, status: 200, path: url });
	await host.activate(workflow);
	expect(warnings).toEqual([expect.stringContaining('inbound SMS events (nowhere)')]);
	expect(warnings[0]).toContain('Event Subscription > Check');
	await host.deactivate(workflow);
});
