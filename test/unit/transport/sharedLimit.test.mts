import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { AccountPace, StillRefused } from '../../../nodes/transport/pace.ts';
import { RateLimiter } from '../../simulator/rate-limit.mts';
import type { RateLimitWindow } from '../../simulator/rate-limit.mts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => {
	vi.restoreAllMocks();
	vi.useRealTimers();
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The default of the credential, which nobody has lowered. */
const TOLD = 500;
const MINUTE = 60_000;

/** A process that sends for the account. */
interface Sending {
	/** Requests to send. */
	count: number;
	/** When it begins, in ms. */
	at?: number;
	/** Pause between two requests that it has to send, in ms; 0 = all at once. */
	every?: number;
	/** Most requests a minute that it was told. */
	told?: number;
}

interface Setting {
	limit: number;
	window?: RateLimitWindow;
	retryAfterMs?: (now: number) => number | undefined;
	/** Refuses by something else than the minute. */
	admits?: (now: number) => boolean;
	/** Time to the server and back, each, in ms. */
	latencyMs?: number;
}

/** Processes that share an account and know nothing of each other; times in ms. */
async function run(
	sendings: Sending[],
	{ limit, window = 'sliding', retryAfterMs = () => undefined, admits, latencyMs = 40 }: Setting,
) {
	const server = new RateLimiter(
		() => limit,
		() => window,
	);
	const log: Array<{ at: number; by: number; passed: boolean }> = [];
	let running = sendings.length;
	const ends = sendings.map(() => 0);
	const processes = sendings.map(async ({ count, at = 0, every = 0, told = TOLD }, by) => {
		const pace = new AccountPace();
		const send = async (): Promise<void> => {
			for (let isRepeated = false; ; isRepeated = true) {
				const turn = { owner: 'a', concurrency: 10, requestsPerMinute: told, isRepeated };
				const leave = await pace.enter(turn);
				await wait(latencyMs);
				const now = Date.now();
				const passed = (admits?.(now) ?? true) && server.admit(now);
				log.push({ at: now, by, passed });
				await wait(latencyMs);
				if (passed) return leave('answered');
				leave({ retryAfterMs: retryAfterMs(now) });
			}
		};
		await wait(at);
		const sent: Array<Promise<void>> = [];
		for (let index = 0; index < count; index += 1) {
			if (every > 0 && index > 0) await wait(every);
			sent.push(send());
		}
		await Promise.all(sent);
		ends[by] = Date.now();
		running -= 1;
	});
	while (running > 0) await vi.advanceTimersByTimeAsync(250);
	await Promise.all(processes);

	const later = log.filter(({ at }) => at >= MINUTE);
	const refused = (entries: typeof log) => entries.filter(({ passed }) => !passed).length;
	return {
		log,
		ends,
		seconds: Math.max(...ends) / 1_000,
		refused: refused(log),
		refusedLater: later.length === 0 ? 0 : refused(later) / later.length,
		passedBy: (by: number, from: number, to: number) =>
			log.filter((entry) => entry.by === by && entry.passed && entry.at >= from && entry.at < to)
				.length,
	};
}

/** How long a number of requests takes at best, in seconds. */
const ideal = (count: number, limit: number) => (Math.ceil(count / limit) - 1) * 60;

/** Random numbers that are the same each time, so that a figure that is missed is missed again. */
function seed(value: number): void {
	let state = value;
	vi.spyOn(Math, 'random').mockImplementation(() => {
		state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
		return state / 2 ** 32;
	});
}

const MINUTES = { timeout: 120_000 };

describe.each<RateLimitWindow>(['sliding', 'clock'])('a limit whose minute is %s', (window) => {
	describe.each([60, 500])('of %i requests', (limit) => {
		it.each([
			[2, 2],
			[2, 5],
			[3, 2],
			[3, 5],
		])('is shared by %i processes, for %i minutes', MINUTES, async (processes, minutes) => {
			const refusedLater: number[] = [];
			for (const number of [1, 2, 3]) {
				seed(number);
				vi.setSystemTime(0);
				const count = Math.ceil((limit * minutes) / processes);
				const sendings = Array.from({ length: processes }, () => ({ count }));
				const result = await run(sendings, { limit, window });
				expect(result.seconds).toBeLessThan(1.5 * ideal(count * processes, limit));
				refusedLater.push(result.refusedLater);
			}
			const mean = refusedLater.reduce((sum, part) => sum + part, 0) / refusedLater.length;
			expect(mean).toBeLessThan(0.05);
		});
	});
});

it('is learned by one process that was told no limit', MINUTES, async () => {
	seed(1);
	const { seconds, refusedLater } = await run([{ count: 600, told: 0 }], { limit: 60 });
	expect(seconds).toBeLessThan(1.5 * ideal(600, 60));
	expect(refusedLater).toBeLessThan(0.05);
});

it('changes nothing for a process that keeps the limit by itself', MINUTES, async () => {
	const { seconds, refused } = await run([{ count: 1_500 }], { limit: 500 });
	expect(refused).toBe(0);
	// Two more minutes, and the time that the last requests take.
	expect(seconds).toBeLessThan(125);
});

it(
	'is given to a process that comes later, though another one uses all of it',
	MINUTES,
	async () => {
		seed(1);
		const { passedBy } = await run([{ count: 900 }, { count: 300, at: 5_000 }], { limit: 60 });
		expect(passedBy(1, 5 * MINUTE, 15 * MINUTE)).toBeGreaterThan(0.2 * 600);
		expect(passedBy(1, 5 * MINUTE, 15 * MINUTE)).toBeLessThan(0.8 * 600);
	},
);

it('is all there again for a process when the other one has ended', MINUTES, async () => {
	seed(1);
	const { ends, passedBy } = await run([{ count: 100 }, { count: 600 }], { limit: 60 });
	const later = ends[0] + 4 * MINUTE;
	expect(passedBy(1, later, later + 3 * MINUTE)).toBeGreaterThan(0.8 * 180);
});

describe('Retry-After', () => {
	it('is believed while it is right', MINUTES, async () => {
		seed(1);
		const { seconds, refusedLater, log } = await run([{ count: 150 }, { count: 150 }], {
			limit: 60,
			window: 'clock',
			retryAfterMs: (now) => MINUTE - (now % MINUTE),
		});
		expect(seconds).toBeLessThan(1.05 * ideal(300, 60));
		expect(refusedLater).toBeLessThan(0.08);
		// From a refusal until the next minute nothing is sent.
		const refusedAt = log.filter(({ passed }) => !passed).map(({ at }) => at);
		const late = log.filter(({ at }) =>
			refusedAt.some(
				(refused) => at > refused + 200 && Math.floor(at / MINUTE) === Math.floor(refused / MINUTE),
			),
		);
		expect(late).toEqual([]);
	});

	it('is honoured, but not relied on, where it is wrong', MINUTES, async () => {
		let refused = 0;
		let requests = 0;
		for (const number of [1, 2, 3, 4, 5]) {
			seed(number);
			vi.setSystemTime(0);
			const { seconds, log } = await run([{ count: 150 }, { count: 150 }], {
				limit: 60,
				retryAfterMs: () => 4_000,
			});
			expect(seconds).toBeLessThan(1.5 * ideal(300, 60));
			const later = log.filter(({ at }) => at >= MINUTE);
			requests += later.length;
			refused += later.filter(({ passed }) => !passed).length;
		}
		expect(refused / requests).toBeLessThan(0.15);
	});
});

it('another limit than that of a minute costs waiting of its own length', MINUTES, async () => {
	seed(1);
	const inSecond = new Map<number, number>();
	const { seconds } = await run([{ count: 300, told: 0 }], {
		limit: 500,
		admits: (now) => {
			const second = Math.floor(now / 1_000);
			inSecond.set(second, (inSecond.get(second) ?? 0) + 1);
			return (inSecond.get(second) ?? 0) <= 5;
		},
	});
	// At best 60 s.
	expect(seconds).toBeLessThan(180);
});

describe('CINNOX that refuses everything', () => {
	const refuses = { limit: 60, admits: () => false };

	/** Sends and says when, and with what, each of the requests ended. */
	async function sendAll(pace: AccountPace, owner: string, count: number) {
		let requests = 0;
		const ends: Array<{ at: number; reason: unknown }> = [];
		const send = async () => {
			for (let isRepeated = false; ; isRepeated = true) {
				const leave = await pace.enter({
					owner,
					concurrency: 10,
					requestsPerMinute: TOLD,
					isRepeated,
				});
				requests += 1;
				await wait(50);
				leave(refuses.admits() ? 'answered' : {});
			}
		};
		let open = count;
		const all = Array.from({ length: count }, async () => {
			await send().catch((reason: unknown) => ends.push({ at: Date.now(), reason }));
			open -= 1;
		});
		while (open > 0) await vi.advanceTimersByTimeAsync(1_000);
		await Promise.all(all);
		return { requests, ends };
	}

	it('is asked less and less often, and given up after ten minutes for all items', async () => {
		const pace = new AccountPace();
		const { requests, ends } = await sendAll(pace, 'a', 1_000);
		expect(ends).toHaveLength(1_000);
		expect(ends.every(({ reason }) => reason instanceof StillRefused)).toBe(true);
		expect(ends[0].at).toBeGreaterThanOrEqual(10 * MINUTE);
		expect(ends.at(-1)?.at).toBeLessThan(14 * MINUTE);
		expect(requests).toBeLessThan(35);
	});

	it('fails what the same execution has left at once, and lets another one try', async () => {
		const pace = new AccountPace();
		await sendAll(pace, 'a', 5);
		const given = Date.now();
		expect((await sendAll(pace, 'a', 5)).requests).toBe(0);
		expect(Date.now() - given).toBeLessThanOrEqual(1_000);
		const { requests, ends } = await sendAll(pace, 'b', 5);
		expect(requests).toBeGreaterThan(0);
		expect(ends[0].at - given).toBeGreaterThanOrEqual(10 * MINUTE);
	});

	it('is tried again later by who gave it up: a trigger has one owner for ever', async () => {
		const pace = new AccountPace();
		await sendAll(pace, 'trigger', 5);
		vi.advanceTimersByTime(5 * MINUTE);
		expect((await sendAll(pace, 'trigger', 5)).requests).toBe(1);
		vi.advanceTimersByTime(5 * MINUTE);
		const leave = await pace.enter({ owner: 'trigger', concurrency: 10, requestsPerMinute: TOLD });
		leave('answered');
		expect((await sendAll(pace, 'trigger', 1)).ends[0].at).toBeGreaterThan(30 * MINUTE);
	});
});
