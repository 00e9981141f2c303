const MINUTE = 60_000;

/** Sliding window: at most `limit()` requests within any 60 seconds. Refused requests do not count. */
export class RateLimiter {
	readonly #limit: () => number;
	#times: number[] = [];
	/** Times before this position have left the window. */
	#first = 0;

	constructor(limit: () => number) {
		this.#limit = limit;
	}

	/** Counts a request and tells whether it may pass. */
	admit(now = performance.now()): boolean {
		const limit = this.#limit();
		if (limit <= 0) return true;
		while (this.#first < this.#times.length && this.#times[this.#first] <= now - MINUTE)
			this.#first++;
		if (this.#first > 1024) {
			this.#times = this.#times.slice(this.#first);
			this.#first = 0;
		}
		if (this.#times.length - this.#first >= limit) return false;
		this.#times.push(now);
		return true;
	}

	reset(): void {
		this.#times = [];
		this.#first = 0;
	}
}
