import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { splitRange, splitRequest } from '../../../nodes/transport/windows.ts';

const DAY_MS = 86_400_000;
const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) });

describe('splitRange', () => {
	test('covers every millisecond once, in parts that are short enough', () => {
		fc.assert(
			fc.property(
				time,
				fc.integer({ min: 0, max: 400 * DAY_MS }),
				fc.integer({ min: 1, max: 120 }),
				(from, length, days) => {
					const parts = [...splitRange(new Date(from), new Date(from + length), days)];
					expect(parts[0].start.getTime()).toBe(from);
					expect(parts.at(-1)?.end.getTime()).toBe(from + length);
					parts.forEach(({ start, end }, index) => {
						expect(end.getTime()).toBeGreaterThanOrEqual(start.getTime());
						expect(end.getTime() - start.getTime()).toBeLessThan(days * DAY_MS);
						if (index > 0) expect(start.getTime()).toBe(parts[index - 1].end.getTime() + 1);
					});
					expect(parts).toHaveLength(Math.floor(length / (days * DAY_MS)) + 1);
				},
			),
		);
	});
});

describe('splitRequest', () => {
	const request = { method: 'GET' as const, url: '/x' };

	test('changes nothing but the range', () => {
		const qs = { startAt: '2026-01-01T00:00:00.000Z', endAt: '2026-01-02T12:00:00.000Z', tag: '1' };
		const parts = [...splitRequest({ ...request, qs }, 1)];

		expect(parts.map((part) => part.request)).toEqual([
			{ ...request, qs: { ...qs, endAt: '2026-01-01T23:59:59.999Z' } },
			{ ...request, qs: { ...qs, startAt: '2026-01-02T00:00:00.000Z' } },
		]);
	});

	test('keeps a request without a range, and one without a longest range', () => {
		const qs = { startAt: '2020-01-01T00:00:00.000Z', endAt: '2026-01-02T12:00:00.000Z' };

		expect([...splitRequest(request, 90)]).toEqual([{ request }]);
		expect([...splitRequest({ ...request, qs })]).toEqual([{ request: { ...request, qs } }]);
	});
});
