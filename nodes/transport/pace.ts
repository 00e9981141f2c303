import { sleep } from 'n8n-workflow';

import { ExecutionStopped, throwIfStopped } from './pause';

/** CINNOX counts requests over one minute: https://docs.cinnox.com/docs/operation-overview */
const WINDOW_MS = 60_000;

/** Who wants to send, and within which bounds. */
export interface Turn {
	/** Requests of one owner wait in line; the owners take turns, so that no execution starves. */
	owner: string;
	/** Most requests of this owner in flight at once, and of all owners with the same bound together. */
	concurrency: number;
	/** Most requests within one minute; 0 = no such bound. */
	requestsPerMinute: number;
	signal?: AbortSignal;
}

interface Waiting extends Turn {
	admit: () => void;
}

/**
 * Lets requests to one CINNOX service account through at a pace that CINNOX accepts.
 *
 * A request counts against the minute from before it is sent until one minute after it was answered.
 * CINNOX counts from when it received the request, which lies between the two, so its own count can
 * never be higher than ours, however long an answer takes.
 */
export class AccountPace {
	private inFlight = 0;

	/** Requests in flight by owner. */
	private readonly active = new Map<string, { count: number; concurrency: number }>();

	/** Times at which the answers of the last minute came, oldest first from `oldest` on. */
	private answered: number[] = [];

	private oldest = 0;

	private heldUntil = 0;

	/** When the next look at the lines is due, should no answer come before. */
	private wakeAt = Infinity;

	/** Insertion order is the order of turns: who was served goes to the end. */
	private readonly lines = new Map<string, Waiting[]>();

	/**
	 * Waits for a turn. Call the returned function once the answer is there (or will never be).
	 *
	 * @throws ExecutionStopped when the execution is stopped meanwhile
	 */
	async enter(turn: Turn): Promise<() => void> {
		throwIfStopped(turn.signal);
		await new Promise<void>((resolve, reject) => {
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
					resolve();
				},
			};
			turn.signal?.addEventListener('abort', stop, { once: true });
			const line = this.lines.get(turn.owner);
			if (line) line.push(waiting);
			else this.lines.set(turn.owner, [waiting]);
			this.admitAll();
		});

		let left = false;
		return () => {
			if (left) return;
			left = true;
			this.release(turn.owner);
			this.answered.push(Date.now());
			this.admitAll();
		};
	}

	/**
	 * Sends nothing for a while: CINNOX said that the account is over its limit.
	 *
	 * @param ms milliseconds from now
	 */
	hold(ms: number): void {
		this.heldUntil = Math.max(this.heldUntil, Date.now() + ms);
	}

	/** Whether forgetting it changes nothing: nobody sends, waits, is held, or sent within the minute. */
	get isIdle(): boolean {
		const now = Date.now();
		this.forgetBefore(now - WINDOW_MS);
		return (
			this.inFlight === 0 &&
			this.lines.size === 0 &&
			this.oldest === this.answered.length &&
			this.heldUntil <= now
		);
	}

	private admitAll(): void {
		const now = Date.now();
		this.forgetBefore(now - WINDOW_MS);
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

	/** Milliseconds until the minute has room for this request; 0 = now. */
	private waitFor({ requestsPerMinute }: Turn, now: number): number {
		if (this.heldUntil > now) return this.heldUntil - now;
		if (requestsPerMinute <= 0) return 0;
		const counted = this.answered.length - this.oldest + this.inFlight;
		if (counted < requestsPerMinute) return 0;
		const blocking = this.answered[this.oldest + Math.max(0, counted - requestsPerMinute)];
		return blocking === undefined ? WINDOW_MS : blocking + WINDOW_MS - now;
	}

	private forgetBefore(time: number): void {
		while (this.oldest < this.answered.length && this.answered[this.oldest] <= time) {
			this.oldest += 1;
		}
		if (this.oldest > 1_000) {
			this.answered = this.answered.slice(this.oldest);
			this.oldest = 0;
		}
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
