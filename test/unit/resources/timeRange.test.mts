import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { Item } from '../../../nodes/Cinnox/operation/item.ts';
import {
	addTimeRange,
	readTimeRange,
	requireTimeRange,
} from '../../../nodes/Cinnox/resources/common/timeRange.ts';
import { toDate } from '../../../nodes/values/time.ts';

const HONG_KONG = 'Asia/Hong_Kong';
const LONDON = 'Europe/London';
const NEW_YORK = 'America/New_York';

/** Zones with clock changes of an hour, of half an hour, at midnight, and none. */
const ZONES = [
	HONG_KONG,
	LONDON,
	NEW_YORK,
	'Africa/Cairo',
	'America/Havana',
	'America/St_Johns',
	'Asia/Kathmandu',
	'Australia/Lord_Howe',
	'Pacific/Apia',
	'UTC',
];

/** As much of a Luxon DateTime as is looked at. */
const luxonLike = (time: number) => ({ toMillis: () => time });

const itemWith = (parameters: Record<string, unknown>, timezone = 'UTC') =>
	({
		parameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		run: { timezone },
		draft: { method: 'GET', url: '', qs: { kept: '1' } },
	}) as unknown as Item;

describe('toDate', () => {
	test.each([
		['2026-01-31T09:00:00', HONG_KONG, '2026-01-31T01:00:00.000Z'],
		['2026-01-31 09:00', HONG_KONG, '2026-01-31T01:00:00.000Z'],
		['2026-01-31', HONG_KONG, '2026-01-30T16:00:00.000Z'],
		[' 2026-01-31T09:00:00.5 ', 'UTC', '2026-01-31T09:00:00.500Z'],
		['2026-01-31T09:00:00.123456', 'UTC', '2026-01-31T09:00:00.123Z'],
		['2026-01-31T09:00:00Z', HONG_KONG, '2026-01-31T09:00:00.000Z'],
		['2026-01-31t09:00:00z', HONG_KONG, '2026-01-31T09:00:00.000Z'],
		['2026-01-31T09:00:00+05:30', HONG_KONG, '2026-01-31T03:30:00.000Z'],
		['2026-01-31T09:00:00.000-0800', HONG_KONG, '2026-01-31T17:00:00.000Z'],
		['2026-01-31T24:00:00', 'UTC', '2026-02-01T00:00:00.000Z'],
		['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
		['1769850000', HONG_KONG, '2026-01-31T09:00:00.000Z'],
		['1769850000000', HONG_KONG, '2026-01-31T09:00:00.000Z'],
		[1769850000000, HONG_KONG, '2026-01-31T09:00:00.000Z'],
		[1769850000, HONG_KONG, '2026-01-31T09:00:00.000Z'],
		[new Date('2026-01-31T09:00:00Z'), HONG_KONG, '2026-01-31T09:00:00.000Z'],
		[luxonLike(Date.UTC(2026, 0, 31, 9)), HONG_KONG, '2026-01-31T09:00:00.000Z'],
	])('%s in %s is %s', (value, timezone, expected) => {
		expect(toDate(value, timezone)?.toISOString()).toBe(expected);
	});

	test.each([
		'tomorrow',
		'2026',
		'31.01.2026',
		'2026-02-29',
		'2026-02-30T00:00:00Z',
		'2026-13-01',
		'2026-01-31T25:00',
		'2026-01-31T09:61',
		'2026-01-31T09:00:00+25:00',
		'2026-01-31T09:00:00 GMT',
		'0001-01-01',
		'123456',
		true,
		{},
		[],
		Number.NaN,
		Infinity,
		8.64e15,
		new Date('nonsense'),
		luxonLike(Number.NaN),
	])('%s is no date', (value) => {
		expect(toDate(value, HONG_KONG)).toBeUndefined();
	});

	test.each([
		[LONDON, '2026-03-29T00:59:59', '2026-03-29T00:59:59.000Z'],
		// Clocks go from 01:00 to 02:00.
		[LONDON, '2026-03-29T01:30:00', '2026-03-29T01:30:00.000Z'],
		[LONDON, '2026-03-29T02:00:00', '2026-03-29T01:00:00.000Z'],
		// 01:00 to 02:00 comes twice; the first time is meant.
		[LONDON, '2026-10-25T01:30:00', '2026-10-25T00:30:00.000Z'],
		[LONDON, '2026-10-25T02:00:00', '2026-10-25T02:00:00.000Z'],
		[NEW_YORK, '2026-03-08T02:30:00', '2026-03-08T07:30:00.000Z'],
		[NEW_YORK, '2026-11-01T01:30:00', '2026-11-01T05:30:00.000Z'],
	])('where clocks change in %s, %s is %s', (timezone, text, expected) => {
		expect(toDate(text, timezone)?.toISOString()).toBe(expected);
	});

	test('means the moment at which the clocks there show the time', () => {
		const format = (zone: string) =>
			new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
		const formats = new Map(ZONES.map((zone) => [zone, format(zone)]));
		const moment = fc.integer({ min: Date.UTC(2000, 0) / 1000, max: Date.UTC(2040, 0) / 1000 });
		fc.assert(
			fc.property(moment, fc.constantFrom(...ZONES), (seconds, zone) => {
				const shown = formats.get(zone)?.format(seconds * 1000) ?? '';
				const read = toDate(shown, zone);
				expect(formats.get(zone)?.format(read)).toBe(shown);
				expect(read?.getTime()).toBeLessThanOrEqual(seconds * 1000);
			}),
			{ numRuns: 3_000 },
		);
	});
});

describe('readTimeRange', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	const rangeOf = (timeRange: string, now: string, timezone: string) => {
		vi.setSystemTime(new Date(now));
		const range = readTimeRange(itemWith({ timeRange }, timezone));
		return [range?.start.toISOString(), range?.end.toISOString()];
	};

	test.each([
		['lastHour', '2026-01-31T08:00:00.000Z'],
		['last7Days', '2026-01-24T09:00:00.000Z'],
		['last30Days', '2026-01-01T09:00:00.000Z'],
	])('%s reaches from %s until now', (choice, start) => {
		const now = '2026-01-31T09:00:00.000Z';
		expect(rangeOf(choice, now, HONG_KONG)).toEqual([start, now]);
	});

	test.each([
		[HONG_KONG, '2026-01-31T15:59:59.999Z', '2026-01-30T16:00:00.000Z'],
		[HONG_KONG, '2026-01-31T16:00:00.000Z', '2026-01-31T16:00:00.000Z'],
		[LONDON, '2026-03-29T20:00:00.000Z', '2026-03-29T00:00:00.000Z'],
		[LONDON, '2026-10-25T20:00:00.000Z', '2026-10-24T23:00:00.000Z'],
		// The day begins at 01:00, because clocks skip midnight.
		['Africa/Cairo', '2026-04-24T12:00:00.000Z', '2026-04-23T22:00:00.000Z'],
		// Midnight comes twice.
		['America/Havana', '2026-11-01T12:00:00.000Z', '2026-11-01T04:00:00.000Z'],
	])('today in %s at %s begins at %s', (timezone, now, start) => {
		expect(rangeOf('today', now, timezone)).toEqual([start, now]);
	});

	test.each([
		[HONG_KONG, '2026-01-31T09:00:00Z', '2026-01-29T16:00:00.000Z', '2026-01-30T15:59:59.999Z'],
		// 23 and 25 hours long.
		[LONDON, '2026-03-30T09:00:00Z', '2026-03-29T00:00:00.000Z', '2026-03-29T22:59:59.999Z'],
		[LONDON, '2026-10-26T09:00:00Z', '2026-10-24T23:00:00.000Z', '2026-10-25T23:59:59.999Z'],
		['UTC', '2026-03-01T00:00:00Z', '2026-02-28T00:00:00.000Z', '2026-02-28T23:59:59.999Z'],
	])('yesterday in %s at %s is from %s to %s', (timezone, now, start, end) => {
		expect(rangeOf('yesterday', now, timezone)).toEqual([start, end]);
	});

	test('yesterday ends where today begins, in every zone and at every time', () => {
		const hour = fc.integer({ min: Date.UTC(2020, 0) / 36e5, max: Date.UTC(2030, 0) / 36e5 });
		fc.assert(
			fc.property(hour, fc.constantFrom(...ZONES), (at, zone) => {
				vi.setSystemTime(at * 36e5);
				const today = readTimeRange(itemWith({ timeRange: 'today' }, zone));
				const yesterday = readTimeRange(itemWith({ timeRange: 'yesterday' }, zone));
				expect(Number(yesterday?.end)).toBe(Number(today?.start) - 1);
				const hours = (Number(yesterday?.end) - Number(yesterday?.start) + 1) / 36e5;
				expect(hours).toBeGreaterThanOrEqual(23);
				expect(hours).toBeLessThanOrEqual(25);
			}),
		);
	});

	test('takes a moment as a range', () => {
		const at = '2026-01-31T09:00:00Z';
		const range = readTimeRange(itemWith({ startAt: at, endAt: at }));
		expect(range?.start).toEqual(range?.end);
	});

	test.each([
		[{ startAt: '2026-01-31' }, "'Start' is set, but 'End' is not", "Set 'End' too"],
		[{ endAt: '2026-01-31' }, "'End' is set, but 'Start' is not", "Set 'Start' too"],
		[{ startAt: 'x', endAt: '2026-01-31' }, "'Start' is not a date and time", "'Start'"],
		[{ startAt: '2026-01-31', endAt: {} }, "'End' is not a date and time", "'End'"],
		[{ startAt: '2026-02-01', endAt: '2026-01-31' }, "'End' is before 'Start'", "'End'"],
	])('refuses %j', (parameters, message, wayOut) => {
		expect(() => readTimeRange(itemWith(parameters))).toThrow(
			expect.objectContaining({ message, description: expect.stringContaining(wayOut) }),
		);
	});
});

describe('addTimeRange and requireTimeRange', () => {
	test('send both ends in UTC beside what is there', async () => {
		const item = itemWith({ startAt: '2026-01-31', endAt: '2026-02-01' }, HONG_KONG);
		await addTimeRange(item);
		expect(item.draft.qs).toEqual({
			kept: '1',
			startAt: '2026-01-30T16:00:00.000Z',
			endAt: '2026-01-31T16:00:00.000Z',
		});
	});

	test('send neither end at any time, unless a range is needed', () => {
		const item = itemWith({ timeRange: 'custom', startAt: '', endAt: undefined });
		addTimeRange(item);
		expect(item.draft.qs).toEqual({ kept: '1' });
		expect(() => requireTimeRange(item)).toThrow("'Time Range' is Any Time");
	});

	test('send the last seven days where nothing is set', () => {
		const item = itemWith({ startAt: '', endAt: undefined });
		addTimeRange(item);
		const { startAt, endAt } = item.draft.qs as { startAt: string; endAt: string };
		expect(Date.parse(endAt) - Date.parse(startAt)).toBe(7 * 86_400_000);
		expect(Math.abs(Date.now() - Date.parse(endAt))).toBeLessThan(60_000);
	});

	test('send what is set, whichever time range is chosen', () => {
		const item = itemWith({ timeRange: 'today', startAt: '2026-01-31', endAt: '2026-02-01' });
		addTimeRange(item);
		expect(item.draft.qs).toMatchObject({ startAt: '2026-01-31T00:00:00.000Z' });
	});
});
