import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { interleave, median, percentile } from '../../../benchmark/lib/statistics.mts';

const numbers = fc.array(fc.integer(), { minLength: 1 });

describe('the median', () => {
	it('has as many values above as below', () => {
		fc.assert(
			fc.property(numbers, (values) => {
				const middle = median(values);
				const below = values.filter((value) => value < middle).length;
				const above = values.filter((value) => value > middle).length;
				expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
			}),
		);
	});

	it('is no number where there are no values', () => {
		expect(median([])).toBeNaN();
		expect(percentile([], 0.99)).toBeNaN();
	});

	it('leaves the values in their order', () => {
		const values = [3, 1, 2];
		expect(median(values)).toBe(2);
		expect(values).toEqual([3, 1, 2]);
	});
});

describe('a percentile', () => {
	it('is a value that at least that share does not exceed', () => {
		fc.assert(
			fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
				const found = percentile(values, share);
				expect(values).toContain(found);
				const within = values.filter((value) => value <= found).length;
				expect(within / values.length).toBeGreaterThanOrEqual(share);
			}),
		);
	});

	it('knows its ends', () => {
		expect(percentile([5, 1, 9], 0)).toBe(1);
		expect(percentile([5, 1, 9], 1)).toBe(9);
	});
});

describe('taking turns', () => {
	it('lets everybody run in every round, and nobody always first', async () => {
		const order: string[] = [];
		const run = (name: string) => async (round: number) => {
			order.push(`${name}${round}`);
			return round;
		};
		const values = await interleave({ a: run('a'), b: run('b') }, 3);
		expect(order).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2']);
		expect(values).toEqual({ a: [0, 1, 2], b: [0, 1, 2] });
	});
});
