import { describe, expect, test } from 'vitest';

import type { NodeRun } from '../harness.mts';
import { byId, json, runOperation, sent, useSimulator } from '../support.mts';
import { addSms } from './report.mts';

const current = useSimulator({ reportRows: 0 });

const PERSON = '85292110001';
const OURS = '85230018000';

const wait = async (
	changes: NodeRun['parameters'] = {},
	rest: Parameters<typeof runOperation>[3] = {},
) =>
	await runOperation(
		current(),
		'sms:waitForDelivery',
		{ transactionId: 't-1', limitMinutes: 0, ...changes },
		rest,
	);

const add = (fields: object = {}, secondsAgo = 5) =>
	addSms(
		current(),
		{
			id: 't-1',
			sender: Number(OURS),
			recipient: `+${PERSON}`,
			status: 'Submitted',
			carrierStatus: 'Queued',
			usage: 'openAPI-sms',
			...fields,
		},
		secondsAgo,
	);

const looks = () => sent(current(), 'listSms');

describe('what became of an SMS', () => {
	test.each([
		['delivered', { carrierStatus: 'Delivered' }],
		['delivered', { carrierStatus: 'Success' }],
		['undelivered', { carrierStatus: 'Undelivered' }],
		['undelivered', { carrierStatus: 'Fail' }],
		['rejected', { status: 'Rejected', carrierStatus: 'Undelivered' }],
		['unknown', { carrierStatus: 'Timeout' }],
		['timedOut', {}],
	])('is %s with %j', async (outcome, fields) => {
		const row = add(fields);
		expect(json(await wait())).toEqual([
			{
				outcome,
				transactionId: 't-1',
				recipientNumber: PERSON,
				found: true,
				status: row.status,
				carrierStatus: row.carrierStatus,
				updatedAt: row.updatedAt,
			},
		]);
		expect(looks()).toHaveLength(1);
		expect(looks()[0].validationErrors).toEqual([]);
	});

	test('is waited for', async () => {
		const row = add();
		const waiting = wait({ limitMinutes: 0.5 });
		await current().waitForRequest(({ operationId }) => operationId === 'listSms');
		row.carrierStatus = 'Delivered';
		expect(json(await waiting)).toMatchObject([{ outcome: 'delivered' }]);
	});

	test('is not known where the report does not show it', async () => {
		add({ id: 'other', carrierStatus: 'Delivered' });
		expect(json(await wait())).toMatchObject([{ outcome: 'timedOut', found: false }]);
	});

	test('is looked for as far back as asked', async () => {
		add({ carrierStatus: 'Delivered' }, 2 * 3600);
		expect(json(await wait())).toMatchObject([{ found: false }]);
		expect(json(await wait({ options: { sentWithinMinutes: 180 } }))).toMatchObject([
			{ outcome: 'delivered' },
		]);
	});
});

describe('the record that Send SMS gave', () => {
	const of = async (record: object, changes: NodeRun['parameters'] = {}) =>
		await wait({ transactionId: '={{ $json }}', ...changes }, { items: [{ ...record }] });

	test('as Send SMS puts it out is enough', async () => {
		const result = await runOperation(current(), 'sms:send', {
			senderNumber: byId(OURS),
			recipientNumbers: PERSON,
			text: 'Hello',
		});
		const [record] = json(result);
		add({ id: record.transactionId, carrierStatus: 'Delivered' });
		expect(json(await of(record))).toMatchObject([
			{ outcome: 'delivered', transactionId: record.transactionId },
		]);
	});

	test('gives an item for each of several recipients, when all are decided', async () => {
		add({ id: 't-1', carrierStatus: 'Delivered' });
		const second = add({ id: 't-2', recipient: 6591110002 });
		const record = {
			sent: true,
			senderNumber: OURS,
			results: [
				{ recipientNumber: PERSON, transactionId: 't-1' },
				{ recipientNumber: '6591110002', transactionId: 't-2' },
			],
		};
		const waiting = of(record, { limitMinutes: 0.5 });
		await current().waitForRequest(({ operationId }) => operationId === 'listSms');
		second.carrierStatus = 'Undelivered';
		const result = await waiting;
		expect(json(result)).toMatchObject([
			{ outcome: 'delivered', recipientNumber: PERSON },
			{ outcome: 'undelivered', recipientNumber: '6591110002' },
		]);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});

	test('is found by its recipient where the report has other IDs', async () => {
		add({ id: 'earlier', carrierStatus: 'Undelivered' }, 600);
		add({ id: 'row-9', carrierStatus: 'Delivered' });
		const record = { transactionId: 't-1', senderNumber: OURS, recipientNumbers: [PERSON] };
		expect(json(await of(record))).toMatchObject([
			{ outcome: 'delivered', transactionId: 't-1', found: true },
		]);
		add({ id: 'row-10' });
		expect(json(await of(record))).toMatchObject([{ outcome: 'timedOut', found: false }]);
	});

	test('may come as JSON text from a language model', async () => {
		add({ carrierStatus: 'Delivered' });
		const result = await wait({ transactionId: '{ "transactionId": "t-1", "sent": true }' });
		expect(json(result)).toMatchObject([{ outcome: 'delivered' }]);
	});

	test.each([
		[{ sent: false, dryRun: true, recipientNumbers: [PERSON] }, 'a dry run put out'],
		[{ name: 'Ada' }, "'Transaction ID' holds none"],
		[{ results: [{}, {}] }, "'Transaction ID' holds none"],
	])('is refused as %j', async (record, message) => {
		const { error } = await of(record);
		expect(error?.message).toContain(message);
		expect(sent(current())).toEqual([]);
	});

	test.each(['={{ "" }}', '={{ null }}', '={{ [] }}'])(
		'is refused as %j',
		async (transactionId) => {
			const { error } = await wait({ transactionId });
			expect(error?.message).toContain("'Transaction ID' is empty");
		},
	);
});
