/** Looks at a number again and again, and keeps the largest. */
export class PeakProbe {
	readonly #read: () => number | undefined;
	readonly #timer: NodeJS.Timeout;
	readonly #begin: number | undefined;
	#peak: number | undefined;

	constructor(read: () => number | undefined, intervalMs = 50) {
		this.#read = read;
		this.#begin = read();
		this.#peak = this.#begin;
		this.#timer = setInterval(() => this.#look(), intervalMs);
	}

	/** How far it went above where it began; undefined when it could not be read. */
	end(): number | undefined {
		this.#look();
		clearInterval(this.#timer);
		if (this.#begin === undefined || this.#peak === undefined) return undefined;
		return this.#peak - this.#begin;
	}

	#look(): void {
		const now = this.#read();
		if (now !== undefined && now > (this.#peak ?? 0)) this.#peak = now;
	}
}
