import type { CinnoxRequest } from './request';

const DAY_MS = 24 * 60 * 60_000;

/** A part of a time range; both ends belong to it. */
export interface Window {
	start: Date;
	end: Date;
}

/**
 * Consecutive parts of a time range, none longer than `maxDays`, oldest first.
 *
 * A part ends one millisecond before the next one starts. CINNOX accepts an end that equals the
 * start and refuses only one before it, so both ends count as inside; a shared end would count a
 * record of that very millisecond twice, and a millisecond is the finest that its timestamps show.
 * https://docs.cinnox.com/docs/error-codes-and-rate-limit
 */
export function* splitRange(start: Date, end: Date, maxDays: number): Generator<Window> {
	const last = end.getTime();
	for (let from = start.getTime(); from <= last; from += maxDays * DAY_MS) {
		yield { start: new Date(from), end: new Date(Math.min(from + maxDays * DAY_MS - 1, last)) };
	}
}

/** The requests that together cover the time range of one; the same one when it names none. */
export function* splitRequest(
	request: CinnoxRequest,
	maxDays = Infinity,
): Generator<{ request: CinnoxRequest; window?: Window }> {
	const { startAt, endAt } = request.qs ?? {};
	if (typeof startAt !== 'string' || typeof endAt !== 'string' || maxDays === Infinity) {
		yield { request };
		return;
	}
	for (const window of splitRange(new Date(startAt), new Date(endAt), maxDays)) {
		const range = { startAt: window.start.toISOString(), endAt: window.end.toISOString() };
		yield { request: { ...request, qs: { ...request.qs, ...range } }, window };
	}
}
