import type { Delivery, LedgerEntry } from './types.mts';

interface Waiter<T> {
	test: (entry: T) => boolean;
	resolve: (entry: T) => void;
	reject: (error: Error) => void;
	timer: NodeJS.Timeout;
}

/** A list of things that end, with promises for those to come. */
export class Journal<T extends LedgerEntry | Delivery> {
	readonly entries: T[] = [];
	readonly #finished = new WeakSet<T>();
	readonly #limit: () => number;
	#waiters: Waiter<T>[] = [];
	#seq = 0;

	/** @param limit entries to keep; the oldest go first */
	constructor(limit: () => number) {
		this.#limit = limit;
	}

	nextSeq(): number {
		return ++this.#seq;
	}

	add(entry: T): void {
		this.entries.push(entry);
		// In batches, since taking the first element off a long array copies it.
		const surplus = this.entries.length - this.#limit();
		if (surplus > 0 && (surplus >= 256 || this.entries.length < 1024))
			this.entries.splice(0, surplus);
	}

	/** Marks an entry as ended and tells those who wait for it. */
	finish(entry: T): void {
		this.#finished.add(entry);
		if (this.#waiters.length === 0) return;
		const done = this.#waiters.filter((waiter) => waiter.test(entry));
		this.#waiters = this.#waiters.filter((waiter) => !done.includes(waiter));
		for (const waiter of done) {
			clearTimeout(waiter.timer);
			waiter.resolve(entry);
		}
	}

	/** The first ended entry that fits, from the past or the future; rejects after `timeoutMs`. */
	whenFinished(test: (entry: T) => boolean, timeoutMs = 5000): Promise<T> {
		const past = this.entries.find((entry) => this.#finished.has(entry) && test(entry));
		if (past) return Promise.resolve(past);
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				this.#waiters = this.#waiters.filter((waiter) => waiter.timer !== timer);
				reject(new Error(`Nothing that fits came within ${timeoutMs} ms`));
			}, timeoutMs);
			this.#waiters.push({ test, resolve, reject, timer });
		});
	}

	clear(): void {
		this.entries.length = 0;
	}

	/** Rejects everyone who waits. */
	close(): void {
		for (const waiter of this.#waiters) {
			clearTimeout(waiter.timer);
			waiter.reject(new Error('The simulator was closed'));
		}
		this.#waiters = [];
	}
}

/** Counts what is under way and tells when nothing is. */
export class Activity {
	#count = 0;
	#waiting: (() => void)[] = [];

	/** Things under way. */
	get count(): number {
		return this.#count;
	}

	enter(): void {
		this.#count++;
	}

	leave(): void {
		this.#count--;
		if (this.#count === 0) {
			for (const resolve of this.#waiting.splice(0)) resolve();
		}
	}

	idle(): Promise<void> {
		if (this.#count === 0) return Promise.resolve();
		return new Promise((resolve) => this.#waiting.push(resolve));
	}
}
