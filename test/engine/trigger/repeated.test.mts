import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Emitters, Simulator } from '../../simulator/index.mts';
import { startSimulator } from '../../simulator/index.mts';
import { credentialOf } from '../harness.mts';
import { Host, subscribedTo, triggerWorkflow } from './contexts.mts';
import type { TriggerWorkflow } from './contexts.mts';

let simulator: Simulator;
let host: Host;

beforeAll(async () => {
	simulator = await startSimulator({ rateLimitPerMinute: 0 });
	host = await Host.start();
});
afterAll(async () => {
	await host.close();
	await simulator.close();
});
beforeEach(() => {
	simulator.reset();
	simulator.configure({ redeliveryDelaysMs: [], eventTimeoutMs: 30_000 });
	Object.assign(host, { failingRuns: 0, runDelayMs: 0 });
	host.runs.length = 0;
});

const ALL = [
	'call.started',
	'call.ended',
	'conference.ended',
	'sms.received',
	'sms.delivered',
].concat(
	['enquiry.closed', 'contact.created', 'contact.edited', 'staff.deleted', 'staff.edited'],
	['recording.succeeded', 'label.changed', 'enquiryLabel.changed'],
);

async function withTrigger(
	options: Record<string, unknown>,
	use: (workflow: TriggerWorkflow) => Promise<unknown>,
): Promise<void> {
	const workflow = triggerWorkflow(credentialOf(simulator, { requestsPerMinute: 0 }), ALL, {
		options,
	} as never);
	await host.activate(workflow);
	await use(workflow);
	await simulator.idle();
	await host.deactivate(workflow);
}

const ignoring = (use: (workflow: TriggerWorkflow) => Promise<unknown>) =>
	withTrigger({ ignoreRepeated: true }, use);

const keys = () => host.runs.map(({ item }) => item.eventKey);

type Emitter = Exclude<keyof Emitters, 'raw'>;
const emit = async (name: Emitter, fields: Record<string, unknown>) => {
	const [delivery] = await simulator.emit[name](fields);
	expect(delivery).toMatchObject({ status: 200, body: { code: 0 } });
};

const TIME = '2026-01-31T09:00:00Z';
/** Events of which CINNOX says enough to tell a repetition from a second one. */
const CERTAIN: Array<[Emitter, Record<string, unknown>, second: Record<string, unknown>]> = [
	['call', { id: 'c1', status: 'CallStart' }, { id: 'c1', status: 'CallEnd' }],
	['conference', { id: 'f1' }, { id: 'f2' }],
	['inboundSms', { id: 'm1', receiveTime: TIME }, { id: 'm2', receiveTime: TIME }],
	['outboundSms', { TransactionID: 't1' }, { TransactionID: 't1', RecipientNumber: 85290000000 }],
	[
		'enquiry',
		{ eid: 'q1', status: 'Closed', date: TIME },
		{ eid: 'q1', status: 'Closed', date: '2026-01-31T09:00:01Z' },
	],
	['externalContact', { id: 'p1', status: 'create' }, { id: 'p2', status: 'create' }],
	['staffContact', { id: 's1', status: 'staffDelete' }, { id: 's2', status: 'staffDelete' }],
	[
		'label',
		{ id: undefined, name: 'VIP', timestamp: 1 },
		{ id: undefined, name: 'VIP', timestamp: 2 },
	],
];

describe.each(CERTAIN)('%s %j', (emitter, fields, second) => {
	it('starts one run however often it is delivered, and another event another', async () => {
		await ignoring(async () => {
			for (const body of [fields, fields, second, fields, second]) await emit(emitter, body);
		});
		expect(host.runs).toHaveLength(2);
		expect(new Set(keys()).size).toBe(2);
	});

	it('runs each time without the option, with one key', async () => {
		await withTrigger({}, async () => {
			await emit(emitter, fields);
			await emit(emitter, fields);
			await emit(emitter, second);
		});
		const [first, again, other] = keys();
		expect(first).toMatch(/^[\w-]{43}$/);
		expect(again).toBe(first);
		expect(other).not.toBe(first);
	});
});

/** Two changes of one thing arrive in the same words. */
const UNCERTAIN: Array<[Emitter, Record<string, unknown>]> = [
	['externalContact', { id: 'p1', status: 'edit' }],
	['staffContact', { id: 's1', status: 'staffEdit' }],
	['label', { id: 'l1', name: 'VIP', status: 'edit' }],
	['label', { id: undefined, name: 'VIP' }],
	['label', { id: 'l1', createdAt: TIME }],
	['enquiryLabel', { inquiryId: 'q1', labelIds: [] }],
	['recording', { id: 'c1' }],
	['inboundSms', { id: undefined, receiveTime: undefined, content: 'Hi' }],
	['enquiry', { eid: 'q1', status: 'Closed', date: undefined }],
];

it.each(UNCERTAIN)('%s %j may be two events, so both run', async (emitter, fields) => {
	await ignoring(async () => {
		await emit(emitter, fields);
		await emit(emitter, fields);
	});
	expect(host.runs).toHaveLength(2);
});

it('has the same key however the members are spelt, ordered and wrapped', async () => {
	await ignoring(async () => {
		const sms = { id: 'm1', senderNumber: 1, content: 'Hi', receiveTime: TIME };
		for (const body of [
			sms,
			{ ReceiveTime: TIME, Content: 'Hi', SenderNumber: '1', ID: 'm1' },
			{ type: 'message', challenge: 'other', message: sms },
		]) {
			await simulator.emit.raw('inboundSms', body);
		}
	});
	expect(host.runs).toHaveLength(1);
});

it('is remembered for each trigger by itself, and test listening takes nothing from production', async () => {
	await ignoring(async (workflow) => {
		await host.listen(workflow);
		await emit('inboundSms', { id: 'm1' });
		const url = host.productionUrl(workflow);
		await expect
			.poll(() => new Set(Object.values(subscribedTo(simulator))))
			.toEqual(new Set([url]));
		await emit('inboundSms', { id: 'm1' });
	});
	expect(host.runs.map(({ mode }) => mode)).toEqual(['test', 'production']);
	expect(new Set(keys()).size).toBe(1);
});

it('runs an event that n8n could not store the first time', async () => {
	simulator.configure({ redeliveryDelaysMs: [0, 10, 50] });
	await ignoring(async () => {
		host.failingRuns = 2;
		const [delivery] = await simulator.emit.inboundSms({ id: 'm1' });
		expect(delivery.status).toBe(500);
		await simulator.idle();
		await emit('inboundSms', { id: 'm1' });
	});
	expect(host.runs).toHaveLength(1);
});

it('runs once when the answer comes too late and CINNOX delivers again meanwhile', async () => {
	simulator.configure({ redeliveryDelaysMs: [0, 100, 100], eventTimeoutMs: 300 });
	host.runDelayMs = 700;
	await ignoring(async () => {
		await simulator.emit.inboundSms({ id: 'm1' });
		await simulator.idle();
	});
	expect(host.runs).toHaveLength(1);
	expect(simulator.deliveries.at(-1)).toMatchObject({ status: 200, body: { code: 0 } });
});

it('runs once when the first fails after CINNOX gave up on it', async () => {
	simulator.configure({ redeliveryDelaysMs: [0, 100], eventTimeoutMs: 300 });
	Object.assign(host, { runDelayMs: 500, failingRuns: 1 });
	await ignoring(async () => {
		await simulator.emit.inboundSms({ id: 'm1' });
		await simulator.idle();
	});
	await expect.poll(() => host.runs.length).toBe(1);
});

it('5,000 events, each delivered twice, make 5,000 runs', { timeout: 120_000 }, async () => {
	await ignoring(async () => {
		const ids = Array.from({ length: 5_000 }, (_, index) => `m${index}`);
		for (let from = 0; from < ids.length; from += 250) {
			const part = ids.slice(from, from + 250);
			// Half of the repetitions arrive while the first delivery is on its way.
			await Promise.all(
				part.flatMap((id) => [emit('inboundSms', { id }), emit('inboundSms', { id })]),
			);
		}
	});
	expect(host.runs).toHaveLength(5_000);
	expect(new Set(host.runs.map(({ item }) => item.id)).size).toBe(5_000);
	expect(new Set(keys()).size).toBe(5_000);
});
