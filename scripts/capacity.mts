/**
 * Calculates what n8n in queue mode needs for a number of events, from what test/scale/measure.mts
 * measured: `npm run capacity -- --apps 50 --events 2000000`. Without arguments it writes the tables
 * of docs/capacity.md anew; `--check` only says whether they are up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { type Assumptions, type Load, type Plan, planFor } from './lib/capacity.mts';
import { repoRoot } from './lib/paths.mts';

interface MeasuredFile {
	machine: { date: string; processors: string; memoryGb: number; busyBefore: number };
	runs: Array<{
		workers: number;
		eventsPerSecond: number;
		smsPerMinute: number;
		cpuMsPerEvent: Record<'processor' | 'worker' | 'main' | 'postgres' | 'redis', number>;
		workerCpuMsPerSms: number;
		bytesPerExecution: number;
		memoryMb: Record<'main' | 'processor' | 'worker', number>;
	}>;
}

const measured = JSON.parse(
	readFileSync(path.join(repoRoot, 'test/scale/measured.json'), 'utf8'),
) as MeasuredFile;
const last = measured.runs.at(-1)!;

const assumptions: Assumptions = {
	processorMs: last.cpuMsPerEvent.processor,
	workerMs: last.cpuMsPerEvent.worker,
	postgresMs: last.cpuMsPerEvent.postgres,
	redisMs: last.cpuMsPerEvent.redis,
	mainMs: last.cpuMsPerEvent.main,
	bytesPerExecution: last.bytesPerExecution,
	peakFactor: 3,
	keepHours: 24,
	longestWaitMs: 2_000,
	mostBusy: 0.6,
};

const LOADS: Load[] = [
	{ apps: 1, eventsPerDay: 10_000 },
	{ apps: 10, eventsPerDay: 100_000 },
	{ apps: 100, eventsPerDay: 1_000_000 },
	{ apps: 300, eventsPerDay: 3_000_000 },
	{ apps: 1_000, eventsPerDay: 10_000_000 },
];

const number = (value: number, digits = 0) =>
	value.toLocaleString('en-GB', { maximumFractionDigits: digits });

function toTable(head: string[], rows: string[][]): string {
	return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const planTable = (plans: Plan[]): string =>
	toTable(
		[
			'Apps',
			'Events a day',
			'A second: average, busiest hour',
			'Webhook processors',
			'Workers',
			'Wait for a worker (p99)',
			'PostgreSQL, cores',
			'Redis, cores',
			'Executions on disk',
		],
		plans.map((plan) => [
			number(plan.apps),
			number(plan.eventsPerDay),
			`${number(plan.average, 1)}, ${number(plan.peak, 1)}`,
			number(plan.processors),
			number(plan.workers),
			`${number(plan.workerWaitMs)} ms`,
			number(plan.postgresCores, 1),
			number(plan.redisCores, 1),
			`${number(plan.diskGb, 1)} GB`,
		]),
	);

const measuredTable = (): string =>
	toTable(
		['', ...measured.runs.map(({ workers }) => `${workers} worker${workers > 1 ? 's' : ''}`)],
		[
			['Events a second', ...measured.runs.map((run) => number(run.eventsPerSecond, 1))],
			['SMS a minute', ...measured.runs.map((run) => number(run.smsPerMinute))],
			...(['processor', 'worker', 'main', 'postgres', 'redis'] as const).map((role) => [
				`Processor time for an event, ${ROLES[role]}`,
				...measured.runs.map((run) => `${number(run.cpuMsPerEvent[role], 1)} ms`),
			]),
			[
				'Processor time for an SMS, workers',
				...measured.runs.map((run) => `${number(run.workerCpuMsPerSms, 1)} ms`),
			],
			[
				'Disk for a saved execution',
				...measured.runs.map((run) => `${number(run.bytesPerExecution / 1000, 1)} kB`),
			],
			[
				'Memory: main, a webhook processor, a worker',
				...measured.runs.map(
					({ memoryMb: { main, processor, worker } }) => `${main}, ${processor}, ${worker} MB`,
				),
			],
		],
	);

const ROLES = {
	processor: 'webhook processors',
	worker: 'workers',
	main: 'main process',
	postgres: 'PostgreSQL',
	redis: 'Redis',
};

const { values } = parseArgs({
	options: {
		apps: { type: 'string', default: '1' },
		events: { type: 'string' },
		check: { type: 'boolean', default: false },
	},
});
if (values.events !== undefined) {
	const load = { apps: Number(values.apps), eventsPerDay: Number(values.events) };
	console.log(planTable([planFor(load, assumptions)]));
} else {
	const { machine } = measured;
	const file = path.join(repoRoot, 'docs/capacity.md');
	const before = readFileSync(file, 'utf8');
	const after = [
		[
			'measured',
			`Measured on ${machine.date} with ${machine.processors}, ${machine.memoryGb} GB; load average of the quarter of an hour before: ${machine.busyBefore}.\n\n${measuredTable()}`,
		],
		['plans', planTable(LOADS.map((load) => planFor(load, assumptions)))],
	].reduce(
		(text, [name, content]) =>
			text.replace(
				new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`),
				(_, begin: string, end: string) => `${begin}\n${content}\n\n${end}`,
			),
		before,
	);
	const isSame = plain(before) === plain(after);
	if (values.check) {
		console.log(isSame ? 'docs/capacity.md is up to date' : 'docs/capacity.md: npm run capacity');
		process.exitCode = isSame ? 0 : 1;
	} else if (!isSame) writeFileSync(file, after);
}

/** Without what prettier adds to tables. */
function plain(text: string): string {
	return text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
}
