import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { RetryQuota } from '../../../nodes/transport/retryQuota.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const takeAll = (quota: RetryQuota, isAfterTimeout = false) => {
	let count = 0;
	while (quota.take(isAfterTimeout) !== undefined) {
		count += 1;
		if (count > 1_000) throw new Error('there is no end of it');
	}
	return count;
};

it('pays for a hundred repetitions, fifty after timeouts, and then for none', () => {
	expect(takeAll(new RetryQuota())).toBe(100);
	expect(takeAll(new RetryQuota(), true)).toBe(50);
});

it('gets back what a repetition that was answered took', () => {
	const quota = new RetryQuota();
	takeAll(quota);
	quota.answered(10);
	expect(takeAll(quota)).toBe(2);
});

it('gets a little for every other answer, and never more than it had', () => {
	const quota = new RetryQuota();
	takeAll(quota);
	for (let index = 0; index < 5; index += 1) quota.answered(0);
	expect(takeAll(quota)).toBe(1);
	for (let index = 0; index < 10_000; index += 1) quota.answered(0);
	expect(takeAll(quota)).toBe(100);
});

it('fills by itself within ten minutes', () => {
	const quota = new RetryQuota();
	takeAll(quota);
	vi.advanceTimersByTime(60_000);
	expect(takeAll(quota)).toBe(10);
	vi.advanceTimersByTime(60 * 60_000);
	expect(takeAll(quota)).toBe(100);
	// A clock that was set back takes nothing away.
	vi.setSystemTime(0);
	quota.answered(5);
	expect(takeAll(quota)).toBe(1);
});
