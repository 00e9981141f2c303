import { settle } from './settle.mts';
import { FAULTS } from './table.mts';
import type { Fault, FaultKind } from './table.mts';
import type { FaultCase } from './types.mts';

/** A fault with all that it needs, and the name of the case. */
export interface NamedFault extends Omit<FaultCase, 'options'> {
	kind: FaultKind;
	/** The kind, and the case where there are several: `cut, reset inside body`. */
	name: string;
	fault: Fault;
	/** A fault of the line, which adds up with others. */
	isLine: boolean;
	/** The answer is a refusal of CINNOX's, which proves that nothing took effect. */
	refuses: boolean;
}

/** Every case of every fault, in a fixed order. Each can be given to `faults.add`, together with times, path and method. */
export const FAULT_CASES: readonly NamedFault[] = (Object.keys(FAULTS) as FaultKind[]).flatMap(
	(kind) =>
		FAULTS[kind].cases.map(({ name, options, ...rest }) => ({
			...rest,
			kind,
			name: name === '' ? kind : `${kind}, ${name}`,
			fault: { kind, ...options },
			isLine: FAULTS[kind].line !== undefined,
			refuses: settle({ kind, ...options }).refuses,
		})),
);
