import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Delivery, Emitters, Simulator } from '../../simulator/index.mts';
import { SERVICE_ID, startSimulator } from '../../simulator/index.mts';
import { credentialOf, getNodeType } from '../harness.mts';
import { Host, triggerWorkflow } from './contexts.mts';
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
	host.runs.length = 0;
});

type Case = [
	event: string,
	emitter: Exclude<keyof Emitters, 'raw'>,
	fields: Record<string, unknown>,
	item: Record<string, unknown>,
];

const party = { eid: 'eid-1', number: 85291234567 };

/** Every event of the contract, with what CINNOX posts and what the workflow gets. */
const CASES: Case[] = [
	[
		'call.started',
		'call',
		{
			id: 'c1',
			status: 'CallStart',
			caller: { eid: '', number: 85291234567 },
			callees: [party, { eid: 'eid-2', number: '+85230000000' }],
		},
		{
			id: 'c1',
			status: 'CallStart',
			from: '85291234567',
			fromEid: '',
			to: '85291234567',
			toEid: 'eid-1',
			toParties: [
				{ number: '85291234567', eid: 'eid-1' },
				{ number: '+85230000000', eid: 'eid-2' },
			],
		},
	],
	[
		'call.ended',
		'call',
		{ id: 'c1', status: 'CallEnd' },
		{
			id: 'c1',
			status: 'CallEnd',
			from: null,
			fromEid: null,
			to: null,
			toEid: null,
			toParties: [],
		},
	],
	['call.other', 'call', { id: 'c1', status: 'CallHold' }, { id: 'c1', status: 'CallHold' }],
	['conference.ended', 'conference', { id: 'f1' }, { id: 'f1', status: 'conference_end' }],
	[
		'conference.other',
		'conference',
		{ id: 'f1', status: 'conference_start' },
		{ id: 'f1', status: 'conference_start' },
	],
	...(
		[
			['contact.created', 'create'],
			['contact.edited', 'edit'],
			['contact.deleted', 'delete'],
			['contact.other', 'archive'],
		] as const
	).map(([event, status]): Case => [
		event,
		'externalContact',
		{ id: 'p1', status, fullName: 'Chan Tai Man' },
		{ id: 'p1', status, fullName: 'Chan Tai Man' },
	]),
	...(
		[
			['contact.merged', 'merge'],
			['contact.transferred', 'ownerTransferred'],
		] as const
	).map(([event, status]): Case => [
		event,
		'contact',
		{ id: 'p1', status, fullName: 'Chan Tai Man' },
		{ id: 'p1', status, fullName: 'Chan Tai Man' },
	]),
	...(
		[
			['staff.created', 'staffCreate'],
			['staff.edited', 'staffEdit'],
			['staff.deleted', 'staffDelete'],
			['staff.other', 'staffSuspend'],
		] as const
	).map(([event, status]): Case => [
		event,
		'staffContact',
		{ id: 's1', status, fullName: 'Lee Siu Ming' },
		{ id: 's1', status, fullName: 'Lee Siu Ming' },
	]),
	...(
		[
			['enquiry.opened', 'Opened'],
			['enquiry.opened', 'Open'],
			['enquiry.handling', 'Handling'],
			['enquiry.closed', 'Closed'],
			['enquiry.missed', 'Missed'],
			['enquiry.other', 'Snoozed'],
		] as const
	).map(([event, status]): Case => [
		event,
		'enquiry',
		{
			status,
			eid: 'q1',
			displayCaseNumber: '#1001',
			channel: 'WHATSAPP',
			channelOri: 'Channel',
			socialId: 'social-1',
			date: '2026-01-31T09:00:00.000Z',
			destination: 'd1',
			destinationTypes: 'STAFF',
		},
		{
			id: 'q1',
			status,
			displayCaseNumber: '#1001',
			channel: 'WHATSAPP',
			channelOrigin: 'Channel',
			socialId: 'social-1',
			destinationId: 'd1',
			destinationType: 'STAFF',
			occurredAt: '2026-01-31T09:00:00.000Z',
		},
	]),
	[
		'recording.succeeded',
		'recording',
		{ id: 'c1', type: 'call', status: 'success' },
		{ id: 'c1', status: 'success', type: 'call', callId: 'c1', conferenceId: null },
	],
	[
		'recording.failed',
		'recording',
		{ id: 'f1', type: 'conference', status: 'fail' },
		{ id: 'f1', status: 'fail', type: 'conference', callId: null, conferenceId: 'f1' },
	],
	[
		'recording.other',
		'recording',
		{ id: 'c1', type: 'call', status: 'pending' },
		{ id: 'c1', status: 'pending', type: 'call', callId: 'c1', conferenceId: null },
	],
	[
		'sms.received',
		'inboundSms',
		{
			id: 'm1',
			senderNumber: 85291234567,
			recipientNumber: 85230012345,
			receiveTime: '2026-01-31T09:00:00.000Z',
			content: 'Hello 你好',
		},
		{
			id: 'm1',
			serviceId: null,
			from: '85291234567',
			to: '85230012345',
			text: 'Hello 你好',
			contentType: 'Text',
			occurredAt: '2026-01-31T09:00:00.000Z',
		},
	],
	...(
		[
			['sms.submitted', 'Submitted', '', ''],
			['sms.delivered', 'Delivered', '', ''],
			['sms.undelivered', 'Undelivered', '400', 'sms delivery failed'],
			['sms.rejected', 'Rejected', '400', 'sms send failed'],
			['sms.timedOut', 'Timeout', '', ''],
			['sms.other', 'Queued', '', ''],
		] as const
	).map(([event, Status, ResponseCode, Exception]): Case => [
		event,
		'outboundSms',
		{
			TransactionID: 't1',
			RecipientNumber: 85291234567,
			RecipientCountry: 'HK',
			Status,
			ResponseCode,
			Exception,
		},
		{
			id: 't1',
			transactionId: 't1',
			status: Status,
			to: '85291234567',
			toCountry: 'HK',
			responseCode: ResponseCode,
			exception: Exception,
		},
	]),
	[
		'label.changed',
		'label',
		{ id: 'l1', name: 'VIP', status: 'edit' },
		{ id: 'l1', type: 'label', name: 'VIP', status: 'edit' },
	],
	[
		'enquiryLabel.changed',
		'enquiryLabel',
		{ inquiryId: 'q1', labelIds: ['l1'] },
		{ id: 'q1', type: 'inquiryLabel', inquiryId: 'q1', labelIds: ['l1'] },
	],
];

const offered = (
	getNodeType('cinnoxTrigger').description.properties.find(({ name }) => name === 'events')
		?.options as Array<{ value: string }>
).map(({ value }) => value);

/** Those that workflows of earlier versions may have chosen, too. */
const allEvents = [
	...offered,
	...CASES.map(([event]) => event).filter((event) => event.endsWith('.other')),
];

async function withTrigger(
	workflow: TriggerWorkflow,
	use: () => Promise<Delivery[]>,
): Promise<Delivery[]> {
	await host.activate(workflow);
	try {
		return await use();
	} finally {
		await host.deactivate(workflow);
	}
}

/** The pace has tests of its own, and would only make these wait. */
const credential = () => credentialOf(simulator, { requestsPerMinute: 0 });

const acknowledged = expect.objectContaining({ status: 200, body: { code: 0 } });

it('has a case for every event that can be picked', () => {
	const cases = new Set(CASES.map(([event]) => event).filter((event) => !event.endsWith('.other')));
	expect([...cases].sort()).toEqual([...offered].sort());
});

describe.each(CASES)('%s from %s %j', (event, emitter, fields, item) => {
	it('starts one run with the contracted item', async () => {
		const workflow = triggerWorkflow(credential(), [event]);
		const deliveries = await withTrigger(workflow, () => simulator.emit[emitter](fields));
		expect(deliveries).toEqual([acknowledged]);
		expect(host.runs).toHaveLength(1);
		const [{ item: got, mode }] = host.runs;
		expect(mode).toBe('production');
		expect(got).toMatchObject({ event, serviceId: SERVICE_ID, ...item });
		expect(Date.parse(String(got.receivedAt))).not.toBeNaN();
		expect(Object.keys(got).slice(0, 5)).toEqual([
			'event',
			'eventKey',
			'id',
			'serviceId',
			'receivedAt',
		]);
		expect(got).not.toHaveProperty('body');
		expect(JSON.stringify(got)).not.toMatch(/"caller"|"callee/);
	});

	it('is the same event when all are chosen, and when only others are, none', async () => {
		const all = triggerWorkflow(credential(), allEvents);
		await withTrigger(all, () => simulator.emit[emitter](fields));
		expect(host.runs.map((run) => run.item.event)).toEqual([event]);

		host.runs.length = 0;
		const others = triggerWorkflow(
			credential(),
			allEvents.filter((name) => name !== event),
		);
		const deliveries = await withTrigger(others, () => simulator.emit[emitter](fields));
		// The two undocumented ones can't be told apart by force: what is no label is an enquiry's.
		expect(host.runs).toEqual([]);
		for (const delivery of deliveries) expect(delivery).toEqual(acknowledged);
	});

	it('carries the untouched body when Simplify is off', async () => {
		const workflow = triggerWorkflow(credential(), [event], { simplify: false });
		const [delivery] = await withTrigger(workflow, () => simulator.emit[emitter](fields));
		expect(host.runs[0].item).toMatchObject({ event, ...item });
		expect(host.runs[0].item.body).toEqual(delivery.request);
	});
});

/** The three styles on paper, and spellings that CINNOX might use. */
const STYLES: Array<[string, string, unknown]> = [
	[
		'wrapped inbound SMS',
		'sms.received',
		{ type: 'message', challenge: 'x', message: { id: 'm1', senderNumber: 1, content: 'Hi' } },
	],
	['PascalCase inbound SMS', 'sms.received', { Id: 'm1', SenderNumber: '1', Content: 'Hi' }],
	[
		'camelCase outbound SMS',
		'sms.delivered',
		{ type: 'TDR', transactionID: 'm1', recipientNumber: 1, status: 'delivered' },
	],
	[
		'wrapped outbound SMS',
		'sms.rejected',
		{ type: 'message', message: { Type: 'tdr', TransactionID: 'm1', Status: 'REJECTED' } },
	],
	[
		'wrapped enquiry',
		'enquiry.missed',
		{ type: 'message', message: { type: 'inquiry', eid: 'm1', status: 'missed' } },
	],
	['flat call', 'call.ended', { id: 'm1', status: 'CALL_END', serviceID: 's' }],
	[
		'PascalCase wrapped call',
		'call.started',
		{
			Type: 'message',
			Message: { ID: 'm1', Status: 'CallStart', Callees: { EID: 'e', Number: 5 } },
		},
	],
	['flat recording', 'recording.failed', { type: 'call', status: 'FAIL', id: 'm1' }],
	['flat staff', 'staff.edited', { type: 'contact', status: 'staff_edit', id: 'm1' }],
];

it.each(STYLES)('%s is recognised as %s', async (_name, event, body) => {
	const workflow = triggerWorkflow(credential(), allEvents);
	await host.activate(workflow);
	await simulator.emit.raw('call', body);
	await host.deactivate(workflow);
	expect(host.runs.map(({ item }) => [item.event, item.id])).toEqual([[event, 'm1']]);
});

it('takes a single callee that is not in a list', async () => {
	const workflow = triggerWorkflow(credential(), ['call.started']);
	await host.activate(workflow);
	await simulator.emit.raw('call', {
		message: {
			id: 'c',
			status: 'CallStart',
			caller: { number: 1 },
			callees: { number: 22, eid: 'e' },
		},
	});
	await host.deactivate(workflow);
	expect(host.runs[0].item).toMatchObject({
		from: '1',
		fromEid: null,
		to: '22',
		toEid: 'e',
		toParties: [{ number: '22', eid: 'e' }],
	});
});

const FILTERED: Array<[string, Record<string, unknown>, keyof Emitters, object, number]> = [
	['channel', { channels: ['LINE'] }, 'enquiry', { channel: 'LINE' }, 1],
	['other channel', { channels: ['LINE', 'EMAIL'] }, 'enquiry', { channel: 'WECHAT' }, 0],
	['destination', { destinationIds: 'd1, d2' }, 'enquiry', { destination: 'd2' }, 1],
	['other destination', { destinationIds: 'd1, d2' }, 'enquiry', { destination: 'D2' }, 0],
	['sender', { senderNumbers: '+852 9123 4567' }, 'inboundSms', { senderNumber: 85291234567 }, 1],
	['sender beginning', { senderNumbers: '852*' }, 'inboundSms', { senderNumber: 85291234567 }, 1],
	['other sender', { senderNumbers: '8529123456' }, 'inboundSms', { senderNumber: 85291234567 }, 0],
	['sender ID', { senderNumbers: 'Acme' }, 'inboundSms', { senderNumber: 'ACME' }, 1],
	[
		'one of several callees',
		{ recipientNumbers: '2' },
		'call',
		{ callees: [{ number: 1 }, { number: 2 }] },
		1,
	],
	[
		'other callee',
		{ recipientNumbers: '3' },
		'call',
		{ callees: [{ number: 1 }, { number: 2 }] },
		0,
	],
	[
		'recipient',
		{ recipientNumbers: '85298765432' },
		'outboundSms',
		{ RecipientNumber: '+85298765432' },
		1,
	],
	['country', { recipientCountries: 'hk, SG' }, 'outboundSms', { RecipientCountry: 'HK' }, 1],
	['other country', { recipientCountries: 'SG' }, 'outboundSms', { RecipientCountry: 'HK' }, 0],
	['nothing to compare', { senderNumbers: '1', channels: ['LINE'] }, 'recording', {}, 1],
];

it.each(FILTERED)('filters by %s', async (_name, filters, emitter, fields, runs) => {
	const workflow = triggerWorkflow(credential(), allEvents, { filters } as never);
	const deliveries = await withTrigger(workflow, () =>
		simulator.emit[emitter as 'call'](fields as Record<string, unknown>),
	);
	expect(deliveries).toEqual([acknowledged]);
	expect(host.runs).toHaveLength(runs);
});
