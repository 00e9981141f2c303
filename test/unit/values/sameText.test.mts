import { describe, expect, it } from 'vitest';

import { isSameText, toComparable, toComparableNumber } from '../../../nodes/values/sameText.ts';

const same = (sent: string, shown: string) => isSameText(toComparable(sent), toComparable(shown));
const long = 'Your parcel is at the counter of the station until Friday evening. '.repeat(4);

describe('a text that was sent and one that is shown', () => {
	it.each<[string, string, string]>([
		['are the same', 'Hello', 'Hello'],
		['differ in blanks and line ends', ' Hello\r\nyou ', 'Hello you'],
		['differ in how é is composed', 'caf\u00e9', 'cafe\u0301'],
		['end with dots', 'Your booking is confirmed.', 'Your booking is conf...'],
		['end with an ellipsis', 'Your booking is confirmed.', 'Your booking is conf \u2026'],
		['are cut after one SMS', long, long.slice(0, 160)],
	])('are one when they %s', (_name, sent, shown) => {
		expect(same(sent, shown)).toBe(true);
	});

	it.each<[string, string, string]>([
		['differ', 'Hello', 'Hallo'],
		['differ in case', 'Hello', 'hello'],
		['begin alike, and the shown one is short', 'Your booking is confirmed.', 'Your booking is'],
		['begin alike, and the dots come early', 'Your booking is confirmed.', 'Your\u2026'],
		['begin alike, and the shown one is longer', long.slice(0, 160), long],
		['end with other words', `${long}A`, `${long}B`],
	])('are two when they %s', (_name, sent, shown) => {
		expect(same(sent, shown)).toBe(false);
	});

	it('are compared in no time, however long', () => {
		const blanks = ' '.repeat(1_000_000);
		const started = performance.now();
		same(`a${blanks}b`, `a${blanks}c`);
		same('.'.repeat(1_000_000), `${'.'.repeat(999_999)} `);
		expect(performance.now() - started).toBeLessThan(1_000);
	});
});

it.each([
	['+852 9111-0001', '85291110001'],
	['0085291110001', '85291110001'],
	[' HarbourVine ', 'harbourvine'],
])('the number %s is compared as %s', (written, comparable) => {
	expect(toComparableNumber(written)).toBe(comparable);
});
