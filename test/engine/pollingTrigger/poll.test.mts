import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Simulator } from '../../simulator/index.mts';
import { SERVICE_ID, startSimulator } from '../../simulator/index.mts';
import { credentialOf, getNodeType } from '../harness.mts';
import { Poller } from './contexts.mts';

let simulator: Simulator;

beforeAll(async () => {
	// Its clock is that of the machine, as CINNOX's is.
	simulator = await startSimulator({
		rateLimitPerMinute: 0,
		reportRows: 40,
		now: new Date().toISOString(),
	});
});
afterAll(async () => {
	await simulator.close();
});
beforeEach(() => {
	simulator.reset();
	simulator.configure({ rateLimitPerMinute: 0 });
	simulator.faults.clear();
});

const poller = (events: string[], options = {}, credential = {}) =>
	new Poller(credentialOf(simulator, credential), events, options);

type Table = 'calls' | 'conferences' | 'enquiries' | 'smsReport' | 'campaigns';

/** A new row, under the names of one that the simulator generates. */
function add(
	table: Table,
	fields: Record<string, unknown>,
	secondsAgo = 0,
): Record<string, unknown> {
	const time = Date.now() - secondsAgo * 1000;
	const row = { ...simulator.state[table].at(0), ...fields };
	simulator.state[table].add(time, row);
	return row;
}

const iso = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString();
const common = { eventKey: expect.stringMatching(/^[\w-]{43}$/), receivedAt: expect.any(String) };

type Case = [
	event: string,
	table: Table,
	row: () => Record<string, unknown>,
	item: Record<string, unknown>,
];

const CASES: Case[] = [
	[
		'call.started',
		'calls',
		() => ({ id: 'r1', callID: 'c1', caller: 85291234567, callDate: '2026-01-31T17:00:00+08:00' }),
		{
			id: 'c1',
			serviceId: SERVICE_ID,
			from: '85291234567',
			occurredAt: '2026-01-31T09:00:00.000Z',
		},
	],
	[
		'call.ended',
		'calls',
		() => ({ id: 'r1', callID: 'c1', callEndTime: '2026-01-31T09:05:00Z', status: 'Busy' }),
		{ id: 'c1', status: 'Busy', occurredAt: '2026-01-31T09:05:00.000Z' },
	],
	[
		'conference.ended',
		'conferences',
		() => ({ conferenceID: 'k1', callDate: '2026-01-31T09:00:00Z', callDuration: 90 }),
		{ id: 'k1', durationSeconds: 90, occurredAt: '2026-01-31T09:01:30.000Z' },
	],
	[
		'enquiry.opened',
		'enquiries',
		() => ({ inquiry: 'e1', status: 'ongoing', createdAt: '2026-01-31T09:00:00Z' }),
		{ id: 'e1', serviceId: SERVICE_ID, status: 'ongoing', occurredAt: '2026-01-31T09:00:00.000Z' },
	],
	[
		'enquiry.handling',
		'enquiries',
		() => ({ inquiry: 'e1', status: 'followed-up' }),
		{ id: 'e1', status: 'followed-up', occurredAt: null },
	],
	['enquiry.closed', 'enquiries', () => ({ inquiry: 'e1', status: 'closed' }), { id: 'e1' }],
	['enquiry.missed', 'enquiries', () => ({ inquiry: 'e1', status: 'missed' }), { id: 'e1' }],
	[
		'sms.received',
		'smsReport',
		() => ({ id: 's1', usage: 'Inbound', sender: 85291234567, recipient: 85230018000, text: 'Hi' }),
		{ id: 's1', from: '85291234567', to: '85230018000', text: 'Hi', transactionId: null },
	],
	[
		'sms.submitted',
		'smsReport',
		() => ({ id: 's1', status: 'Submitted', carrierStatus: 'Queued', recipient: 85291234567 }),
		{ id: 's1', transactionId: 's1', to: '85291234567', carrierStatus: 'Queued' },
	],
	[
		'sms.delivered',
		'smsReport',
		() => ({ id: 's1', status: 'Submitted', carrierStatus: 'Delivered' }),
		{ id: 's1', carrierStatus: 'Delivered' },
	],
	[
		'sms.undelivered',
		'smsReport',
		() => ({ id: 's1', status: 'Submitted', carrierStatus: 'Undelivered' }),
		{ id: 's1' },
	],
	['sms.rejected', 'smsReport', () => ({ id: 's1', status: 'Rejected' }), { status: 'Rejected' }],
	['sms.timedOut', 'smsReport', () => ({ id: 's1', status: 'Timeout', carrierStatus: '' }), {}],
	[
		'campaign.sent',
		'campaigns',
		() => ({ id: 'm1', campaignName: 'Spring', sender: { phone: 85230018000 } }),
		{ id: 'm1', name: 'Spring', from: '85230018000' },
	],
];

describe('every event', () => {
	it.each(CASES)('%s', async (event, table, row, item) => {
		const trigger = poller([event]);
		expect(await trigger.poll()).toBeNull();
		add(table, row());
		expect(await trigger.poll()).toEqual([expect.objectContaining({ event, ...common, ...item })]);
		expect(await trigger.poll()).toBeNull();
	});

	it('has a case here, a name of the webhook trigger where that has it, and the same form', async () => {
		const values = (type: string) =>
			(
				getNodeType(type).description.properties.find(({ name }) => name === 'events')?.options ??
				[]
			).map((option) => (option as { value: string }).value);
		const own = values('cinnoxPollingTrigger');
		const covered = [
			...CASES.map(([event]) => event),
			'campaignMessage.changed',
			'recording.succeeded',
		];
		expect(own.sort()).toEqual(covered.sort());
		const known = new Set(values('cinnoxTrigger'));
		const beyond = own.filter((value) => !known.has(value));
		expect(['campaign.sent', 'campaignMessage.changed', 'sms.timedOut']).toEqual(
			expect.arrayContaining(beyond),
		);
		const all = poller(own, { lookBack: 800 });
		for (const item of (await all.poll()) ?? []) {
			expect(Object.keys(item)).not.toContain('caller');
			expect(Object.keys(item).slice(0, 5)).toEqual([
				'event',
				'eventKey',
				'id',
				'serviceId',
				'receivedAt',
			]);
		}
	});

	it('campaignMessage.changed: each message once for each status', async () => {
		const trigger = poller(['campaignMessage.changed'], { lookBack: 24 });
		simulator.state.campaigns.add(Date.now() - 60_000, simulator.state.campaigns.at(0));
		const items = (await trigger.poll()) ?? [];
		expect(items.length).toBeGreaterThan(0);
		expect(items[0]).toMatchObject({ campaignId: expect.any(String), to: expect.any(String) });
		expect(new Set(items.map(({ eventKey }) => eventKey)).size).toBe(items.length);
		expect(await trigger.poll()).toBeNull();
	});

	it('recording.succeeded: once the files of a call are there, and asked for no more', async () => {
		const trigger = poller(['recording.succeeded']);
		await trigger.poll();
		add('calls', { id: 'r1', callID: 'c1', isRecording: true, callEndTime: iso(10) }, 70);
		add('calls', { id: 'r2', callID: 'c2', isRecording: false, callEndTime: iso(10) }, 70);
		simulator.state.recordings.set('c1', []);
		expect(await trigger.poll()).toBeNull();
		simulator.state.recordings.set('c1', [{ id: 'f1' }, { id: 'f2' }]);
		expect(await trigger.poll()).toEqual([
			expect.objectContaining({ event: 'recording.succeeded', id: 'c1', callId: 'c1', files: 2 }),
		]);
		const asked = () => simulator.ledger.filter(({ path }) => path.endsWith('recording-file'));
		const before = asked().length;
		expect(await trigger.poll()).toBeNull();
		expect(asked()).toHaveLength(before);
		expect(asked().map(({ query }) => query.callID)).not.toContain('c2');
	});
});

describe('from poll to poll', () => {
	it('one row gives each of its events once, while its status changes', async () => {
		const trigger = poller(['enquiry.opened', 'enquiry.closed', 'sms.delivered']);
		await trigger.poll();
		const row = add('enquiries', { inquiry: 'e1', status: 'ongoing' }, 60);
		const sms = add('smsReport', { id: 's1', status: 'Submitted', carrierStatus: 'Queued' }, 60);
		expect((await trigger.poll())?.map(({ event }) => event)).toEqual(['enquiry.opened']);
		row.status = 'closed';
		sms.carrierStatus = 'Delivered';
		const events = (await trigger.poll())?.map(({ event }) => event).sort();
		expect(events).toEqual(['enquiry.closed', 'sms.delivered']);
		expect(await trigger.poll()).toBeNull();
	});

	it('a late row within the grace comes once, oldest first', async () => {
		const trigger = poller(['sms.received']);
		await trigger.poll();
		add('smsReport', { id: 'b', usage: 'Inbound', createdAt: iso(5) }, 5);
		add('smsReport', { id: 'a', usage: 'Inbound', createdAt: iso(800) }, 800);
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual(['a', 'b']);
		expect(await trigger.poll()).toBeNull();
	});

	it('a test step shows the newest few and moves nothing', async () => {
		const trigger = poller(['call.ended']);
		await trigger.poll();
		add('calls', { id: 'r1', callID: 'newest', callEndTime: iso(1) }, 1);
		const before = structuredClone(trigger.staticData);
		const shown = await trigger.test();
		expect(shown).toHaveLength(5);
		expect(shown?.at(-1)?.id).toBe('newest');
		expect(trigger.staticData).toEqual(before);
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual(['newest']);
	});

	it('keeps the digits of an ID beyond 2^53', async () => {
		simulator.faults.add({ kind: 'values', form: 'IDs beyond 2^53', times: Infinity });
		const shown = (await poller(['call.ended']).test()) ?? [];
		expect(shown).toHaveLength(5);
		const ids = shown.map(({ id }) => String(id));
		// Odd numbers above 2^53, which a number of JavaScript makes even.
		for (const id of ids) expect(id).toMatch(/^90071992547\d{4}[13579]$/);
		expect(new Set(ids).size).toBe(5);
	});

	it('a test step where nothing was ever is null', async () => {
		expect(await poller(['sms.received']).test()).toBeNull();
	});

	it('Look Back gives what is there, and again when it is changed', async () => {
		add('smsReport', { id: 's1', usage: 'Inbound', createdAt: iso(3_000) }, 3_000);
		const trigger = poller(['sms.received'], { lookBack: 1 });
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual(['s1']);
		expect(await trigger.poll()).toBeNull();
		trigger.parameters.options = { lookBack: 2 };
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual(['s1']);
		trigger.parameters.options = {};
		expect(await trigger.poll()).toBeNull();
	});

	it('another App begins anew; another spelling of the same one does not', async () => {
		const trigger = poller(['sms.received']);
		await trigger.poll();
		add('smsReport', { id: 's1', usage: 'Inbound' });
		trigger.credential = credentialOf(simulator, { baseUrl: `${simulator.url}/` });
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual(['s1']);
		add('smsReport', { id: 's2', usage: 'Inbound' });
		const memory = Object.values(trigger.staticData)[0] as { account: string };
		memory.account = 'of another App';
		expect(await trigger.poll()).toBeNull();
		expect(JSON.stringify(trigger.staticData)).not.toContain(simulator.appToken);
	});

	it('an event chosen later starts from then', async () => {
		const trigger = poller(['call.started']);
		await trigger.poll();
		add('enquiries', { inquiry: 'e1', status: 'closed' }, 60);
		trigger.parameters.events = ['call.started', 'enquiry.closed'];
		expect(await trigger.poll()).toBeNull();
		add('enquiries', { inquiry: 'e2', status: 'closed' }, 10);
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual(['e2']);
	});

	it('two polls at the same time do not give a row twice', async () => {
		const trigger = poller(['sms.received']);
		await trigger.poll();
		add('smsReport', { id: 's1', usage: 'Inbound' });
		simulator.configure({ latencyMs: 50 });
		const { poll } = getNodeType('cinnoxPollingTrigger');
		const memory = structuredClone(trigger.staticData['node:CINNOX Polling Trigger']);
		const context = {
			getMode: () => 'trigger',
			getWorkflowStaticData: () => memory,
			getNode: () => ({ id: '1', name: 'x', type: 'x', typeVersion: 1 }),
			getNodeParameter: (name: string, fallback: unknown) =>
				name === 'events' ? ['sms.received'] : fallback,
			getCredentials: async () => trigger.credential,
			helpers: {
				httpRequestWithAuthentication: async () => {
					await new Promise((resolve) => setTimeout(resolve, 20));
					return {
						statusCode: 200,
						headers: {},
						body: Readable.from([
							Buffer.from('{ "code": 0, "result": [{ "id": "s1", "usage": "Inbound" }] }'),
						]),
					};
				},
			},
		};
		const both = await Promise.all([poll?.call(context as never), poll?.call(context as never)]);
		expect(both.filter(Boolean)).toHaveLength(1);
		simulator.configure({ latencyMs: 0 });
	});
});

describe('many rows', () => {
	it('more than one poll can read come in several, none twice', { timeout: 60_000 }, async () => {
		const trigger = poller(['sms.received']);
		await trigger.poll();
		const count = 45_000;
		// As if n8n had been down for ten hours.
		const memory = Object.values(trigger.staticData)[0] as {
			reports: { sms: { cursor: number } };
		};
		memory.reports.sms.cursor -= 36_000_000;
		for (let index = 0; index < count; index += 1) {
			const time = Date.now() - Math.floor((index * 35_000_000) / count);
			simulator.state.smsReport.add(time, {
				id: String(index),
				usage: 'Inbound',
				createdAt: new Date(time).toISOString(),
			});
		}
		const ids: unknown[] = [];
		const sizes: number[] = [];
		for (let polls = 0; polls < 12; polls += 1) {
			const before = simulator.ledger.length;
			const items = (await trigger.poll()) ?? [];
			expect(simulator.ledger.length - before).toBeLessThanOrEqual(105);
			ids.push(...items.map(({ id }) => id));
			sizes.push(items.length);
		}
		expect(ids).toHaveLength(count);
		expect(new Set(ids).size).toBe(count);
		expect(sizes.filter((size) => size > 0).length).toBeGreaterThan(1);
		expect(sizes.at(-1)).toBe(0);
	});
});

describe('errors, in words', () => {
	const refusal = async (trigger: Poller) => await trigger.poll().catch((error: Error) => error);

	it('a wrong token says so in the message, and tells n8n why', async () => {
		const error = await refusal(poller(['call.ended'], {}, { appToken: 'wrong' }));
		expect(error).toMatchObject({
			message: expect.stringMatching(/'App Token'.*the call report.*Copy it again/s),
			failure: { cause: 'credential-invalid' },
		});
	});

	it('a wrong App ID', async () => {
		const error = await refusal(poller(['call.ended'], {}, { appId: 'wrong' }));
		expect(error).toMatchObject({ message: expect.stringContaining("'App ID'") });
	});

	it('a report that breaks leaves the cursor, and the row comes with the next poll', async () => {
		const trigger = poller(['sms.received']);
		await trigger.poll();
		const before = structuredClone(trigger.staticData);
		add('smsReport', { id: 's1', usage: 'Inbound' });
		simulator.faults.add({ kind: 'html', times: Infinity, path: 'sms-detail' });
		const error = await refusal(trigger);
		expect(error).toBeInstanceOf(Error);
		expect(trigger.staticData).toEqual(before);
		simulator.faults.clear();
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual(['s1']);
	});

	it('a report that breaks does not hold up another, and is said once that is quiet', async () => {
		const trigger = poller(['sms.received', 'call.started']);
		await trigger.poll();
		add('smsReport', { id: 's1', usage: 'Inbound' });
		add('calls', { id: 'r1', callID: 'c1' });
		simulator.faults.add({ kind: 'code', code: 6451000, times: Infinity, path: 'call-detail' });
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual(['s1']);
		expect(await refusal(trigger)).toMatchObject({
			message: expect.stringContaining('the call report'),
		});
		simulator.faults.clear();
		expect((await trigger.poll())?.map(({ id }) => id)).toEqual(['c1']);
	});

	it('Retry-After is honoured', async () => {
		const trigger = poller(['sms.received']);
		await trigger.poll();
		simulator.faults.add({ kind: 'rateLimited', retryAfter: 2, path: 'sms-detail' });
		const began = Date.now();
		expect(await trigger.poll()).toBeNull();
		expect(Date.now() - began).toBeGreaterThanOrEqual(1_900);
	});

	it.each([
		[[], {}, "'Events' is empty"],
		[['contact.created'], {}, 'contact.created'],
		[['call.ended'], { lateRows: 0 }, "'Late Rows (Minutes)'"],
		[['call.ended'], { lookBack: 'x' }, "'Look Back (Hours)'"],
	])('parameters %j %j', async (events, options, text) => {
		expect(await refusal(poller(events, options))).toMatchObject({
			message: expect.stringContaining(text),
		});
	});
});
