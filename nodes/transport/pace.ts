import { sleep } from 'n8n-workflow';

import type { Pass, Passage } from './learnedLimit';
import { LearnedLimit } from './learnedLimit';
import { MinuteLog } from './minuteLog';
import { ExecutionStopped, throwIfStopped } from './pause';
import { RetryQuota } from './retryQuota';

/** For so long (ms) an owner waits while CINNOX refuses everything of the account. */
const LONGEST_REFUSED_MS = 10 * 60_000;

/** Owners whose waiting is known; more than any n8n runs at once. */
const MOST_OWNERS = 10_000;

/** Who wants to send, and within which bounds. */
export interface Turn {
	/** Requests of one owner wait in line; the owners take turns, so that no execution starves. */
	owner: string;
	/** Most requests of this owner in flight at once, and of all owners with the same bound together. */
	concurrency: number;
	/** Most requests within one minute; 0 = no such bound. */
	requestsPerMinute: number;
	/** It was refused before, so it goes before those that have not been sent yet. */
	isRepeated?: boolean;
	signal?: AbortSignal;
}

/** To be called once the answer is there (or will never be), with what became of the request. */
export type Leave = (passage?: Passage) => void;

interface Waiting extends Turn {
	admit: () => void;
	giveUp: () => void;
}

/** CINNOX has refused everything of this account for as long as anybody waits for. */
export class StillRefused extends Error {}

/**
 * Lets requests to one CINNOX service account through at a pace that CINNOX accepts.
 *
 * A request counts against the minute from before it is sent until one minute after it was answered.
 * CINNOX counts from when it received the request, which lies between the two, so its own count can
 * never be higher than ours, however long an answer takes.
 *
 * Where others send for the same account, learnedLimit.ts finds out what is left of the limit.
 */
export class AccountPace {
	private inFlight = 0;

	/** Requests in flight by owner. */
	private readonly active = new Map<string, { count: number; concurrency: number }>();

	/** When the answers of the last minute came. */
	private readonly answered = new MinuteLog();

	/** What CINNOX lets through, as far as its refusals have shown it. */
	private readonly learned = new LearnedLimit();

	/** Since when owners wait while everything is refused, in ms since 1970. */
	private readonly refusedSince = new Map<string, number>();

	/** How much repeating what broke is still worth. */
	readonly retries = new RetryQuota();

	/** When the next look at the lines is due, should no answer come before. */
	private wakeAt = Infinity;

	/** Insertion order is the order of turns: who was served goes to the end. */
	private readonly lines = new Map<string, Waiting[]>();

	/**
	 * Waits for a turn.
	 *
	 * @throws ExecutionStopped when the execution is stopped meanwhile
	 * @throws StillRefused when CINNOX refuses everything for longer than an owner waits for
	 */
	async enter(turn: Turn): Promise<Leave> {
		throwIfStopped(turn.signal);
		// Who has waited long enough still finds out when CINNOX takes requests again.
		const now = Date.now();
		if (this.isOutOfPatience(turn.owner) && this.learned.waitFor(now) > 0) throw new StillRefused();
		const pass = await new Promise<Pass>((resolve, reject) => {
			const stop = () => {
				const line = this.lines.get(turn.owner);
				const place = line?.indexOf(waiting) ?? -1;
				if (line && place >= 0) line.splice(place, 1);
				if (line?.length === 0) this.lines.delete(turn.owner);
				reject(new ExecutionStopped());
			};
			const waiting: Waiting = {
				...turn,
				admit: () => {
					turn.signal?.removeEventListener('abort', stop);
					resolve(this.learned.begin(Date.now()));
				},
				giveUp: () => {
					turn.signal?.removeEventListener('abort', stop);
					reject(new StillRefused());
				},
			};
			turn.signal?.addEventListener('abort', stop, { once: true });
			const line = this.lines.get(turn.owner);
			if (line === undefined) this.lines.set(turn.owner, [waiting]);
			else if (turn.isRepeated) line.unshift(waiting);
			else line.push(waiting);
			this.admitAll();
		});

		let left = false;
		return (passage = 'answered') => {
			if (left) return;
			left = true;
			const now = Date.now();
			this.release(turn.owner);
			this.answered.add(now);
			this.learned.end(pass, passage, now);
			this.notePatience(turn.owner, now);
			this.admitAll();
		};
	}

	/**
	 * Sends nothing for a while: CINNOX said that the account is over its limit.
	 *
	 * @param ms milliseconds from now
	 */
	hold(ms: number): void {
		this.learned.hold(ms, Date.now());
	}

	/** Whether forgetting it changes nothing: nobody sends, waits, is held, or sent within the minute. */
	get isIdle(): boolean {
		const now = Date.now();
		return (
			this.inFlight === 0 &&
			this.lines.size === 0 &&
			this.answered.count(now) === 0 &&
			!this.learned.isHeld(now)
		);
	}

	/**
	 * While CINNOX lets anything of the account through, a request waits for its turn; once it has
	 * refused everything for as long as an owner waits for, all that this owner has to send fails.
	 */
	private notePatience(owner: string, now: number): void {
		if (!this.learned.isRefused) {
			this.refusedSince.clear();
			return;
		}
		for (const waiting of [owner, ...this.lines.keys()]) {
			if (this.refusedSince.size >= MOST_OWNERS) break;
			if (!this.refusedSince.has(waiting)) this.refusedSince.set(waiting, now);
		}
		for (const [waitingOwner, line] of [...this.lines]) {
			if (!this.isOutOfPatience(waitingOwner)) continue;
			this.lines.delete(waitingOwner);
			for (const { giveUp } of line) giveUp();
		}
	}

	private isOutOfPatience(owner: string): boolean {
		const since = this.refusedSince.get(owner);
		return since !== undefined && Date.now() - since >= LONGEST_REFUSED_MS;
	}

	private admitAll(): void {
		const now = Date.now();
		let served: boolean;
		do {
			served = false;
			for (const [owner, line] of [...this.lines]) {
				const [next] = line;
				if (!this.hasRoomFor(next) || this.waitFor(next, now) > 0) continue;
				line.shift();
				this.lines.delete(owner);
				if (line.length > 0) this.lines.set(owner, line);
				this.take(next);
				next.admit();
				served = true;
			}
		} while (served);
		this.wakeLater(now);
	}

	/**
	 * The bound is shared by all owners. Where they have different ones, the widest holds for all
	 * together: an owner with a bound of 1 would otherwise wait until nobody else is sending.
	 */
	private hasRoomFor({ owner, concurrency }: Turn): boolean {
		if ((this.active.get(owner)?.count ?? 0) >= concurrency) return false;
		if (this.inFlight < concurrency) return true;
		for (const other of this.active.values()) {
			if (this.inFlight < other.concurrency) return true;
		}
		return false;
	}

	private take({ owner, concurrency }: Turn): void {
		this.inFlight += 1;
		const count = (this.active.get(owner)?.count ?? 0) + 1;
		this.active.set(owner, { count, concurrency });
	}

	private release(owner: string): void {
		this.inFlight -= 1;
		const own = this.active.get(owner);
		if (own === undefined) return;
		own.count -= 1;
		if (own.count === 0) this.active.delete(owner);
	}

	/** Milliseconds until there is room for this request; 0 = now, Infinity = after the next answer. */
	private waitFor({ requestsPerMinute }: Turn, now: number): number {
		const learned = this.learned.waitFor(now);
		if (learned > 0 || requestsPerMinute <= 0) return learned;
		const counted = this.answered.count(now) + this.inFlight;
		if (counted < requestsPerMinute) return 0;
		return this.answered.leavesIn(counted - requestsPerMinute, now);
	}

	/** One timer for all: an answer that comes wakes the others by itself. */
	private wakeLater(now: number): void {
		let soonest = Infinity;
		for (const [next] of this.lines.values()) {
			const wait = this.waitFor(next, now);
			if (wait > 0) soonest = Math.min(soonest, now + wait + 1);
		}
		// A timer that is due no later than that looks again by itself.
		if (soonest >= this.wakeAt) return;
		this.wakeAt = soonest;
		void sleep(soonest - now).then(() => {
			if (this.wakeAt === soonest) this.wakeAt = Infinity;
			this.admitAll();
		});
	}
}

const paces = new Map<string, AccountPace>();

/** Accounts whose pace is kept although nobody uses it; more than any n8n has at once. */
const MOST_IDLE = 200;

/** The pace shared by all nodes and executions of this process that use the same account. */
export function paceOf(account: string): AccountPace {
	let pace = paces.get(account);
	if (pace === undefined) {
		if (paces.size >= MOST_IDLE) forgetIdle();
		pace = new AccountPace();
		paces.set(account, pace);
	}
	return pace;
}

function forgetIdle(): void {
	for (const [account, pace] of paces) {
		if (pace.isIdle) paces.delete(account);
	}
}
