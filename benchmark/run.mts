/**
 * Measures the package in a real n8n beside what a user would do without it.
 *
 *   npm run bench                     all of it (about a quarter of an hour), written to benchmark/RESULTS.md
 *   npm run bench -- --quick          little of everything, printed only
 *   npm run bench -- --only a,c       some of it, printed only
 *   npm run bench -- --tarball x.tgz  with a package that was packed before
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { repoRoot } from '../scripts/lib/paths.mts';
import { Steps } from '../scripts/lib/steps.mts';
import { n8nPackageFolder } from '../test/n8n/install.mts';
import { toBars } from './lib/bars.mts';
import { BenchWorld, prepare } from './lib/bench-world.mts';
import { toSvg } from './lib/chart.mts';
import { toMarkdown } from './lib/markdown.mts';
import { isReached, type Results, shortTitle } from './lib/results.mts';
import type { Extent } from './lib/scenario.mts';
import { scenarios } from './scenarios.mts';

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		only: { type: 'string' },
		tarball: { type: 'string' },
	},
});

const FULL: Extent = {
	rounds: 7,
	counts: [200, 1_000],
	rows: 20_000,
	listRounds: 21,
	many: [1_000, 10_000],
	manyRows: [100_000, 150_000],
	events: 300,
	oneItemRounds: 25,
	creates: 1_000,
	updates: [100, 1_000],
	contacts: 20_000,
	busy: 5_000,
};
const QUICK: Extent = {
	rounds: 5,
	counts: [200],
	rows: 5_000,
	listRounds: 5,
	many: [1_000],
	manyRows: [20_000],
	events: 50,
	oneItemRounds: 5,
	creates: 200,
	updates: [5],
	contacts: 2_000,
	busy: 500,
};

const chosen = values.only?.split(',') ?? Object.keys(scenarios);
const unknown = chosen.filter((id) => !Object.hasOwn(scenarios, id));
if (unknown.length > 0) {
	console.error(
		`There is no ${unknown.join(', ')}; there are ${Object.keys(scenarios).join(', ')}.`,
	);
	process.exit(2);
}

const version = (file: string) =>
	(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;

function describeMachine(): Record<string, string> {
	const cpus = os.cpus();
	const [busy = 0] = os.loadavg();
	return {
		Date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
		Processor: `${cpus.length} × ${cpus[0]?.model.trim() || os.arch()}`,
		Memory: `${Math.round(os.totalmem() / 1024 ** 3)} GB`,
		System: `${os.type()} ${os.release()}`,
		'Busy processors before the run': busy.toFixed(1),
		'Node.js': process.versions.node,
		n8n: version(path.join(n8nPackageFolder(), 'package.json')),
		'n8n-nodes-cinnox': version(path.join(repoRoot, 'package.json')),
	};
}

const steps = new Steps();
const results: Results = { machine: {}, comparisons: [], facts: [], goals: [] };
const extent = values.quick ? QUICK : FULL;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const tarball =
	values.tarball ??
	(await steps.run('Install n8n, build and pack', async ({ note }) => await prepare(note)));
results.machine = describeMachine();
const world = await steps.run('Start n8n', async () => await BenchWorld.start(tarball));
try {
	for (const id of chosen) {
		await steps.run(`Measure (${id})`, async ({ note }) => {
			const {
				comparisons = [],
				facts = [],
				goals = [],
			} = await scenarios[id]!(world, extent, note);
			results.comparisons.push(...comparisons);
			results.facts.push(...facts);
			results.goals.push(...goals);
		});
	}
} finally {
	await world.dispose();
}

const page = toMarkdown(results);
console.log(`\n${page}`);
if (!values.quick && values.only === undefined) {
	const bars = toBars(results.comparisons, results.goals)
		// More events a second is better; the chart shows how long something took.
		.map(({ comparison, share, goal, base }) => {
			const isRate = comparison.unit !== 'ms';
			const value = isRate ? 1 / share : share;
			return {
				label: `(${comparison.id}) ${shortTitle(comparison)}`,
				value,
				goal: goal && (isRate ? 1 / goal.limit : goal.limit),
				text: `${value.toFixed(2)} × ${base}`,
			};
		});
	const title = 'Time of the CINNOX node as a share of what it is compared with';
	writeFileSync(path.join(import.meta.dirname, 'RESULTS.md'), page);
	writeFileSync(path.join(import.meta.dirname, 'results.svg'), toSvg(title, 'as long', bars));
	console.log('Written to benchmark/RESULTS.md and benchmark/results.svg.');
}
const missed = results.goals.filter((goal) => !isReached(goal));
if (missed.length > 0) console.log(`Not reached: ${missed.map(({ text }) => text).join('; ')}.`);
