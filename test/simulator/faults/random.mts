import { randomInt } from 'node:crypto';
import { intAt, pickAt, randomAt } from '../random.mts';
import { FAULT_CASES } from './cases.mts';
import type { NamedFault } from './cases.mts';
import { settle } from './settle.mts';
import type { Fault, FaultKind } from './table.mts';
import type { FaultOptions } from './types.mts';

export interface RandomFaultOptions {
	/** Only these kinds. */
	kinds?: readonly FaultKind[];
	/** Not these kinds. */
	without?: readonly FaultKind[];
	/** Share of requests that something happens to, from 0 to 1. Default 0.6. */
	share?: number;
	/** Cases that take seconds or hundreds of megabytes, too. Default false. */
	heavy?: boolean;
	/** Cases that end only with the client's patience, too. Default true. */
	endless?: boolean;
	/**
	 * A refusal means that nothing took effect, and an answer that can be read as success that it did. Default true. When
	 * false, an answer may lie, and nobody can tell.
	 */
	honest?: boolean;
	/** Where the seed is printed. Default console.log. */
	print?: (line: string) => void;
}

/** Faults for one request after the other. */
export interface RandomFaults extends Iterable<Fault[]> {
	readonly seed: number;
	/** Faults of the next request; none for a request that all is well with. */
	next(): Fault[];
	/** Faults of the next requests. */
	take(count: number): Fault[][];
}

const GREATEST_SEED = 2 ** 31;

/**
 * Faults by chance: none, one that makes up the answer, or some of the line, or both. The same seed and options always give
 * the same sequence. For `faults.addSequence`.
 *
 * @param seed a whole number; without it one is drawn. It is printed, so that a failure can be seen again.
 */
export function randomFaults(
	seed = randomInt(GREATEST_SEED),
	{ print = console.log, ...options }: RandomFaultOptions = {},
): RandomFaults {
	print(`randomFaults: seed ${seed}`);
	const draw = new Draw(seed, options);
	const next = (): Fault[] => draw.faults();
	return {
		seed,
		next,
		take: (count) => Array.from({ length: count }, next),
		*[Symbol.iterator]() {
			for (;;) yield next();
		},
	};
}

/** Options of the line's faults, drawn anew each time. Bytes stay below the length of the shortest answer. */
const DRAWN: Partial<Record<keyof FaultOptions, (draw: Draw) => number>> = {
	ms: (draw) => draw.below(15),
	jitterMs: (draw) => draw.below(15),
	bytesPerSecond: (draw) => 5_000 + draw.below(200_000),
	seed: (draw) => draw.below(GREATEST_SEED),
};
const DRAWN_BYTES: Partial<Record<FaultKind, (draw: Draw) => FaultOptions>> = {
	slicer: (draw) => ({ bytes: 20 + draw.below(500) }),
	cut: (draw) => ({ bytes: draw.below(120), from: 'answer' }),
	stall: (draw) => ({ bytes: draw.below(120), from: 'answer' }),
	halfOpen: (draw) => ({ bytes: draw.below(120), from: 'answer' }),
	resetRequest: (draw) => ({ bytes: draw.below(1000) }),
};

function byKind(cases: readonly NamedFault[]): Map<FaultKind, NamedFault[]> {
	const kinds = new Map<FaultKind, NamedFault[]>();
	for (const one of cases) kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one]);
	return kinds;
}

class Draw {
	readonly #seed: number;
	readonly #options: Omit<RandomFaultOptions, 'print'>;
	readonly #answers: Map<FaultKind, NamedFault[]>;
	readonly #lines: Map<FaultKind, NamedFault[]>;
	#drawn = 0;

	constructor(seed: number, options: Omit<RandomFaultOptions, 'print'>) {
		const { kinds, without = [], heavy = false, endless = true } = options;
		const usable = FAULT_CASES.filter(
			(one) =>
				(kinds?.includes(one.kind) ?? true) &&
				!without.includes(one.kind) &&
				(heavy || !one.heavy) &&
				(endless || !one.endless),
		);
		this.#seed = seed;
		this.#options = options;
		this.#answers = byKind(usable.filter(({ isLine }) => !isLine));
		this.#lines = byKind(usable.filter(({ isLine }) => isLine));
	}

	below(limit: number): number {
		return intAt(this.#seed, this.#drawn++, limit);
	}

	#chance(share: number): boolean {
		return randomAt(this.#seed, this.#drawn++) < share;
	}

	/** One case of one kind; each kind is as likely as any other. */
	#pick(cases: Map<FaultKind, NamedFault[]>): NamedFault {
		const kind = pickAt(this.#seed, this.#drawn++, [...cases.keys()]);
		return pickAt(this.#seed, this.#drawn++, cases.get(kind) ?? []);
	}

	faults(): Fault[] {
		const { share = 0.6 } = this.#options;
		if (!this.#chance(share)) return [];
		const isAnswer = this.#answers.size > 0 && (this.#lines.size === 0 || this.#chance(0.7));
		const picked = isAnswer ? [this.#pick(this.#answers)] : [];
		// At least one, and less and less likely more of them, each kind once.
		while (this.#lines.size > 0 && this.#chance(picked.length === 0 ? 1 : 0.4)) {
			const line = this.#pick(this.#lines);
			if (picked.some(({ kind }) => kind === line.kind)) break;
			picked.push(line);
		}
		return picked.map((one, index) => this.#detailed(one, index === 0));
	}

	/** The fault with its numbers drawn, and with when the request takes effect where it is the first. */
	#detailed({ kind, fault, isLine }: NamedFault, isFirst: boolean): Fault {
		const pending = settle(fault);
		const detailed = { ...fault };
		for (const [name, value] of Object.entries(DRAWN)) {
			const known = name in pending.row.options && (isLine || name === 'seed');
			if (known) Object.assign(detailed, { [name]: value(this) });
		}
		Object.assign(detailed, DRAWN_BYTES[kind]?.(this));
		if (isFirst) {
			const { row, options, refuses } = settle(detailed);
			const takesEffect = this.#chance(0.5);
			const { honest = true } = this.#options;
			if (!honest || (row.isSilent?.(options) && !refuses)) detailed.afterProcessing = takesEffect;
			else if (row.claims?.(options)) detailed.afterProcessing = true;
		}
		return detailed;
	}
}
