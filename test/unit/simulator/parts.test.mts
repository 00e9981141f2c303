import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../simulator/rate-limit.mts';
import { idOf, indexOfId, rowTime } from '../../simulator/seed.mts';
import type { Kind } from '../../simulator/seed.mts';
import { ReportTable } from '../../simulator/table.mts';

describe('RateLimiter', () => {
	it('lets no more than the limit through within any minute', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 20 }),
				fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 }),
				(limit, gaps) => {
					const limiter = new RateLimiter(() => limit);
					const admitted: number[] = [];
					let now = 0;
					for (const gap of gaps) {
						now += gap;
						const inWindow = admitted.filter((time) => time > now - 60_000).length;
						const admits = limiter.admit(now);
						expect(admits).toBe(inWindow < limit);
						if (admits) admitted.push(now);
					}
				},
			),
		);
	});

	it('starts afresh when the window has passed', () => {
		const limiter = new RateLimiter(() => 2000);
		for (let round = 0; round < 5; round++) {
			for (let count = 0; count < 2000; count++) expect(limiter.admit(round * 60_001)).toBe(true);
			expect(limiter.admit(round * 60_001)).toBe(false);
		}
	});
});

describe('IDs', () => {
	const kinds: Kind[] = [
		'enquiry',
		'room',
		'call',
		'conference',
		'contact',
		'label',
		'transaction',
	];
	it('lead back to their row, and only those of the same kind', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...kinds),
				fc.constantFrom(...kinds),
				fc.integer({ min: 0, max: 2_000_000 }),
				(kind, other, index) => {
					expect(idOf(kind, index)).toMatch(/^[0-9a-f]{24}$/);
					expect(indexOfId(kind, idOf(kind, index))).toBe(index);
					expect(indexOfId(other, idOf(kind, index))).toBe(other === kind ? index : -1);
				},
			),
		);
	});

	it.each(['', 'x', '0'.repeat(24), 'f'.repeat(24), `${idOf('call', 1)}0`])('%o is none', (id) => {
		expect(indexOfId('call', id)).toBe(-1);
	});
});

describe('ReportTable', () => {
	it('pages like a sorted array does', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 60 }),
				fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 4 }),
				fc.record({
					offset: fc.integer({ min: 0, max: 70 }),
					limit: fc.integer({ min: 0, max: 70 }),
				}),
				fc.option(fc.tuple(fc.integer({ min: -5, max: 700 }), fc.integer({ min: -5, max: 700 })), {
					nil: undefined,
				}),
				(size, steps, page, ends) => {
					const time = (index: number): number => 600 - index * 10;
					const table = new ReportTable(size, time, (index) => ({ time: time(index) }));
					let latest = 600;
					for (const step of steps) {
						latest += step;
						table.add(latest, { time: latest });
					}
					const range = ends && { from: Math.min(...ends), to: Math.max(...ends) };
					const rows = [
						...table.added,
						...Array.from({ length: size }, (_, index) => table.at(index)),
					].filter((row) => !range || (row.time >= range.from && row.time <= range.to));
					expect(table.page(page, range)).toEqual(
						rows.slice(page.offset, page.offset + page.limit),
					);
				},
			),
		);
	});
});

it('times of rows fall strictly', () => {
	const now = Date.parse('2026-01-31T12:00:00Z');
	for (let index = 1; index < 100_000; index++) {
		if (rowTime(now, 100_000, index) >= rowTime(now, 100_000, index - 1)) {
			expect.fail(`row ${index} is not older than the row before`);
		}
	}
});
