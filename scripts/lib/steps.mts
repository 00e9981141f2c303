import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';

const color = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code: number, text: string) => (color ? `\u001B[${code}m${text}\u001B[0m` : text);

/** Bold text, where the terminal shows it. */
export const bold = (text: string) => paint(1, text);
/** Text that steps back, where the terminal shows it. */
export const dim = (text: string) => paint(2, text);
/** Text of a success. */
export const green = (text: string) => paint(32, text);
/** Text of a failure. */
export const red = (text: string) => paint(31, text);

/** "0.4 s", "12.3 s" or "2 min 05 s". */
export function duration(milliseconds: number): string {
	const seconds = milliseconds / 1000;
	if (seconds < 60) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

export interface StepControl {
	/** Says what is going on inside a step that takes long. */
	note(text: string): void;
	/** What is printed behind the step's name once it is done. */
	result(text: string): void;
}

/** Prints the steps of a program one below the other, each with a check mark and its time. */
export class Steps {
	readonly #width: number;
	#open = false;

	/** `width`: the column at which the times stand. */
	constructor(width = 72) {
		this.#width = width;
	}

	/** Runs one step. A failure is marked and thrown on. */
	async run<T>(name: string, work: (step: StepControl) => Promise<T>): Promise<T> {
		const begin = performance.now();
		let suffix = '';
		const elapsed = () => duration(performance.now() - begin);
		const line = (mark: string, text: string) => {
			const left = `  ${mark} ${text}`;
			const visible = 4 + text.length;
			return `${left}${' '.repeat(Math.max(1, this.#width - visible))}${dim(elapsed())}`;
		};
		let current = name;
		this.#replace(line('…', current));
		const ticker = process.stdout.isTTY
			? setInterval(() => this.#replace(line('…', current)), 500)
			: undefined;
		try {
			const value = await work({
				note: (text) => {
					current = `${name}: ${text}`;
					if (process.stdout.isTTY) this.#replace(line('…', current));
					else process.stdout.write(`    ${text} (${elapsed()})\n`);
				},
				result: (text) => {
					suffix = text;
				},
			});
			this.#finish(line(green('✔'), suffix ? `${name} ${suffix}` : name));
			return value;
		} catch (error) {
			this.#finish(line(red('✘'), name));
			throw error;
		} finally {
			clearInterval(ticker);
		}
	}

	/** On a terminal, writes over the line of the running step; elsewhere says nothing. */
	#replace(text: string): void {
		if (!process.stdout.isTTY) return;
		process.stdout.write(`${this.#open ? '\r\u001B[2K' : ''}${fit(text)}`);
		this.#open = true;
	}

	#finish(text: string): void {
		process.stdout.write(`${this.#open ? '\r\u001B[2K' : ''}${text}\n`);
		this.#open = false;
	}
}

/** A line that wraps could not be written over. */
function fit(text: string): string {
	const columns = process.stdout.columns || 80;
	const plain = stripVTControlCharacters(text);
	return plain.length < columns ? text : `${plain.slice(0, columns - 2)}…`;
}
