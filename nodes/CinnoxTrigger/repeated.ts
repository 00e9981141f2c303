import { pause } from '../transport/pause';

/** The part of Express's response that tells what became of a call. */
export interface Reply {
	statusCode?: number;
	writableEnded?: boolean;
	once?: (event: 'finish' | 'close', listener: () => void) => unknown;
}

interface Entry {
	/** In ms since 1970. */
	at: number;
	/** The answer to CINNOX, until it is known whether n8n took the event. */
	reply?: Reply;
}

/** How many events one process remembers, all triggers together, and for how long in ms. */
export const MOST_EVENTS = 50_000;
export const LONGEST_AGE_MS = 86_400_000;

/** How long a repetition waits for the outcome of the first delivery, in ms. */
const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/**
 * Remembers which events were taken, so that a repetition starts nothing.
 *
 * An event counts once n8n has answered it with success, which it does after the execution is
 * stored. Until then nobody knows: what n8n refuses after all is delivered again, and must run then.
 */
export class TakenEvents {
	/** Insertion order is the order of age. */
	private readonly entries = new Map<string, Entry>();

	private readonly most: number;

	private readonly longestAgeMs: number;

	constructor(most = MOST_EVENTS, longestAgeMs = LONGEST_AGE_MS) {
		this.most = most;
		this.longestAgeMs = longestAgeMs;
	}

	get size(): number {
		return this.entries.size;
	}

	/**
	 * Says what to do with an event, and notes it when it is to be run.
	 *
	 * @param reply the answer that n8n is going to give
	 * @returns `run`, `repeated`, or `unknown` when the first delivery is still on its way
	 */
	async take(key: string, reply: Reply): Promise<'run' | 'repeated' | 'unknown'> {
		const patientUntil = Date.now() + PATIENCE_MS;
		for (;;) {
			const state = this.look(key);
			if (state === 'run') break;
			if (state === 'repeated') return 'repeated';
			if (Date.now() >= patientUntil) return 'unknown';
			await pause(LOOK_AGAIN_MS);
		}
		this.note(key, reply);
		return 'run';
	}

	private look(key: string): 'run' | 'repeated' | 'unknown' {
		const entry = this.entries.get(key);
		if (entry === undefined || Date.now() - entry.at > this.longestAgeMs) return 'run';
		if (entry.reply === undefined) return 'repeated';
		// The caller may have hung up before n8n answered; then no event told of the answer.
		if (entry.reply.writableEnded !== true) return 'unknown';
		return this.settle(key, entry) ? 'repeated' : 'run';
	}

	private note(key: string, reply: Reply): void {
		const entry: Entry = { at: Date.now() };
		this.entries.delete(key);
		this.entries.set(key, entry);
		if (typeof reply.once === 'function') {
			entry.reply = reply;
			const settle = () => {
				if (entry.reply?.writableEnded === true) this.settle(key, entry);
			};
			reply.once('finish', settle);
			reply.once('close', settle);
		}
		for (const oldest of this.entries.keys()) {
			if (this.entries.size <= this.most) break;
			this.entries.delete(oldest);
		}
	}

	/** @returns whether n8n took the event */
	private settle(key: string, entry: Entry): boolean {
		const { statusCode = 200 } = entry.reply ?? {};
		entry.reply = undefined;
		const isTaken = statusCode >= 200 && statusCode < 300;
		if (!isTaken && this.entries.get(key) === entry) this.entries.delete(key);
		return isTaken;
	}
}

/** One memory for all triggers of this n8n process; another process has its own */
export const takenEvents = new TakenEvents();
