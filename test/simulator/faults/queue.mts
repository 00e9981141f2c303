import { settle } from './settle.mts';
import type { PendingFault } from './settle.mts';
import type { Fault, FaultTarget } from './table.mts';

interface Entry extends PendingFault {
	fault: Fault;
	left: number;
}

/** Faults that are still to come, in the order in which they were added. */
export class FaultQueue {
	#faults: Entry[] = [];
	#sequences: { target: FaultTarget; steps: Iterator<readonly Fault[]> }[] = [];

	/** @throws Error for a kind, option or form that does not exist */
	add(fault: Fault): void {
		this.#faults.push({ ...settle(fault), fault, left: fault.times ?? 1 });
	}

	clear(): void {
		this.#sequences = [];
		this.#faults = [];
	}

	/**
	 * Has each of the next requests that fit hit by the faults of one step, none of them by a step that is empty. For as long
	 * as there are steps, these requests are hit by no other fault.
	 *
	 * @param steps may go on for ever, unless they are an array; each is taken when its request comes
	 * @throws Error for a kind, option or form in an array that does not exist
	 */
	addSequence(steps: Iterable<readonly Fault[]>, target: FaultTarget = {}): void {
		if (Array.isArray(steps)) steps.flat().forEach(settle);
		this.#sequences.push({ target, steps: steps[Symbol.iterator]() });
	}

	/**
	 * The faults that hit this request, each used up by one: the first that fits and makes up an answer, and all of the line
	 * that fit.
	 */
	take(method: string, path: string, isApi: boolean): PendingFault[] {
		for (const sequence of this.#sequences) {
			if (!fits(sequence.target, method, path, isApi)) continue;
			const { done, value } = sequence.steps.next();
			if (!done) return value.map(settle);
			this.#sequences = this.#sequences.filter((other) => other !== sequence);
		}
		if (this.#faults.length === 0) return [];
		const fitting = this.#faults.filter(({ fault }) => fits(fault, method, path, isApi));
		const first = fitting.find(({ row }) => !row.line);
		const hits = fitting.filter((entry) => entry === first || entry.row.line);
		this.#use(hits);
		return hits;
	}

	#use(hits: Entry[]): void {
		for (const hit of hits) hit.left--;
		this.#faults = this.#faults.filter(({ left }) => left > 0);
	}
}

const fits = (fault: FaultTarget, method: string, path: string, isApi: boolean): boolean =>
	(fault.method === undefined || fault.method.toUpperCase() === method) &&
	(fault.path === undefined ? isApi : matches(fault.path, path));

const matches = (wanted: string | RegExp, path: string): boolean =>
	// search() and not test(), which remembers a position in patterns with the g flag.
	typeof wanted === 'string' ? path.endsWith(wanted) : path.search(wanted) >= 0;
