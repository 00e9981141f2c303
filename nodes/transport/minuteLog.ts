/** CINNOX counts requests over one minute: https://docs.cinnox.com/docs/operation-overview */
export const WINDOW_MS = 60_000;

/** Times of the last minute, in the order in which they came. All times are ms since 1970. */
export class MinuteLog {
	private times: number[] = [];

	/** Times before this position are more than a minute old. */
	private oldest = 0;

	add(time: number): void {
		this.times.push(time);
	}

	/** How many times lie within the minute before `now`. */
	count(now: number): number {
		while (this.oldest < this.times.length && this.times[this.oldest] <= now - WINDOW_MS) {
			this.oldest += 1;
		}
		if (this.oldest > 1_000) {
			this.times = this.times.slice(this.oldest);
			this.oldest = 0;
		}
		return this.times.length - this.oldest;
	}

	/**
	 * Milliseconds until one more than `position` of the counted times are more than a minute old;
	 * a whole minute where there are not that many yet.
	 */
	leavesIn(position: number, now: number): number {
		const time = this.times[this.oldest + Math.max(0, position)];
		return time === undefined ? WINDOW_MS : time + WINDOW_MS - now;
	}
}
