import { red, type StepControl, Steps } from '../lib/steps.mts';

/** Ctrl-C, as a reason to give up what is going on. */
export class Interrupted extends Error {}

/** What has to be undone at the end; `failed`: whether the demo did not get through. */
export type Undo = (failed: boolean) => Promise<void> | void;

/** Where a demo takes place: its steps, what ends it before its time, and what is tidied up after it. */
export class Stage {
	readonly #steps = new Steps();
	readonly #begin = performance.now();
	readonly #interruption = new AbortController();
	readonly #interrupted: Promise<never>;
	/** The latest last. */
	readonly #undos: Undo[] = [];

	constructor() {
		const { signal } = this.#interruption;
		let asked = 0;
		this.#interrupted = new Promise<never>((_resolve, reject) => {
			signal.addEventListener('abort', () => reject(signal.reason));
		});
		this.#interrupted.catch(() => {}); // nobody may be waiting
		for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.on(name, () => {
				// One Ctrl-C comes twice: from the terminal, and from npm, which passes on what it gets.
				if (signal.aborted && performance.now() - asked < 1000) return;
				// n8n ends with this process, however that ends.
				if (signal.aborted) process.exit(130);
				asked = performance.now();
				this.#interruption.abort(new Interrupted('stopped before it was done'));
			});
		}
	}

	/** Aborted when the user asks to stop. */
	get signal(): AbortSignal {
		return this.#interruption.signal;
	}

	/** Milliseconds since the beginning. */
	get elapsedMs(): number {
		return performance.now() - this.#begin;
	}

	/** A step that is given up when the user asks to stop. */
	async step<T>(name: string, work: (control: StepControl) => Promise<T>): Promise<T> {
		return await this.#steps.run(name, async (control) => {
			this.signal.throwIfAborted();
			return await Promise.race([work(control), this.#interrupted]);
		});
	}

	/** Remembers what has to be undone at the end. */
	atEnd(undo: Undo): void {
		this.#undos.push(undo);
	}

	/** Undoes everything, the latest first. */
	async undoEverything(failed: boolean): Promise<void> {
		if (this.#undos.length === 0) return;
		print(['']);
		const problems: string[] = [];
		await this.#steps.run('Stop and tidy up', async () => {
			for (const undo of this.#undos.splice(0).reverse()) {
				try {
					await undo(failed);
				} catch (error) {
					problems.push(messageOf(error)); // the rest still has to be undone
				}
			}
		});
		for (const problem of problems) print([red(`  ${problem}`)]);
	}

	/** Waits until the user asks to stop. */
	async stayUp(): Promise<void> {
		const keepAlive = setInterval(() => {}, 60_000); // a pending promise alone keeps no process alive
		await this.#interrupted.catch(() => {});
		clearInterval(keepAlive);
	}
}

export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

export function print(lines: string[]): void {
	console.log(lines.join('\n'));
}
