import { CONTENT_FAULTS } from './codes.mts';
import { ECHO_FAULTS } from './echoes.mts';
import { ENCODING_FAULTS, SIZE_FAULTS } from './encodings.mts';
import { FRAMING_FAULTS } from './framing.mts';
import { LINE_FAULTS } from './line.mts';
import { LIST_FAULTS } from './lists.mts';
import { SLOW_FAULTS } from './slow.mts';
import { STATUS_FAULTS } from './statuses.mts';
import type { FaultOptions, FaultRow } from './types.mts';

const ROWS = {
	...SLOW_FAULTS,
	...FRAMING_FAULTS,
	...ENCODING_FAULTS,
	...SIZE_FAULTS,
	...LIST_FAULTS,
	...CONTENT_FAULTS,
	...STATUS_FAULTS,
	...ECHO_FAULTS,
	...LINE_FAULTS,
};

export type FaultKind = keyof typeof ROWS;

/** Every fault that the simulator knows. */
export const FAULTS: Record<FaultKind, FaultRow> = ROWS;

/** Which requests are meant. */
export interface FaultTarget {
	/** End of the path, or a pattern for it. Without it every API request matches, file downloads do not. */
	path?: string | RegExp;
	method?: string;
}

/** Something that goes wrong with the next matching requests. */
export interface Fault extends FaultOptions, FaultTarget {
	kind: FaultKind;
	/** How many requests it hits. Default 1; Infinity for all. */
	times?: number;
}
