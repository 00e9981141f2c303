import { describe, expect, it } from 'vitest';

import type { Answer } from '../../../nodes/transport/envelope.ts';
import { notWaited, retryDelay } from '../../../nodes/transport/retry.ts';
import { RetryQuota } from '../../../nodes/transport/retryQuota.ts';

/** The delays before a request that never succeeds is given up. */
function delaysOf(answer: Answer, isRead: boolean): number[] {
	const waited = notWaited();
	const quota = new RetryQuota();
	const delays: number[] = [];
	for (;;) {
		const delay = retryDelay(answer, isRead, waited, quota);
		if (delay === undefined) return delays;
		delays.push(delay);
		if (delays.length > 100_000) throw new Error('repeated for ever');
	}
}

const sum = (delays: number[]) => delays.reduce((total, delay) => total + delay, 0);
const BREAKS = ['serviceBroken', 'serverStatus', 'notJson', 'empty', 'timeout', 'dropped'] as const;

describe('a request', () => {
	it.each(BREAKS)('that broke (%s) is repeated four times as a read, never as a write', (why) => {
		expect(delaysOf({ kind: 'broken', why }, false)).toEqual([]);
		const delays = delaysOf({ kind: 'broken', why }, true);
		expect(delays).toHaveLength(4);
		for (const [index, delay] of delays.entries()) {
			expect(delay).toBeGreaterThanOrEqual(250 * 2 ** index);
			expect(delay).toBeLessThanOrEqual(500 * 2 ** index);
		}
	});

	it.each([true, false])('that found nobody is repeated twice (read: %s)', (isRead) => {
		expect(delaysOf({ kind: 'broken', why: 'unreachable' }, isRead)).toHaveLength(2);
	});

	it('that was refused is not repeated', () => {
		expect(delaysOf({ kind: 'refused', status: 400, code: 6451000 }, true)).toEqual([]);
	});

	it.each([true, false])(
		'over the rate limit waits, longer each time, ten minutes at most (read: %s)',
		(isRead) => {
			const delays = delaysOf({ kind: 'rateLimited' }, isRead);
			expect(sum(delays)).toBeLessThanOrEqual(600_000);
			expect(sum(delays)).toBeGreaterThan(540_000);
			expect(delays[0]).toBeLessThanOrEqual(1_000);
			expect(Math.max(...delays)).toBeLessThanOrEqual(30_000);
		},
	);

	it('honours Retry-After', () => {
		expect(delaysOf({ kind: 'rateLimited', retryAfterMs: 60_000 }, false)).toEqual(
			Array(10).fill(60_000),
		);
		expect(delaysOf({ kind: 'rateLimited', retryAfterMs: 600_001 }, false)).toEqual([]);
	});

	it('does not become a flood when Retry-After is 0', () => {
		const delays = delaysOf({ kind: 'rateLimited', retryAfterMs: 0 }, false);
		expect(delays.length).toBeLessThan(60);
		expect(Math.min(...delays)).toBeGreaterThanOrEqual(500);
	});
});

it('nothing is repeated once the quota is spent, except after a rate limit', () => {
	const quota = new RetryQuota();
	while (quota.take(false) !== undefined);
	const waited = notWaited();
	expect(retryDelay({ kind: 'broken', why: 'serverStatus' }, true, waited, quota)).toBeUndefined();
	expect(waited.isQuotaSpent).toBe(true);
	expect(retryDelay({ kind: 'rateLimited' }, true, notWaited(), quota)).toBeGreaterThan(0);
});

it('a request that may not be repeated leaves the quota alone', () => {
	const quota = new RetryQuota();
	const waited = notWaited();
	expect(retryDelay({ kind: 'broken', why: 'timeout' }, false, waited, quota)).toBeUndefined();
	expect(waited.isQuotaSpent).toBeUndefined();
});
