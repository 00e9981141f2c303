import {
	type Comparison,
	type Facts,
	format,
	type Goal,
	isReached,
	type Results,
} from './results.mts';
import { median } from './statistics.mts';

/** A table whose columns line up in the source as well. */
export function table(rows: string[][]): string {
	const [head = []] = rows;
	const widths = head.map((_, column) =>
		Math.max(3, ...rows.map((row) => [...row[column]!].length)),
	);
	const line = (cells: string[]) =>
		`| ${cells.map((cell, column) => cell + ' '.repeat(widths[column]! - [...cell].length)).join(' | ')} |`;
	const [first = '', ...others] = rows.map(line);
	return [first, line(widths.map((width) => '-'.repeat(width))), ...others].join('\n');
}

function goalRow(goal: Goal): string[] {
	const { id, text, value, limit, better, digits = 2 } = goal;
	return [
		`(${id})`,
		text,
		`${better === 'below' ? '≤' : '≥'} ${limit}`,
		value.toFixed(digits),
		isReached(goal) ? 'yes' : '**no**',
	];
}

function comparisonPart({ title, id, unit, measurements, remarks = [] }: Comparison): string {
	const [base] = measurements;
	const baseline = median(base?.values ?? []);
	const rows = measurements.map(({ contender, values, note }) => [
		contender,
		format(median(values)),
		`${format(Math.min(...values))} – ${format(Math.max(...values))}`,
		(median(values) / baseline).toFixed(2),
		note ?? '',
	]);
	const head = ['', `Median, ${unit}`, 'Least – most', `To ${base?.contender ?? ''}`, ''];
	return [`## (${id}) ${title}`, table([head, ...rows]), ...remarks].join('\n\n');
}

function factsPart({ id, title, columns, rows, remarks = [] }: Facts): string {
	return [`## (${id}) ${title}`, table([columns, ...rows]), ...remarks].join('\n\n');
}

/** The results as a page. */
export function toMarkdown({ machine, comparisons, facts, goals }: Results): string {
	const parts = [...comparisons, ...facts].sort((a, b) => a.id.localeCompare(b.id));
	return [
		'# Benchmark results',
		'Written by `npm run bench`. A real n8n runs the packed package; the simulator of `test/simulator` stands in for CINNOX, as a process of its own, with zero latency and no limit of requests unless said otherwise. The contenders of a comparison take turns, round by round, so that what slows the machine down hits them all. Times are those that n8n itself records for the node (`executionTime`), medians of the rounds.',
		table([['Machine', ''], ...Object.entries(machine)]),
		'## Goals',
		table([['', 'Goal', 'Wanted', 'Measured', 'Reached'], ...goals.map(goalRow)]),
		'![Time of the CINNOX node as a share of what it is compared with](results.svg)',
		...parts.map((part) => ('measurements' in part ? comparisonPart(part) : factsPart(part))),
	]
		.join('\n\n')
		.concat('\n');
}
