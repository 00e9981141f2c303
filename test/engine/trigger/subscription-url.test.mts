import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { request } from 'undici';

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
	simulator.configure({ webhookQuery: 'kept' });
	host.runs.length = 0;
	host.publicUrl = undefined;
});

const credential = (changes = {}) => credentialOf(simulator, { requestsPerMinute: 0, ...changes });

const activated = async (events: string[], parameters = {}): Promise<TriggerWorkflow> => {
	const workflow = triggerWorkflow(credential(), events, parameters);
	await host.activate(workflow);
	return workflow;
};

const events = () => host.runs.map(({ item }) => item.event);
const acknowledged = expect.objectContaining({ status: 200, body: { code: 0 } });

const urls = () => simulator.subscriptions().map(({ url }) => url);

describe('the subscribed URL', () => {
	it('names the subscription, for test listening too', async () => {
		const workflow = await activated(['sms.received', 'label.changed']);
		const url = host.productionUrl(workflow);
		expect(urls()).toEqual(
			[`${url}?subscription=inbound-sms-event-sub`, `${url}?subscription=label-event-sub`].toSorted(
				(a, b) => urls().indexOf(a) - urls().indexOf(b),
			),
		);
		await host.listen(workflow);
		const testUrl = host.testUrl(workflow);
		for (const { path, url: subscribed } of simulator.subscriptions()) {
			expect(subscribed).toBe(`${testUrl}?subscription=${path}`);
		}
		await host.stopListening(workflow);
		expect(new Set(Object.values(subscribedTo(simulator)))).toEqual(new Set([url]));
		await host.deactivate(workflow);
		expect(urls()).toEqual([]);
	});

	it.each(['dropped', 'refused'] as const)('is the plain one where queries are %s', async (how) => {
		simulator.configure({ webhookQuery: how });
		const workflow = await activated(['sms.received', 'enquiryLabel.changed', 'label.changed']);
		const url = host.productionUrl(workflow);
		expect(urls()).toEqual([url, url, url]);
		await simulator.emit.inboundSms();
		await simulator.emit.enquiryLabel();
		await simulator.emit.label();
		expect(events()).toEqual(['sms.received', 'enquiryLabel.changed', 'label.changed']);

		const before = simulator.ledger.filter(({ method }) => method === 'PATCH').length;
		await host.activate(workflow);
		expect(simulator.ledger.filter(({ method }) => method === 'PATCH')).toHaveLength(before);
		await host.listen(workflow);
		await host.stopListening(workflow);
		expect(urls()).toEqual([url, url, url]);
		await host.deactivate(workflow);
		expect(urls()).toEqual([]);
	});

	it('is set right where it names another subscription', async () => {
		const workflow = await activated(['label.changed']);
		const url = host.productionUrl(workflow);
		await fetchPatch('label-event-sub', `${url}?subscription=inquiry-label-event-sub`);
		await host.activate(workflow);
		expect(urls()).toEqual([`${url}?subscription=label-event-sub`]);
		await host.deactivate(workflow);
	});

	it('of an earlier version, without the name, counts as ours', async () => {
		const workflow = await activated(['call.ended']);
		const url = host.productionUrl(workflow);
		await fetchPatch('call-event-sub', url);
		await host.activate(workflow);
		expect(urls()).toEqual([url]);
		await simulator.emit.call({ status: 'CallEnd' });
		expect(events()).toEqual(['call.ended']);
		await host.deactivate(workflow);
		expect(urls()).toEqual([]);
	});
});

async function fetchPatch(path: string, url: string): Promise<void> {
	const { body } = await request(`${simulator.url}/v1/api/apps/${simulator.appId}/${path}`, {
		method: 'PATCH',
		headers: {
			authorization: `Bearer ${simulator.appToken}`,
			'content-type': 'application/json',
		},
		body: JSON.stringify({ enabled: true, url }),
	});
	expect(await body.json()).toMatchObject({ result: { enabled: true } });
}

/** Forms that nobody has described: each must come out under the name of its own subscription. */
const LABEL_BODIES: unknown[] = [
	{},
	{ name: 'VIP' },
	{ challenge: 'internal', name: 'VIP', colour: 'red' },
	{ type: 'message', challenge: 'internal', message: {} },
	{ type: 'message', message: { action: 'added', by: 'Chan' } },
	{ type: 'inquiry', eid: 'q1', displayCaseNumber: '#1', status: 'Opened' },
	{ type: 'contact', status: 'create', fullName: 'Chan', id: 'p1' },
	{ labelId: 'l1', enquiryId: 'q1' },
];

describe.each(['label', 'enquiryLabel'] as const)('an event of %s', (name) => {
	it.each(LABEL_BODIES)('of the form %j is delivered under its name', async (body) => {
		const workflow = await activated(['label.changed', 'enquiryLabel.changed']);
		expect(await simulator.emit.raw(name, body)).toEqual([acknowledged]);
		expect(events()).toEqual([`${name}.changed`]);
		await host.deactivate(workflow);
	});
});

it('answers a challenge at a URL whose events are not described', async () => {
	const workflow = await activated(['label.changed']);
	const deliveries = await simulator.emit.raw('label', { challenge: 'abc', type: 'message' });
	expect(deliveries).toMatchObject([{ body: { code: 0, result: { challenge: 'abc' } } }]);
	expect(host.runs).toEqual([]);
	await host.deactivate(workflow);
});

/** A status or a form that nobody knows, for every documented type. */
const UNKNOWN: Array<[keyof Omit<Emitters, 'raw'>, string, string, unknown]> = [
	['call', 'call.ended', 'call.other', { message: { id: 'c1', status: 'OnHold' } }],
	['call', 'call.ended', 'call.other', { callId: 'c1', state: 'ringing' }],
	[
		'conference',
		'conference.ended',
		'conference.other',
		{ message: { id: 'f1', status: 'begun' } },
	],
	['enquiry', 'enquiry.missed', 'enquiry.other', { eid: 'q1', status: 'Snoozed' }],
	['recording', 'recording.failed', 'recording.other', { message: { id: 'c1', status: 'queued' } }],
	['externalContact', 'contact.edited', 'contact.other', { id: 'p1', status: 'archive' }],
	['staffContact', 'staff.edited', 'staff.other', { message: { id: 's1', status: 'suspend' } }],
	['contact', 'contact.merged', 'contact.other', { message: { id: 'p1', status: 'archived' } }],
	['outboundSms', 'sms.delivered', 'sms.other', { TransactionID: 't1', Status: 'Parked' }],
	['outboundSms', 'sms.delivered', 'sms.other', { id: 't1' }],
];

describe('an event of a subscribed type that nobody knows', () => {
	it.each(UNKNOWN)('%s: chosen %s, comes out as %s', async (emitter, chosen, other, body) => {
		const silent = await activated([chosen]);
		expect(await simulator.emit.raw(emitter, body)).toEqual([acknowledged]);
		expect(host.runs).toEqual([]);
		await host.deactivate(silent);

		const asked = await activated([chosen], { options: { unknownStatuses: true } });
		expect(await simulator.emit.raw(emitter, body)).toEqual([acknowledged]);
		expect(events()).toEqual([other]);
		await host.deactivate(asked);

		host.runs.length = 0;
		// As workflows of earlier versions have it.
		const old = await activated([other === 'contact.other' ? 'contact.merged' : chosen, other]);
		expect(await simulator.emit.raw(emitter, body)).toEqual(
			emitter === 'contact' || simulator.subscriptions().length > 0 ? [acknowledged] : [],
		);
		expect(events()).toEqual([other]);
		await host.deactivate(old);
	});

	it('is none of a type that was not chosen', async () => {
		const workflow = await activated(['sms.received', 'call.ended'], {
			options: { unknownStatuses: true },
		});
		await simulator.emit.raw('call', { TransactionID: 't1', Type: 'tdr', Status: 'Parked' });
		expect(events()).not.toContain('sms.other');
		await host.deactivate(workflow);
	});
});

const HOSTILE = [
	'{}',
	'[]',
	'null',
	'"sms"',
	'{"type":"weather","rain":true}',
	'{"type":"message","message":{"rain":1}}',
	'{"type":"message","challenge":"x","message":{}}',
	'{"id":{"$gt":""}}',
	'{"status":["x"]}',
];
const DOCUMENTED = [
	...['call', 'conference', 'inquiry', 'recording', 'inbound-sms', 'outbound-sms'],
	...['external-contact', 'staff-contact', 'contact'],
];

it.each(DOCUMENTED)('a body without a member of %s events is refused', async (type) => {
	const workflow = await activated(['call.ended'], { options: { unknownStatuses: true } });
	for (const body of HOSTILE) {
		const url = `${host.productionUrl(workflow)}?subscription=${type}-event-sub`;
		const response = await request(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body,
		});
		await response.body.dump();
		expect([body, response.statusCode]).toEqual([body, 400]);
	}
	expect(host.runs).toEqual([]);
	await host.deactivate(workflow);
});

it.each(['nonsense', '__proto__', 'call-event-sub&subscription=label-event-sub', ''])(
	'a query that names no subscription (%s) leaves it to the content',
	async (name) => {
		const workflow = await activated(['call.ended']);
		const response = await request(`${host.productionUrl(workflow)}?subscription=${name}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ id: 'c1', status: 'CallEnd' }),
		});
		await response.body.dump();
		if (!name.includes('&')) expect(events()).toEqual(['call.ended']);
		expect(response.statusCode).toBe(200);
		await host.deactivate(workflow);
	},
);

describe.each([true, false])("n8n's public URL changed, the hook list readable: %s", (readable) => {
	beforeEach(() => {
		if (readable) return;
		simulator.faults.add({
			kind: 'code',
			code: 6450001,
			status: 400,
			path: 'event-hooks',
			times: Infinity,
		});
	});
	const move = () => (host.publicUrl = host.url.replace('127.0.0.1', 'localhost'));

	it('publishing again moves what is needed and drops the rest', async () => {
		const workflow = await activated(['sms.received', 'call.ended']);
		move();
		workflow.parameters = { events: ['call.ended', 'label.changed'] };
		await host.activate(workflow);
		const url = host.productionUrl(workflow);
		expect(url).toContain('localhost');
		expect(subscribedTo(simulator)).toEqual({ call: url, label: url });
		await host.deactivate(workflow);
		expect(urls()).toEqual([]);
	});

	it('unpublishing drops the old ones, and publishing subscribes the new', async () => {
		const workflow = await activated(['sms.received', 'call.ended']);
		move();
		await host.republish(workflow, { parameters: { events: ['sms.received'] } });
		expect(subscribedTo(simulator)).toEqual({ 'inbound-sms': host.productionUrl(workflow) });
		await host.deactivate(workflow);
		expect(urls()).toEqual([]);
	});
});

describe('a wrong token', () => {
	it.each([{ appToken: 'wrong' }, { baseUrl: '' }, { appToken: 'tök' }])(
		'%j: n8n can end what was never subscribed, and publish once it is mended',
		async (mistake) => {
			const workflow = triggerWorkflow(credential(mistake), ['sms.received']);
			await expect(host.activate(workflow)).rejects.toThrow();
			await host.deactivate(workflow);
			workflow.credential = credential();
			await host.activate(workflow);
			expect(subscribedTo(simulator)).toEqual({ 'inbound-sms': host.productionUrl(workflow) });
			await host.deactivate(workflow);
		},
	);
});
