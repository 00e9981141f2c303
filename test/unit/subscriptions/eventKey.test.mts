import fc from 'fast-check';
import { expect, test } from 'vitest';

import { eventKeyOf } from '../../../nodes/subscriptions/eventKey.ts';

const parts = fc.record({
	subscription: fc.string(),
	id: fc.string(),
	status: fc.string(),
	occurredAt: fc.option(fc.string()),
});

test('equal for equal parts, different for any other, and safe in a URL', () => {
	fc.assert(
		fc.property(parts, parts, (one, other) => {
			const same = JSON.stringify(one) === JSON.stringify(other);
			expect(eventKeyOf(one) === eventKeyOf(other)).toBe(same);
			expect(eventKeyOf({ ...one })).toBe(eventKeyOf(one));
			expect(eventKeyOf(one)).toMatch(/^[\w-]{43}$/);
		}),
	);
});

test('text that moves from one part to the next makes another key', () => {
	const key = (id: string, status: string) =>
		eventKeyOf({ subscription: 'call', id, status, occurredAt: null });
	expect(key('a', 'bc')).not.toBe(key('ab', 'c'));
	expect(key('a","b', 'c')).not.toBe(key('a', 'b","c'));
});
