import { randomAt } from '../random.mts';
import { FAULTS } from './table.mts';
import type { Fault, FaultKind } from './table.mts';
import type { FaultOptions, FaultRow, Settled } from './types.mts';

/** A fault that waits for its requests. */
export interface PendingFault {
	kind: FaultKind;
	row: FaultRow;
	/** What was given, and the defaults. */
	options: Settled<FaultOptions>;
	/** Whether the request takes effect. */
	processes: boolean;
	/** Whether the answer proves that nothing took effect. */
	refuses: boolean;
	random: () => number;
	memory: Map<string, unknown>;
}

/** Options of all faults. */
const COMMON = ['kind', 'times', 'path', 'method', 'afterProcessing'];

/** Completes a fault with its defaults. @throws Error for a kind, option or form that does not exist */
export function settle(fault: Fault): PendingFault {
	const { kind } = fault;
	if (!Object.hasOwn(FAULTS, kind)) throw new Error(`There is no fault ${kind}`);
	const row = FAULTS[kind];
	const given = Object.entries(fault).filter(
		([name, value]) => value !== undefined && !COMMON.includes(name),
	);
	for (const [name, value] of given) {
		const choices = row.choices[name as 'form' | 'where'];
		if (!choices && !Object.hasOwn(row.options, name)) {
			throw new Error(`The fault ${kind} has no option ${name}`);
		}
		if (choices && !choices.includes(value as string)) {
			throw new Error(`The fault ${kind} has no ${name} "${value}", only ${choices.join(', ')}`);
		}
	}
	const options = {
		form: row.choices.form?.[0] ?? '',
		...(row.choices.where && { where: row.choices.where[0] }),
		...row.options,
		...Object.fromEntries(given),
	} as Settled<FaultOptions>;
	const refuses = row.refuses?.(options) ?? false;
	let drawn = 0;
	return {
		kind,
		row,
		options,
		processes: fault.afterProcessing ?? (row.processes && !refuses),
		refuses,
		random: () => randomAt(options.seed ?? 1, drawn++),
		memory: new Map(),
	};
}
