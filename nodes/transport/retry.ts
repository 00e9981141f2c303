import type { Answer } from './envelope';
import type { RetryQuota } from './retryQuota';

/** What one request has waited for so far. */
export interface Waited {
	/** Times that CINNOX said "too many requests". */
	rateLimited: number;
	/** Times that something broke. */
	broken: number;
	/** Milliseconds spent on rate limits. */
	ms: number;
	/** What the last repetition took out of the retry quota; 0 = there was none. */
	taken: number;
	/** Whether it is given up only because the retry quota is spent. */
	isQuotaSpent?: boolean;
}

export const notWaited = (): Waited => ({ rateLimited: 0, broken: 0, ms: 0, taken: 0 });

/**
 * Rate limits of a host that serves files are waited out for this long in total, in ms; those of the
 * API are the pace's own matter, see learnedLimit.ts.
 */
const RATE_LIMIT_BUDGET_MS = 10 * 60_000;
const RATE_LIMIT_FIRST_MS = 1_000;
const RATE_LIMIT_LONGEST_MS = 30_000;

/** A broken read is repeated this often, so that a restart of a service is survived. */
const BROKEN_RETRIES = 4;
const BROKEN_FIRST_MS = 500;

/**
 * Whether, and after how long, a request that did not succeed is sent again.
 *
 * The rule that nobody may get a text twice is here: a write is repeated only when nothing was
 * accepted for sure, that is on a rate limit or when no connection was made.
 *
 * @returns milliseconds to wait, or undefined when the request must not be sent again
 */
export function retryDelay(
	answer: Answer,
	isRead: boolean,
	waited: Waited,
	quota: RetryQuota,
): number | undefined {
	if (answer.kind === 'rateLimited') {
		const backOff = Math.min(
			RATE_LIMIT_LONGEST_MS,
			RATE_LIMIT_FIRST_MS * 2 ** Math.min(waited.rateLimited, 10),
		);
		// A Retry-After of 0 must not turn into a flood.
		const asked = answer.retryAfterMs ?? 0;
		const delay = asked >= RATE_LIMIT_FIRST_MS ? asked : Math.max(asked, jitter(backOff));
		if (waited.ms + delay > RATE_LIMIT_BUDGET_MS) return undefined;
		waited.rateLimited += 1;
		waited.ms += delay;
		return delay;
	}
	if (answer.kind !== 'broken') return undefined;
	if (!isRead && answer.why !== 'unreachable') return undefined;
	if (waited.broken >= (answer.why === 'unreachable' ? 2 : BROKEN_RETRIES)) return undefined;
	const taken = quota.take(answer.why === 'timeout');
	waited.isQuotaSpent = taken === undefined;
	if (taken === undefined) return undefined;
	waited.taken = taken;
	waited.broken += 1;
	return jitter(BROKEN_FIRST_MS * 2 ** (waited.broken - 1));
}

/** Between half of it and all of it, so that waiting requests do not come back at the same moment. */
function jitter(ms: number): number {
	return ms * (0.5 + Math.random() / 2);
}
