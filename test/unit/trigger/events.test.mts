import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
	eventOptions,
	events,
	eventTable,
	recognise,
	subscriptionsOf,
} from '../../../nodes/CinnoxTrigger/events/index.ts';
import { passes } from '../../../nodes/CinnoxTrigger/filters.ts';
import { readBody, readChallenge } from '../../../nodes/CinnoxTrigger/handshake.ts';
import {
	copySafely,
	Notification,
	passThrough,
	readText,
} from '../../../nodes/CinnoxTrigger/notification.ts';
import { subscriptions } from '../../../nodes/subscriptions/eventTypes.ts';

/** Workflows hold these values. */
const CONTRACT = [
	...['call.started', 'call.ended', 'call.other', 'conference.ended', 'conference.other'],
	...['contact.created', 'contact.edited', 'contact.deleted', 'contact.other'],
	...['contact.merged', 'contact.transferred'],
	...['staff.created', 'staff.edited', 'staff.deleted', 'staff.other'],
	...['enquiry.opened', 'enquiry.handling', 'enquiry.closed', 'enquiry.missed', 'enquiry.other'],
	...['enquiryLabel.changed', 'label.changed'],
	...['recording.succeeded', 'recording.failed', 'recording.other'],
	...['sms.received', 'sms.submitted', 'sms.delivered', 'sms.undelivered', 'sms.rejected'],
	...['sms.timedOut', 'sms.other'],
];

/** Statuses that this node does not know: chosen in workflows of earlier versions, not offered any more. */
const OFFERED = CONTRACT.filter((value) => !value.endsWith('.other'));

const all = new Set(CONTRACT);
const eventOf = (body: object, chosen: ReadonlySet<string> = new Set()) =>
	recognise(new Notification(body as never), chosen)?.value;

describe('the table of events', () => {
	it('holds the contract', () => {
		expect(events.map(({ value }) => value).sort()).toEqual([...CONTRACT].sort());
	});

	it('is sorted and grouped by name', () => {
		expect(eventOptions.map(({ value }) => value).sort()).toEqual([...OFFERED].sort());
		const names = eventOptions.map(({ name }) => name);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		expect(names).toContain('Enquiry Missed');
		expect(names).toContain('SMS Delivered');
		expect(new Set(names).size).toBe(names.length);
	});

	it('asks only for the subscriptions that are needed', () => {
		expect(subscriptionsOf(['sms.delivered', 'sms.rejected', 'sms.received'])).toEqual([
			subscriptions.outboundSms,
			subscriptions.inboundSms,
		]);
		expect(subscriptionsOf([])).toEqual([]);
		expect(subscriptionsOf(['no.such'])).toEqual([]);
		expect(subscriptionsOf(CONTRACT)).toHaveLength(Object.keys(subscriptions).length);
	});

	it('gives README.md a row for each', () => {
		expect(eventTable()).toHaveLength(OFFERED.length);
		expect(eventTable().find(({ value }) => value === 'sms.received')).toEqual({
			name: 'SMS Received',
			value: 'sms.received',
			path: 'inbound-sms-event-sub',
			fields: ['from', 'to', 'text', 'contentType', 'occurredAt'],
		});
	});

	it('names in that table the fields that really come out', () => {
		const samples: Record<string, object> = {
			'call.started': { status: 'CallStart' },
			'conference.ended': { status: 'conference_end' },
			'contact.created': { type: 'contact', status: 'create' },
			'staff.created': { type: 'contact', status: 'staffCreate' },
			'enquiry.missed': { type: 'inquiry', status: 'Missed' },
			'recording.failed': { type: 'call', status: 'fail' },
			'sms.received': { eventDescription: 'Inbound SMS Message' },
			'sms.rejected': { Type: 'tdr', Status: 'Rejected' },
		};
		for (const [value, body] of Object.entries(samples)) {
			const event = recognise(new Notification(body as never), all);
			expect(event?.value).toBe(value);
			const { fields } = eventTable().find((row) => row.value === value) ?? { fields: [] };
			expect(Object.keys(event?.fields ?? {})).toEqual(['id', 'serviceId', ...fields]);
		}
	});
});

describe('recognise', () => {
	it.each<[object, string | undefined]>([
		[{ status: 'CallPending' }, 'call.other'],
		[{ type: 'call', status: 'CallStart' }, 'call.started'],
		[{ caller: { number: 1 } }, 'call.other'],
		[{ type: 'contact', status: 'contactsMerged' }, 'contact.merged'],
		[{ type: 'contact', status: 'ownerChange' }, 'contact.transferred'],
		[{ type: 'contact', status: 'transfer_ownership' }, 'contact.transferred'],
		[{ type: 'contact', status: 'created' }, 'contact.created'],
		[{ type: 'contact', status: 'externalContactUpdated' }, 'contact.edited'],
		[{ type: 'contact', status: 'staffUpdated' }, 'staff.edited'],
		[{ type: 'contact' }, 'contact.other'],
		[{ type: 'enquiry', status: 'Open' }, 'enquiry.opened'],
		[{ type: 'inquiry', status: 'Reopened' }, 'enquiry.other'],
		[
			{ type: 'inquiry', status: 'Opened', displayCaseNumber: '1', labels: ['x'] },
			'enquiry.opened',
		],
		[{ type: 'inquiry', status: 'labelAdded', labelIds: [] }, 'enquiryLabel.changed'],
		[{ type: 'inquiry-label', displayCaseNumber: '1', status: 'x' }, 'enquiryLabel.changed'],
		[{ type: 'label', name: 'VIP' }, 'label.changed'],
		[{ labelId: 'l', enquiryId: 'q' }, 'enquiryLabel.changed'],
		[{ type: 'tdr' }, 'sms.other'],
		[{ type: 'recording', status: 'success' }, 'recording.succeeded'],
		[{}, undefined],
		[{ hello: 'world' }, undefined],
		[{ id: 'x' }, undefined],
		[{ status: 'ok' }, undefined],
		[{ message: {} }, undefined],
		[{ message: 'CallStart' }, undefined],
	])('%j is %s', (body, expected) => {
		expect(eventOf(body)).toBe(expected);
	});

	it('takes a notification of unknown form for a label event that was asked for', () => {
		const unknown = { type: 'message', message: { id: 'x', name: 'VIP' } };
		expect(eventOf(unknown)).toBeUndefined();
		expect(eventOf(unknown, new Set(['sms.received']))).toBeUndefined();
		expect(eventOf(unknown, new Set(['label.changed']))).toBe('label.changed');
		expect(eventOf(unknown, new Set(['enquiryLabel.changed']))).toBe('enquiryLabel.changed');
		expect(eventOf(unknown, all)).toBe('label.changed');
		expect(eventOf({ id: 'x', inquiry: 'q' }, all)).toBe('enquiryLabel.changed');
		expect(eventOf({ foo: 1 }, all)).toBeUndefined();
	});
});

describe('normalisation', () => {
	it('keeps phone numbers as strings', () => {
		expect(readText(85291234567)).toBe('85291234567');
		expect(readText('+852 9123 4567')).toBe('+852 9123 4567');
		expect(readText('0085291234567')).toBe('0085291234567');
		expect(readText(1e21)).toBe('1000000000000000000000');
		expect(readText(NaN)).toBeNull();
		expect(readText({})).toBeNull();
		expect(readText(null)).toBeNull();
	});

	it('finds members in any spelling, the first one first', () => {
		const notification = new Notification({ Service_ID: 's', SERVICEID: 't', 'service-id': 'u' });
		expect(notification.text('serviceId')).toBe('s');
	});

	it('passes an undocumented event on with names that expressions accept', () => {
		expect(
			passThrough({ ID: 'x', LabelName: 'VIP', caller: 1, nested: { callees: [{ caller: 2 }] } }),
		).toEqual({ id: 'x', labelName: 'VIP', from: 1, nested: { toParties: [{ from: 2 }] } });
	});
});

describe('anything at all', () => {
	const keys = fc.oneof(
		fc.constantFrom('type', 'status', 'message', 'challenge', 'id', 'serviceId', 'Type', 'Status'),
		fc.constantFrom('caller', 'callees', 'senderNumber', 'content', '__proto__', 'constructor'),
		fc.constantFrom('displayCaseNumber', 'fullName', 'labelId', 'TransactionID', 'channel'),
		fc.string(),
	);
	const words = fc.constantFrom(
		'tdr',
		'call',
		'CallStart',
		'contact',
		'inquiry',
		'message',
		'label',
	);
	const { tree } = fc.letrec((tie) => ({
		tree: fc.oneof(
			{ maxDepth: 4 },
			fc.oneof(fc.string(), words, fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
			fc.array(tie('tree'), { maxLength: 4 }),
			fc.array(fc.tuple(keys, tie('tree')), { maxLength: 8 }).map((entries) => {
				const object: Record<string, unknown> = {};
				for (const [key, value] of entries) {
					Object.defineProperty(object, key, {
						value,
						enumerable: true,
						configurable: true,
						writable: true,
					});
				}
				return object;
			}),
		),
	}));

	it('passes filters although a party is none', () => {
		const fields = { toParties: [null, 7, { number: '1' }] };
		expect(passes({ fields } as never, { recipientNumbers: '1' })).toBe(true);
		expect(passes({ fields } as never, { recipientNumbers: '2' })).toBe(false);
	});

	it('never throws, and gives safe JSON', () => {
		fc.assert(
			fc.property(tree, fc.subarray(CONTRACT), (body, chosen) => {
				const read = readBody({ body });
				if ('refusal' in read) return;
				readChallenge(read.body);
				const event = recognise(new Notification(read.body), new Set(chosen));
				if (event === undefined) return;
				passes(event, { senderNumbers: '1', channels: ['LINE'], recipientNumbers: '2*' });
				const json = JSON.stringify({ ...event.fields, body: copySafely(read.body) });
				const parsed = JSON.parse(json) as object;
				for (const key of ['__proto__', 'constructor', 'prototype']) {
					expect(Object.hasOwn(parsed, key)).toBe(false);
				}
				expect(Object.keys(event.fields)).not.toContain('caller');
				for (const name of ['id', 'serviceId', 'from', 'to']) {
					const value = event.fields[name];
					if (name === 'id' || name === 'serviceId' || event.value.startsWith('call')) {
						expect([null, 'string', 'undefined']).toContain(value === null ? null : typeof value);
					}
				}
			}),
			{ numRuns: 5_000 },
		);
	});

	it('is no event when it does not look like one', () => {
		const word = fc.stringMatching(/^[f-hj-z]{1,8}$/);
		const garbage = fc
			.dictionary(word, fc.oneof(fc.string(), fc.integer(), fc.dictionary(word, fc.string())))
			.filter(
				(body) => !/label|quiry|status|type|event|content|message/i.test(JSON.stringify(body)),
			);
		const chosen = new Set(CONTRACT.filter((value) => !/label/i.test(value)));
		fc.assert(
			fc.property(garbage, (body) => {
				expect(eventOf(body, chosen)).toBeUndefined();
			}),
		);
	});
});
