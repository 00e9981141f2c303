import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { AccountPace, paceOf } from '../../../nodes/transport/pace.ts';
import type { Turn } from '../../../nodes/transport/pace.ts';
import { ExecutionStopped } from '../../../nodes/transport/pause.ts';
import { RateLimiter } from '../../simulator/rate-limit.mts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a pace let through. */
interface Record {
	sent: Array<{ owner: string; at: number }>;
	mostInFlight: number;
	mostByOwner: Map<string, number>;
}

/** Sends through a pace, each request with the time to the server and back. */
function sender(
	pace: AccountPace,
	record: Record = { sent: [], mostInFlight: 0, mostByOwner: new Map() },
) {
	let inFlight = 0;
	const byOwner = new Map<string, number>();
	const send = async (turn: Partial<Turn>, there = 5, back = 5, received?: () => void) => {
		const { owner = 'a' } = turn;
		const leave = await pace.enter({ owner, concurrency: 10, requestsPerMinute: 0, ...turn });
		record.sent.push({ owner, at: Date.now() });
		inFlight += 1;
		byOwner.set(owner, (byOwner.get(owner) ?? 0) + 1);
		record.mostInFlight = Math.max(record.mostInFlight, inFlight);
		record.mostByOwner.set(
			owner,
			Math.max(record.mostByOwner.get(owner) ?? 0, byOwner.get(owner) ?? 0),
		);
		await wait(there);
		received?.();
		await wait(back);
		inFlight -= 1;
		byOwner.set(owner, (byOwner.get(owner) ?? 0) - 1);
		leave();
	};
	return { send, record };
}

/** Lets virtual time pass until a promise is settled. */
async function settle<T>(promise: Promise<T>): Promise<T> {
	let done = false;
	promise.then(
		() => (done = true),
		() => (done = true),
	);
	while (!done) await vi.advanceTimersByTimeAsync(1_000);
	return await promise;
}

describe('the rate', () => {
	it('is never above the limit in any minute, as the server counts it, however long an answer takes', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 30 }),
				fc.integer({ min: 1, max: 12 }),
				fc.array(
					fc.tuple(
						fc.nat(200),
						fc.integer({ max: 90_000, min: 0 }),
						fc.integer({ max: 40_000, min: 0 }),
					),
					{ minLength: 1, maxLength: 80 },
				),
				async (requestsPerMinute, concurrency, requests) => {
					const server = new RateLimiter(() => requestsPerMinute);
					const { send, record } = sender(new AccountPace());
					let refused = 0;
					const received = () => {
						if (!server.admit(Date.now())) refused += 1;
					};
					await settle(
						Promise.all(
							requests.map(async ([start, there, back], index) => {
								await wait(start);
								await send(
									{ owner: `owner ${index % 3}`, requestsPerMinute, concurrency },
									there,
									back,
									received,
								);
							}),
						),
					);
					expect(record.sent).toHaveLength(requests.length);
					expect(refused).toBe(0);
					expect(record.mostInFlight).toBeLessThanOrEqual(concurrency);
				},
			),
			{ numRuns: 60 },
		);
	});

	it('uses the limit up', async () => {
		const { send, record } = sender(new AccountPace());
		await settle(
			Promise.all(Array.from({ length: 1_500 }, () => send({ requestsPerMinute: 500 }))),
		);
		// Two thirds of them have to wait for the second and third minute.
		expect(record.sent.at(-1)?.at).toBeGreaterThan(120_000);
		expect(record.sent.at(-1)?.at).toBeLessThan(123_000);
	});

	it('is not bounded by 0', async () => {
		const { send, record } = sender(new AccountPace());
		await settle(Promise.all(Array.from({ length: 1_500 }, () => send({ requestsPerMinute: 0 }))));
		expect(record.sent.at(-1)?.at).toBeLessThan(1_600);
	});

	it('may be another one for each owner', async () => {
		const { send, record } = sender(new AccountPace());
		const slow = Promise.all(
			Array.from({ length: 11 }, () => send({ owner: 'slow', requestsPerMinute: 10 })),
		);
		await vi.advanceTimersByTimeAsync(100);
		expect(record.sent).toHaveLength(10);
		// Though the first timer is set for a minute later.
		const fast = Promise.all(
			Array.from({ length: 5 }, () => send({ owner: 'fast', requestsPerMinute: 100 })),
		);
		await vi.advanceTimersByTimeAsync(100);
		expect(record.sent).toHaveLength(15);
		await settle(Promise.all([slow, fast]));
	});
});

describe('owners', () => {
	it('take turns, however many requests one of them has', async () => {
		const { send, record } = sender(new AccountPace());
		const many = Array.from({ length: 300 }, () => send({ owner: 'many', requestsPerMinute: 60 }));
		await vi.advanceTimersByTimeAsync(1_000);
		const few = Array.from({ length: 10 }, () => send({ owner: 'few', requestsPerMinute: 60 }));
		await settle(Promise.all([...many, ...few]));
		const last = record.sent.findLastIndex(({ owner }) => owner === 'few');
		// 60 are through before the few come; from then on every second turn is theirs.
		expect(last).toBeLessThan(60 + 21);
	});

	it('keep the order of their own requests', async () => {
		const order: number[] = [];
		const { send } = sender(new AccountPace());
		await settle(
			Promise.all(
				Array.from({ length: 100 }, (_, index) =>
					send({ concurrency: 3 }, 5, 5, () => order.push(index)),
				),
			),
		);
		expect(order).toEqual(Array.from({ length: 100 }, (_, index) => index));
	});

	it('share one concurrency cap', async () => {
		const { send, record } = sender(new AccountPace());
		await settle(
			Promise.all(
				Array.from({ length: 200 }, (_, index) =>
					send({ owner: `owner ${index % 7}`, concurrency: 4 }),
				),
			),
		);
		expect(record.mostInFlight).toBe(4);
	});

	it('with a narrow cap are not starved by one with a wide cap', async () => {
		const { send, record } = sender(new AccountPace());
		const wide = Array.from({ length: 500 }, () => send({ owner: 'wide', concurrency: 10 }));
		const narrow = Array.from({ length: 5 }, () => send({ owner: 'narrow', concurrency: 1 }));
		await settle(Promise.all([...wide, ...narrow]));
		expect(record.sent.findLastIndex(({ owner }) => owner === 'narrow')).toBeLessThan(100);
		expect(record.mostByOwner.get('narrow')).toBe(1);
		expect(record.mostInFlight).toBe(10);
	});
});

describe('a hold', () => {
	it('lets nobody through until it is over', async () => {
		const pace = new AccountPace();
		const { send, record } = sender(pace);
		pace.hold(30_000);
		pace.hold(5_000);
		const all = Promise.all([send({ owner: 'a' }), send({ owner: 'b' })]);
		await vi.advanceTimersByTimeAsync(29_999);
		expect(record.sent).toEqual([]);
		await vi.advanceTimersByTimeAsync(10);
		expect(record.sent).toHaveLength(2);
		await settle(all);
	});
});

describe('stopping an execution', () => {
	it('ends its waiting at once and leaves the others in line', async () => {
		const pace = new AccountPace();
		const { send, record } = sender(pace);
		const stopped = new AbortController();
		await settle(Promise.all(Array.from({ length: 5 }, () => send({ requestsPerMinute: 5 }))));
		const sentBefore = record.sent.length;
		const ended = vi.fn();
		const waiting = Array.from({ length: 1_000 }, () =>
			send({ owner: 'stopped', requestsPerMinute: 5, signal: stopped.signal }).catch(ended),
		);
		const other = send({ owner: 'other', requestsPerMinute: 5 });
		await vi.advanceTimersByTimeAsync(100);
		const now = Date.now();
		stopped.abort();
		await Promise.all(waiting);
		expect(Date.now()).toBe(now);
		expect(ended).toHaveBeenCalledTimes(1_000);
		expect(ended.mock.calls[0][0]).toBeInstanceOf(ExecutionStopped);
		await settle(other);
		expect(record.sent.slice(sentBefore).map(({ owner }) => owner)).toEqual(['other']);
	});

	it('before its turn sends nothing', async () => {
		const { send, record } = sender(new AccountPace());
		await expect(send({ signal: AbortSignal.abort() })).rejects.toBeInstanceOf(ExecutionStopped);
		expect(record.sent).toEqual([]);
	});

	it('gives no place away that it does not hold', async () => {
		const pace = new AccountPace();
		const leave = await pace.enter({ owner: 'a', concurrency: 1, requestsPerMinute: 0 });
		leave();
		leave();
		const { send, record } = sender(pace);
		await settle(Promise.all(Array.from({ length: 10 }, () => send({ concurrency: 1 }))));
		expect(record.mostInFlight).toBe(1);
	});
});

it('10,000 waiting requests are let through, or stopped, in no time', async () => {
	const { send } = sender(new AccountPace());
	const stopped = new AbortController();
	const started = performance.now();
	await settle(
		Promise.all(Array.from({ length: 10_000 }, () => send({ signal: stopped.signal }, 0, 0))),
	);
	const rest = Array.from({ length: 10_000 }, () =>
		send({ signal: stopped.signal, requestsPerMinute: 1 }, 0, 0).catch(() => {}),
	);
	stopped.abort();
	await settle(Promise.all(rest));
	expect(performance.now() - started).toBeLessThan(6_000);
});

it('there is one pace for each Base URL', () => {
	expect(paceOf('https://a.example')).toBe(paceOf('https://a.example'));
	expect(paceOf('https://a.example')).not.toBe(paceOf('https://b.example'));
});
