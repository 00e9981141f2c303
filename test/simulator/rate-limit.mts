const MINUTE = 60_000;

/** Whether the minute moves along with time, or begins anew on the clock. */
export type RateLimitWindow = 'sliding' | 'clock';

/** At most `limit()` requests within a minute. Refused requests do not count. */
export class RateLimiter {
	readonly #limit: () => number;
	readonly #window: () => RateLimitWindow;
	#times: number[] = [];
	/** Times before this position have left the window. */
	#first = 0;

	constructor(limit: () => number, window: () => RateLimitWindow = () => 'sliding') {
		this.#limit = limit;
		this.#window = window;
	}

	/** Counts a request and tells whether it may pass. */
	admit(now = performance.now()): boolean {
		const limit = this.#limit();
		if (limit <= 0) return true;
		const isOld =
			this.#window() === 'clock'
				? (time: number) => Math.floor(time / MINUTE) < Math.floor(now / MINUTE)
				: (time: number) => time <= now - MINUTE;
		while (this.#first < this.#times.length && isOld(this.#times[this.#first])) this.#first++;
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
