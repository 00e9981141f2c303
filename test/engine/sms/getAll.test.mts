import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';

import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const ROWS = 1_234;
const current = useSimulator({ reportRows: ROWS });

const SIMPLIFIED = [
	'id',
	'createdAt',
	'sender',
	'recipient',
	'recipientCountryCode',
	'text',
	'status',
	'carrierStatus',
	'segmentCount',
	'usage',
];

/** The report, read as the API has it. */
const report = (offset: number, limit: number) =>
	current().state.smsReport.page({ offset, limit }) as IDataObject[];

describe('the SMS report', () => {
	test('is read up to the limit, simplified', async () => {
		const result = await runOperation(current(), 'sms:getAll', { timeRange: 'custom', limit: 3 });

		const { method, path, query } = onlyRequest(current());
		expect([method, path]).toEqual(['GET', `/v1/api/apps/${current().appId}/data/sms-detail`]);
		expect(query).toEqual({ offset: '0', limit: '3' });
		const rows = json(result);
		expect(rows.map(({ id }) => id)).toEqual(report(0, 3).map(({ id, _id }) => id ?? _id));
		for (const row of rows) {
			expect(Object.keys(row)).toEqual(SIMPLIFIED.filter((name) => name in row));
			expect(row.sender).toEqual(expect.any(String));
			expect(row.recipient).toEqual(expect.any(String));
		}
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0].map((item) => ({ item })),
		);
	});

	test('is read whole, page by page, without a gap or a repetition', async () => {
		const result = await runOperation(current(), 'sms:getAll', {
			timeRange: 'custom',
			returnAll: true,
		});
		expect(sent(current()).map(({ query, valid }) => [query, valid])).toEqual(
			['0', '500', '1000'].map((offset) => [{ offset, limit: '500' }, true]),
		);
		const ids = json(result).map(({ id }) => id);
		expect(ids).toEqual(report(0, ROWS).map(({ id, _id }) => id ?? _id));
		expect(new Set(ids).size).toBe(ROWS);
	});

	test('may be put out raw, or only some fields of it', async () => {
		const raw = await runOperation(current(), 'sms:getAll', {
			timeRange: 'custom',
			limit: 2,
			output: 'raw',
		});
		expect(json(raw)).toEqual(report(0, 2));
		const selected = await runOperation(current(), 'sms:getAll', {
			timeRange: 'custom',
			limit: 2,
			output: 'selectedFields',
			selectedFields: 'status, id\nnothing',
		});
		expect(json(selected).map((row) => Object.keys(row))).toEqual([
			['status', 'id'],
			['status', 'id'],
		]);
	});

	test('is read between two times, sent in UTC', async () => {
		const result = await runOperation(
			current(),
			'sms:getAll',
			{ returnAll: true, startAt: '2026-01-20T08:00:00', endAt: '={{ $json.end }}' },
			{ timezone: 'Asia/Hong_Kong', items: [{ end: '2026-01-21T00:00:00Z' }] },
		);
		expect(onlyRequest(current()).query).toEqual({
			offset: '0',
			limit: '500',
			startAt: '2026-01-20T00:00:00.000Z',
			endAt: '2026-01-21T00:00:00.000Z',
		});
		const times = json(result).map(({ createdAt }) => String(createdAt));
		expect(times.length).toBeGreaterThan(0);
		expect(
			times.every((time) => time.startsWith('2026-01-20') || time === '2026-01-21T00:00:00.000Z'),
		).toBe(true);
	});

	test.each([
		[{ startAt: '2026-01-20T00:00:00' }, "'Start' is set, but 'End' is not"],
		[{ endAt: '2026-01-20T00:00:00' }, "'End' is set, but 'Start' is not"],
		[{ startAt: '2026-01-21T00:00:00', endAt: '2026-01-20T00:00:00' }, "'End' is before 'Start'"],
		[{ startAt: 'yesterday', endAt: '2026-01-20T00:00:00' }, "'Start' is not a date and time"],
	])('refuses %j before anything is sent', async (range, message) => {
		const { error } = await runOperation(current(), 'sms:getAll', range);
		expect(error?.message).toBe(message);
		expect(sent(current())).toEqual([]);
	});

	test('that holds nothing puts nothing out', async () => {
		for (const noRecordsStatus of [200, 400] as const) {
			current().configure({ noRecordsStatus });
			const result = await runOperation(current(), 'sms:getAll', {
				startAt: '2020-01-01T00:00:00',
				endAt: '2020-01-02T00:00:00',
			});
			expect(result.error).toBeUndefined();
			expect(result.items).toEqual([]);
		}
		current().configure({ noRecordsStatus: 400 });
	});

	test('is read in every frame that CINNOX may use', async () => {
		const frames = [
			{ envelope: 'topLevel' },
			{ envelope: 'topLevel', listProperty: 'records' },
			{ envelope: 'result', listProperty: 'rows' },
			{ successCode: 200 },
		] as const;
		for (const frame of frames) {
			current().configure({
				envelope: 'result',
				listProperty: undefined,
				successCode: 0,
				...frame,
			});
			const result = await runOperation(current(), 'sms:getAll', { timeRange: 'custom', limit: 7 });
			expect(json(result).map(({ id }) => id)).toEqual(
				report(0, 7).map(({ id, _id }) => id ?? _id),
			);
		}
		current().configure({ envelope: 'result', listProperty: undefined, successCode: 0 });
	});

	test('links the rows of several items to their item', async () => {
		const result = await runOperation(
			current(),
			'sms:getAll',
			{ timeRange: 'custom', limit: '={{ $json.limit }}' },
			{ items: [{ limit: 2 }, { limit: 0 }, { limit: 3 }] },
		);
		const links = result.items.map(({ pairedItem }) => (pairedItem as { item: number }).item);
		expect(links).toEqual([0, 0, ...Array(50).fill(1), 2, 2, 2]);
	});

	test('one item that fails does not spoil the others', async () => {
		const result = await runOperation(
			current(),
			'sms:getAll',
			{ limit: 2, startAt: '={{ $json.start }}', endAt: '2026-01-30T00:00:00' },
			{
				items: [
					{ start: '2026-01-10T00:00:00' },
					{ start: 'soon' },
					{ start: '2026-01-10T00:00:00' },
				],
				settings: { onError: 'continueErrorOutput' },
			},
		);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 2, 2].map((item) => ({ item })),
		);
		expect(result.errorItems.map(({ json: { error } }) => error)).toEqual([
			"'Start' is not a date and time",
		]);
	});
});
