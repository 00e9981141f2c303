/**
 * Runs all tests, or the layers named: `lint`, `unit`, `engine`, `n8n`, `older`, `scale` (queue mode: it
 * installs Redis and PostgreSQL where it may, and else is skipped and says why).
 *
 *   npm run test:n8n -- --n8n 1.123.81     the layer n8n on that n8n instead of the newest
 *   npm run test:n8n -- --n8n all          on every version of test/n8n/versions.mts, one after the other
 *
 * The last line sums them up as "N passed, N failed, N skipped"; anything that fails or does not run
 * makes the process end with 1.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { N8N_VERSIONS, n8nVersion, NEWEST, VERSION_VARIABLE } from '../test/n8n/versions.mts';
import { repoRoot } from './lib/paths.mts';
import { runInTime } from './lib/run.mts';
import { type Count, runVitest } from './lib/vitest.mts';
import { scanPackage } from './scan.mts';

const bin = join(repoRoot, 'node_modules', '.bin');

/**
 * How many events n8n bears and not what it makes of one: no matter of its version, and long. The editor
 * of each version has a page of its own.
 */
const NEWEST_ONLY = ['test/n8n/editor.test.mts', 'test/n8n/load.test.mts'];

/** What tells soonest that an older n8n is left behind; the rest of it has a command of its own. */
const ON_OLDEST = ['sms', 'errors', 'network'].map((name) => `test/n8n/${name}.test.mts`);

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: { n8n: { type: 'string' } },
});

/** The versions asked for; the newest, if none is. */
const versions =
	values.n8n === 'all' ? N8N_VERSIONS : [values.n8n ? n8nVersion(values.n8n) : NEWEST];

const layers = {
	lint: async () =>
		sum([
			await step('build', 'npm', ['run', '--silent', 'build'], 5),
			await step('eslint', join(bin, 'eslint'), ['.'], 10),
			await step(
				'import directions',
				join(bin, 'depcruise'),
				['nodes', 'credentials', '--config', '.dependency-cruiser.mjs'],
				2,
			),
			await step('prettier', join(bin, 'prettier'), ['--check', '--log-level=warn', '.'], 5),
			await step('tsc', 'npm', ['run', '--silent', 'typecheck'], 10),
			await step('generated tables', process.execPath, ['scripts/tables.mts', '--check'], 2),
			await step('numbering plans', process.execPath, ['scripts/phone-metadata.mts', '--check'], 1),
			await scan(),
			await runVitest(['lint']),
		]),
	unit: () => runVitest(['unit']),
	engine: () => runVitest(['engine']),
	n8n: async () => {
		const counts: Count[] = [];
		for (const { version } of versions) counts.push(await onN8n(version));
		return sum(counts);
	},
	older: () => onN8n(N8N_VERSIONS.at(-1)!.version, ON_OLDEST),
	scale: () => runVitest(['scale']),
};
type Layer = keyof typeof layers;

const asked = positionals.filter((name): name is Layer => name in layers);
const chosen = asked.length > 0 ? asked : (Object.keys(layers) as Layer[]);
const counts: Count[] = [];
if (!chosen.includes('lint')) counts.push(await buildOnly());
for (const layer of chosen) {
	console.log(`\n== ${layer} ==`);
	counts.push(await layers[layer]());
}

const { passed, failed, skipped } = sum(counts);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** The engine and n8n load the built package; a build that succeeds is no test of its own then. */
async function buildOnly(): Promise<Count> {
	const { failed } = await step('build', 'npm', ['run', '--silent', 'build'], 5);
	return { passed: 0, failed, skipped: 0 };
}

/** Runs the layer n8n, or some files of it, on one n8n. */
async function onN8n(version: string, files: string[] = []): Promise<Count> {
	const excluded = version === NEWEST.version ? [] : NEWEST_ONLY;
	const count = await runVitest(
		['n8n'],
		[...excluded.map((file) => `--exclude=${file}`), ...files],
		undefined,
		{ [VERSION_VARIABLE]: version },
	);
	const { passed, failed, skipped } = count;
	console.log(`\nn8n ${version}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
	return count;
}

async function scan(): Promise<Count> {
	const results = await scanPackage(repoRoot);
	for (const { name, passed, details } of results) {
		console.log(`${passed ? '✓' : '✗'} scanner: ${name}`);
		if (!passed) console.log(details);
	}
	return {
		passed: results.filter(({ passed }) => passed).length,
		failed: results.filter(({ passed }) => !passed).length,
		skipped: 0,
	};
}

async function step(
	name: string,
	command: string,
	args: string[],
	minutes: number,
): Promise<Count> {
	const passed = await runInTime(command, args, { cwd: repoRoot, minutes });
	console.log(`${passed ? '✓' : '✗'} ${name}`);
	return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

function sum(counts: Count[]): Count {
	return counts.reduce((total, count) => ({
		passed: total.passed + count.passed,
		failed: total.failed + count.failed,
		skipped: total.skipped + count.skipped,
	}));
}
