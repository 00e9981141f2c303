import { expect, test } from 'vitest';

import type { Simulator } from '../../simulator/index.mts';
import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const DAY_MS = 86_400_000;
const simulator = useSimulator();

const ranges = (on: Simulator) =>
	sent(on, 'getEnquiryOverview').map(({ query }) => [String(query.startAt), String(query.endAt)]);

test('counts the enquiries of a range that CINNOX takes at once', async () => {
	const range = { startAt: '2026-01-10T00:00:00Z', endAt: '2026-01-20T00:00:00Z' };
	const result = await runOperation(simulator(), 'enquiry:getOverview', range);

	const request = onlyRequest(simulator());
	expect([request.method, request.path]).toEqual([
		'GET',
		`/v1/api/apps/${simulator().appId}/data/enquiry-overview-matrix`,
	]);
	expect(ranges(simulator())).toEqual([['2026-01-10T00:00:00.000Z', '2026-01-20T00:00:00.000Z']]);
	const counts = simulator().state.countEnquiries(
		Date.parse(range.startAt),
		Date.parse(range.endAt),
	);
	expect(counts.received).toBeGreaterThan(0);
	expect(result.items).toEqual([
		{
			json: {
				windowStart: '2026-01-10T00:00:00.000Z',
				windowEnd: '2026-01-20T00:00:00.000Z',
				received: counts.received,
				ongoing: counts.ongoing,
				followedUp: counts['followed-up'],
				missed: counts.missed,
				closed: counts.closed,
			},
			pairedItem: { item: 0 },
		},
	]);
});

test('splits a longer range into parts that CINNOX takes, without gap and overlap', async () => {
	const range = { startAt: '2025-07-01T00:00:00Z', endAt: '2026-02-01T00:00:00Z' };
	const result = await runOperation(simulator(), 'enquiry:getOverview', range);

	const parts = ranges(simulator());
	expect(parts).toHaveLength(3);
	expect(sent(simulator()).every(({ validationErrors }) => validationErrors.length === 0)).toBe(
		true,
	);
	expect(parts[0][0]).toBe('2025-07-01T00:00:00.000Z');
	expect(parts.at(-1)?.[1]).toBe('2026-02-01T00:00:00.000Z');
	for (const [index, [start, end]] of parts.entries()) {
		expect(Date.parse(end) - Date.parse(start)).toBeLessThan(90 * DAY_MS);
		if (index > 0) expect(Date.parse(start) - Date.parse(parts[index - 1][1])).toBe(1);
	}
	expect(json(result).map(({ windowStart, windowEnd }) => [windowStart, windowEnd])).toEqual(parts);
	const received = json(result).reduce((sum, row) => sum + Number(row.received), 0);
	expect(received).toBe(simulator().state.enquiries.size);
});

test.each([
	['exactly 90 days', '2025-07-01T00:00:00.000Z', '2025-09-28T23:59:59.999Z', 1],
	['one millisecond more', '2025-07-01T00:00:00.000Z', '2025-09-29T00:00:00.000Z', 2],
	['one moment', '2025-07-01T00:00:00.000Z', '2025-07-01T00:00:00.000Z', 1],
])('asks once for every 90 days: %s', async (_, startAt, endAt, requests) => {
	await runOperation(simulator(), 'enquiry:getOverview', { startAt, endAt });

	expect(ranges(simulator())).toHaveLength(requests);
	expect(ranges(simulator())[0][0]).toBe(startAt);
	expect(ranges(simulator()).at(-1)?.[1]).toBe(endAt);
});

test('gives one item for each part, also where CINNOX has nothing to count', async () => {
	simulator().faults.add({ kind: 'code', code: 6451011, message: 'No records found' });
	const result = await runOperation(simulator(), 'enquiry:getOverview', {
		startAt: '2026-01-10T00:00:00Z',
		endAt: '2026-01-20T00:00:00Z',
	});

	expect(json(result)).toEqual([
		{ windowStart: '2026-01-10T00:00:00.000Z', windowEnd: '2026-01-20T00:00:00.000Z' },
	]);
});

test('takes a relative range', async () => {
	const before = Date.now();
	await runOperation(simulator(), 'enquiry:getOverview', { timeRange: 'last7Days' });

	const [[start, end]] = ranges(simulator());
	expect(Date.parse(end) - Date.parse(start)).toBe(7 * DAY_MS);
	expect(Date.parse(end)).toBeGreaterThanOrEqual(before);
});

test('takes a time that an expression computes', async () => {
	await runOperation(simulator(), 'enquiry:getOverview', {
		startAt: '={{ DateTime.fromISO("2026-01-10T00:00:00Z") }}',
		endAt: '={{ DateTime.fromISO("2026-01-10T00:00:00Z").plus({ days: 1 }).toISO() }}',
	});

	expect(ranges(simulator())).toEqual([['2026-01-10T00:00:00.000Z', '2026-01-11T00:00:00.000Z']]);
});

test.each([
	[{ timeRange: 'custom' }, "'Time Range' is Any Time, which this report does not have"],
	[{ startAt: '2026-01-10T00:00:00Z' }, "'Start' is set, but 'End' is not"],
])('refuses %j before anything is sent', async (parameters, message) => {
	const result = await runOperation(simulator(), 'enquiry:getOverview', parameters);

	expect(result.error?.message).toBe(message);
	expect(sent(simulator())).toEqual([]);
});

test('says where to set another address when the assumed one is wrong', async () => {
	simulator().faults.add({ kind: 'code', code: 6450001, message: 'method not found' });
	const result = await runOperation(simulator(), 'enquiry:getOverview', { timeRange: 'today' });

	expect(result.error?.description).toContain("'Endpoint Path'");
});
