/** Filters that CINNOX does not take: rows are left out while the pages are read. */
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';

import { resources } from '../../nodes/Cinnox/resources/index.ts';
import { contactInput } from '../simulator/contact-seed.mts';
import { idOf } from '../simulator/seed.mts';
import { getNodeType } from './harness.mts';
import { json, runOperation, sent, useSimulator } from './support.mts';

const simulator = useSimulator({ contacts: 1_100, reportRows: 1_200, rateLimitPerMinute: 0 });

type Name = `${string}:${string}`;
const list = async (name: Name, filters: object, rest: object = { returnAll: true }) =>
	await runOperation(simulator(), name, {
		output: 'raw',
		timeRange: 'custom',
		...rest,
		filters,
	} as never);

const rowsOf = async (name: Name, filters: object = {}): Promise<IDataObject[]> => {
	const result = await list(name, filters);
	expect(result.error).toBeUndefined();
	return json(result);
};

const namesOf = (fields: unknown[]) => [
	...new Set(fields.map((field) => String((field as { name: string }).name))),
];

describe('a filter', () => {
	test.each<[Name, object, (row: IDataObject) => boolean]>([
		['sms:getAll', { status: ['Rejected'] }, (row) => row.status === 'Rejected'],
		[
			'sms:getAll',
			{ carrierStatus: 'delivered, queued' },
			(row) => ['Delivered', 'Queued'].includes(String(row.carrierStatus)),
		],
		['enquiry:getAll', { status: ['missed'] }, (row) => row.status === 'missed'],
		['enquiry:getAll', { channels: 'whatsapp' }, (row) => row.channel === 'WHATSAPP'],
		['call:getAll', { isRecording: false }, (row) => row.isRecording !== true],
		['call:getAll', { isRecording: 'true' }, (row) => row.isRecording === true],
		[
			'call:getAll',
			{ callDirection: ['Inbound'], status: ['Call Ended'] },
			(row) => row.callDirection === 'Inbound' && row.status === 'Call Ended',
		],
		['call:getLog', { type: ['conference'] }, (row) => row.type === 'conference'],
		['contact:getAll', { customerType: ['Others'] }, (row) => row.customerType === 'Others'],
		['staff:getAll', { statuses: 'activated' }, (row) => row.status === 'Activated'],
		['campaign:getAll', { channels: 'sms' }, (row) => row.channel === 'SMS'],
	])('of %s keeps with %j what it says, and all of it', async (name, filters, isWanted) => {
		const all = await rowsOf(name);
		const kept = await rowsOf(name, filters);
		expect(kept.length).toBeGreaterThan(0);
		expect(kept.length).toBeLessThan(all.length);
		expect(kept).toEqual(all.filter(isWanted));
		expect(sent(simulator()).flatMap(({ validationErrors }) => validationErrors)).toEqual([]);
	});

	test('finds a number on either side, however it is written', async () => {
		const [{ caller, callee }] = await rowsOf('call:getAll');
		for (const number of [caller, callee].map((value) => String(value).replace(/\D/g, ''))) {
			for (const written of [`+${number}`, `00${number}`, [number], `1, ${number}`]) {
				const rows = await rowsOf('call:getAll', { number: written });
				expect(rows.length).toBeGreaterThan(0);
				for (const row of rows) {
					const digits = [row.caller, row.callee].map((value) => String(value).replace(/\D/g, ''));
					expect(digits).toContain(number);
				}
			}
		}
	});

	test('finds staff by ID, and the people of a conference', async () => {
		const calls = await rowsOf('call:getAll');
		const staff = String(calls.find(({ toEID }) => toEID)?.toEID);
		const rows = await rowsOf('call:getAll', { staff: [staff] });
		expect(rows).toEqual(calls.filter((row) => [row.fromEID, row.toEID].includes(staff)));
		const conferences = await rowsOf('conference:getAll');
		const eidsOf = ({ conferenceDetail }: IDataObject) =>
			(conferenceDetail as { participants: Array<{ eid: string }> }).participants.map(
				({ eid }) => eid,
			);
		const [eid] = eidsOf(conferences[0]);
		const found = await rowsOf('conference:getAll', { staff: [eid] });
		expect(found).toEqual(conferences.filter((row) => eidsOf(row).includes(eid)));
		expect(found.length).toBeGreaterThan(0);
	});

	test('of labels finds what has one of them', async () => {
		const all = await rowsOf('enquiry:getAll');
		const [label] = all.flatMap((row) => (row.labelIds ?? []) as string[]);
		const rows = await rowsOf('enquiry:getAll', { labels: [label] });
		expect(rows.length).toBeGreaterThan(0);
		for (const { labelIds } of rows) expect(labelIds).toContain(label);
	});

	test('that nothing fits gives nothing, and no error', async () => {
		expect(await rowsOf('sms:getAll', { search: 'no such words anywhere' })).toEqual([]);
	});
});

describe('searching contacts', () => {
	test('ends at the first page that has as many as are wanted', async () => {
		const { firstName, lastName, phones } = contactInput(3);
		const search = `${String(lastName).toLowerCase()}  ${String(firstName)} ${String(phones?.[0].phone)}`;
		const result = await list('contact:getAll', { search }, { limit: 1 });
		expect(json(result).map(({ id }) => id)).toEqual([idOf('contact', 3)]);
		expect(sent(simulator()).map(({ query }) => query)).toEqual([{ offset: '0', limit: '500' }]);
	});

	test('reads on until there are as many, and puts out no more', async () => {
		const { company } = contactInput(3);
		const filters = { companyName: company };
		const all = await rowsOf('contact:getAll', filters);
		const some = json(await list('contact:getAll', filters, { limit: all.length - 1 }));
		expect(some).toEqual(all.slice(0, -1));
	});

	test('by phone and email finds the one contact', async () => {
		const { phones, emails } = contactInput(700);
		const phone = await rowsOf('contact:getAll', { phone: String(phones?.[0].phone) });
		const email = await rowsOf('contact:getAll', { email: emails?.[0].email?.toUpperCase() });
		expect([phone, email].map((rows) => rows.map(({ id }) => id))).toEqual([
			[idOf('contact', 700)],
			[idOf('contact', 700)],
		]);
	});
});

test.each([
	['sms:getAll', { status: ['Gone'] }, `'Status' has no "Gone"`],
	['call:getAll', { isRecording: 'perhaps' }, "'Recorded' is not true or false"],
	['contact:getAll', { search: 'x '.repeat(300) }, "'Search' has more than 500 characters"],
] as Array<[Name, object, string]>)(
	'%s refuses %j before anything is sent',
	async (name, filters, message) => {
		const { error } = await list(name, filters);
		expect(error?.message).toContain(message);
		expect(sent(simulator())).toEqual([]);
	},
);

test('every filter that CINNOX does not take says so', () => {
	const filters = resources.flatMap(({ operations }) =>
		operations.flatMap(({ rowFilters = [] }) => rowFilters.map(({ field }) => field)),
	);
	expect(filters.length).toBeGreaterThan(20);
	for (const { description } of filters) {
		expect(description).toContain('CINNOX can not filter by it');
	}
	const shown = getNodeType('cinnox').description.properties.find(({ name }) => name === 'filters');
	expect(namesOf(shown?.options ?? [])).toEqual(expect.arrayContaining(namesOf(filters)));
});
