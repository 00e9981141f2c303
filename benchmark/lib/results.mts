import { median } from './statistics.mts';

/** What one contender took, round by round. */
export interface Measurement {
	contender: string;
	values: number[];
	note?: string;
}

/** A comparison: the same work, done by several contenders in turn. */
export interface Comparison {
	id: string;
	title: string;
	unit: string;
	measurements: Measurement[];
	/** What a reader has to know to judge the numbers. */
	remarks?: string[];
}

/** A title up to its first pause, for where there is little room; `1,000` is no pause. */
export function shortTitle({ title }: Comparison): string {
	return title.split(/[,:] /)[0]!;
}

/** Facts that are no comparison. */
export interface Facts {
	id: string;
	title: string;
	columns: string[];
	rows: string[][];
	remarks?: string[];
}

/** What was to be reached. */
export interface Goal {
	id: string;
	text: string;
	value: number;
	limit: number;
	/** Whether smaller or larger values are better. */
	better: 'below' | 'above';
	digits?: number;
}

export interface Results {
	machine: Record<string, string>;
	comparisons: Comparison[];
	facts: Facts[];
	goals: Goal[];
}

/** The median of one contender. */
export function medianOf({ measurements }: Comparison, contender: string): number {
	const found = measurements.find((measurement) => measurement.contender === contender);
	if (!found) throw new Error(`Nobody is called "${contender}".`);
	return median(found.values);
}

/** How many times as long (or as much) one contender took as another. */
export function ratio(comparison: Comparison, contender: string, to: string): number {
	return medianOf(comparison, contender) / medianOf(comparison, to);
}

export function isReached({ value, limit, better }: Goal): boolean {
	return better === 'below' ? value <= limit : value >= limit;
}

/** Numbers as a person reads them: three significant digits, no more. */
export function format(value: number): string {
	if (!Number.isFinite(value)) return '–';
	const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
	return value.toLocaleString('en-US', {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
}
