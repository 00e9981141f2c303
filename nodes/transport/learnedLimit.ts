import { MinuteLog, WINDOW_MS } from './minuteLog';

/**
 * What is left of what CINNOX let through in the minute before it refused. Less than all of it, so
 * that a process that has much makes room for one that has little: with an increase that is the same
 * for all, and a decrease by a part, all come to the same share in the end (AIMD).
 */
const KEPT = 0.85;

/** How long to wait before asking for more than the share, at first and at most. In ms. */
const FIRST_PATIENCE_MS = 1_000;
const LONGEST_PATIENCE_MS = 150_000;

/** How long to wait after a refusal within the share, at first and at most. In ms. */
const FIRST_HOLD_MS = 2_000;
const LONGEST_HOLD_MS = 30_000;

/** Processes that wait for the same minute to pass come back within this time (ms). */
const SPREAD_MS = 3_000;

/** So many requests beyond the share have to pass before there is one more of them at once. */
const PASSED_PER_ANOTHER = 5;

/** A longer Retry-After is not believed: whoever sends it means something else. In ms. */
export const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

/** What became of a request, as far as the limit is concerned. */
export type Passage =
	| 'answered'
	/** Nothing came back that CINNOX said. */
	| 'broken'
	/** Too many requests; for how long CINNOX asked to wait, in ms. */
	| { retryAfterMs?: number };

/** A request that was let through. */
export interface Pass {
	/** Refusals that were known when it left. */
	refusals: number;
	isBeyondShare: boolean;
}

/**
 * What CINNOX lets one process do of a limit that it shares with others, learned from refusals.
 *
 * How many others there are, and what they do, nobody says. At a refusal, what passed within the last
 * minute was the share of this process, and the shares of all processes together the limit; so each
 * goes on with a little less than its share. When its own requests are more than a minute old, the
 * room that they leave is there, and as many may follow at once. More than the share is asked for now
 * and then, one request at a time: what passes raises the share, a refusal costs one request. How
 * long to wait before that is learned too, since only "500 per minute" is published, and not whether
 * the minute moves along with time or starts on the clock, nor whether there are other limits.
 *
 * Nothing is known, and nothing slower, before the first refusal.
 */
export class LearnedLimit {
	private readonly passed = new MinuteLog();

	/** Most requests within a minute that are known to pass. */
	private share = Infinity;

	/** Refusals so far. Requests that left before the last one was known tell nothing new. */
	private refusals = 0;

	/** Refusals since something passed. */
	private inRow = 0;

	/** Requests that left and have no answer: all, those since the last refusal, and of these beyond the share. */
	private underWay = 0;

	private sinceRefusal = 0;

	private beyondShare = 0;

	/** How many of those beyond the share passed since the last refusal. */
	private gained = 0;

	private patienceMs = FIRST_PATIENCE_MS;

	/** When more than the share may be asked for again, in ms since 1970. */
	private askAt = 0;

	/** When the limit was last found to be used up after something had passed beyond the share. */
	private usedUpAt = 0;

	private heldUntil = 0;

	private believesRetryAfter = true;

	/** Whether CINNOX has refused everything since its last refusal. */
	get isRefused(): boolean {
		return this.inRow > 0;
	}

	/** Whether it has something to wait for. */
	isHeld(now: number): boolean {
		return this.heldUntil > now;
	}

	/** Sends nothing for so many ms. */
	hold(ms: number, now: number): void {
		this.heldUntil = Math.max(this.heldUntil, now + ms);
	}

	/** Milliseconds until one more request may leave; 0 = now, Infinity = after the next answer. */
	waitFor(now: number): number {
		if (this.heldUntil > now) return this.heldUntil - now;
		if (this.share === Infinity) return 0;
		// Whether anything passes again is found out with one request.
		if (this.inRow > 0 && this.sinceRefusal > 0) return Infinity;
		const used = this.passed.count(now) + this.underWay;
		const share = Math.floor(this.share);
		if (used < share) return 0;
		if (this.askAt > now) {
			const ownRoom = share === 0 ? Infinity : this.passed.leavesIn(used - share, now);
			return Math.min(this.askAt - now, ownRoom);
		}
		const most = 1 + Math.floor(this.gained / Math.max(PASSED_PER_ANOTHER, share / 10));
		return this.beyondShare < most ? 0 : Infinity;
	}

	/** A request leaves. */
	begin(now: number): Pass {
		const isBeyondShare = this.passed.count(now) + this.underWay >= Math.floor(this.share);
		this.underWay += 1;
		this.sinceRefusal += 1;
		if (isBeyondShare) this.beyondShare += 1;
		return { refusals: this.refusals, isBeyondShare };
	}

	/** What became of a request that left. */
	end(pass: Pass, passage: Passage, now: number): void {
		const isNews = pass.refusals === this.refusals;
		this.underWay -= 1;
		if (isNews) {
			this.sinceRefusal -= 1;
			if (pass.isBeyondShare) this.beyondShare -= 1;
		}
		if (typeof passage === 'object') {
			this.refused(pass, isNews, passage.retryAfterMs, now);
			return;
		}
		// What broke may have been counted.
		this.passed.add(now);
		if (passage === 'broken') return;
		if (!isNews) {
			// It was on its way when another one was refused, and belonged to the share then.
			this.share += KEPT;
			return;
		}
		this.inRow = 0;
		if (!pass.isBeyondShare) return;
		this.gained += 1;
		this.share = Math.max(this.share, this.passed.count(now));
	}

	private refused(
		{ isBeyondShare }: Pass,
		isNews: boolean,
		retryAfterMs: number | undefined,
		now: number,
	): void {
		const asked =
			retryAfterMs !== undefined && retryAfterMs <= LONGEST_RETRY_AFTER_MS ? retryAfterMs : 0;
		if (asked >= FIRST_PATIENCE_MS) this.hold(asked, now);
		if (!isNews) return;
		const isFirst = this.share === Infinity;
		this.inRow += 1;
		this.refusals += 1;
		this.sinceRefusal = 0;
		this.beyondShare = 0;
		if (isFirst || isBeyondShare) this.askLess(isFirst, asked, now);
		else {
			// The room that its own requests had left was taken by others.
			this.share *= KEPT;
			const backOff = Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** Math.min(this.inRow - 1, 10));
			this.hold(Math.max(asked, jitter(backOff)), now);
		}
		this.gained = 0;
	}

	private askLess(isFirst: boolean, asked: number, now: number): void {
		const isNewlyUsedUp = isFirst || this.gained > 0;
		if (!isFirst) this.learnPatience(now - this.usedUpAt);
		if (isNewlyUsedUp) {
			this.share = KEPT * this.passed.count(now);
			this.usedUpAt = now;
		}
		const believed = asked >= FIRST_PATIENCE_MS && this.believesRetryAfter;
		let wait = believed ? asked : Math.max(asked, jitter(this.patienceMs, 0.75));
		// Whatever else is not known: a minute later there is another minute.
		const untilMinute = this.usedUpAt + WINDOW_MS - now;
		if (!isNewlyUsedUp && untilMinute > asked && wait > untilMinute) {
			wait = untilMinute + Math.random() * SPREAD_MS;
		}
		this.askAt = now + wait;
	}

	/**
	 * How long to wait before the next try, by what the last one brought.
	 *
	 * @param elapsed since the limit was used up before that, in ms
	 */
	private learnPatience(elapsed: number): void {
		const minutes = Math.min(1, elapsed / WINDOW_MS);
		const isMuch = this.gained > Math.max(2, (minutes * this.share) / 4);
		// What CINNOX asks to wait is right where much passes then.
		if (!isMuch) this.believesRetryAfter = false;
		const next = isMuch ? Math.min(elapsed, this.patienceMs) : 2 * this.patienceMs;
		this.patienceMs = Math.max(FIRST_PATIENCE_MS, Math.min(LONGEST_PATIENCE_MS, next));
	}
}

/** Between a part of it and all of it, so that processes do not come back at the same moment. */
function jitter(ms: number, least = 0.5): number {
	return ms * (least + Math.random() * (1 - least));
}
