import { setTimeout as sleep } from 'node:timers/promises';

/** Asks n8n for its readiness again and again while it works, and keeps the longest wait. */
export class ReadinessProbe {
	readonly #url: string;
	readonly #stop = new AbortController();
	readonly #done: Promise<void>;
	#longestMs = 0;
	#refusals = 0;

	constructor(baseUrl: string, intervalMs = 10) {
		this.#url = `${baseUrl}/healthz/readiness`;
		this.#done = this.#run(intervalMs);
	}

	/** Ends the probe. `longestMs`: the longest time an answer took; `refusals`: answers that were not "ok". */
	async end(): Promise<{ longestMs: number; refusals: number }> {
		this.#stop.abort();
		await this.#done;
		return { longestMs: this.#longestMs, refusals: this.#refusals };
	}

	async #run(intervalMs: number): Promise<void> {
		while (!this.#stop.signal.aborted) {
			const begin = performance.now();
			try {
				const response = await fetch(this.#url, { signal: AbortSignal.timeout(300_000) });
				await response.arrayBuffer();
				if (!response.ok) this.#refusals += 1;
			} catch {
				this.#refusals += 1;
			}
			this.#longestMs = Math.max(this.#longestMs, performance.now() - begin);
			await sleep(intervalMs);
		}
	}
}
