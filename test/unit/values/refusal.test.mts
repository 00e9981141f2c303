import { describe, expect, it } from 'vitest';

import {
	asRefusal,
	LONGEST_ADDRESS,
	refuseChoice,
	shorten,
	shortenAll,
} from '../../../nodes/values/refusal.ts';

const long = 'x'.repeat(1_000_000);

describe('a foreign value in a message', () => {
	it('is shortened, and one that is short is not', () => {
		expect(shorten('85291234567')).toBe('85291234567');
		expect(shorten('x'.repeat(40))).toBe('x'.repeat(40));
		expect(shorten('x'.repeat(41))).toBe(`${'x'.repeat(40)}…`);
		expect(shorten(long, LONGEST_ADDRESS)).toBe(`${'x'.repeat(200)}…`);
		expect(refuseChoice('Output', long, ['raw']).message).toBe(
			`'Output' has no "${'x'.repeat(40)}…"`,
		);
	});

	it('is one of some, where there are many', () => {
		expect(shortenAll(['a', 'b'])).toBe('a, b');
		const many = shortenAll(Array.from({ length: 1_000 }, () => long));
		expect(many).toMatch(/…, 980 more$/);
		expect(many.length).toBeLessThan(1_000);
	});

	it('does not come in by what others throw', () => {
		const description = long;
		const thrown = [long, new Error(long), Object.assign(new Error(long), { description })];
		for (const error of thrown) {
			const told = asRefusal(error);
			expect(told.message.length).toBeLessThan(5_000);
			expect(told.description?.length ?? 0).toBeLessThan(5_000);
		}
	});
});
