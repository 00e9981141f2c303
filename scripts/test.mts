/**
 * Runs all tests, or the layers named: `lint`, `unit`, `engine`, `n8n`.
 *
 * The last line sums them up as "N passed, N failed, N skipped"; anything that fails or does not run
 * makes the process end with 1.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { scanPackage } from './scan.mts';

interface Count {
	passed: number;
	failed: number;
	skipped: number;
}

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const reports = mkdtempSync(join(tmpdir(), 'n8n-cinnox-test-'));

/** How long a layer may take before it counts as failed, in minutes. */
const LONGEST = { lint: 10, unit: 10, engine: 25, n8n: 40 } as const;

type Layer = keyof typeof LONGEST;

const layers: Record<Layer, () => Promise<Count>> = {
	lint: async () =>
		sum([
			await step('build', 'npm', ['run', '--silent', 'build'], 5),
			await step('eslint', join(bin, 'eslint'), ['.'], LONGEST.lint),
			await step(
				'import directions',
				join(bin, 'depcruise'),
				['nodes', 'credentials', '--config', '.dependency-cruiser.mjs'],
				2,
			),
			await step('prettier', join(bin, 'prettier'), ['--check', '--log-level=warn', '.'], 5),
			await step('tsc', 'npm', ['run', '--silent', 'typecheck'], LONGEST.lint),
			await step('generated tables', process.execPath, ['scripts/tables.mts', '--check'], 2),
			await scan(),
		]),
	unit: () => vitest('unit'),
	engine: () => vitest('engine'),
	n8n: () => vitest('n8n'),
};

const asked = process.argv.slice(2).filter((name): name is Layer => name in layers);
const chosen = asked.length > 0 ? asked : (Object.keys(layers) as Layer[]);
const counts: Count[] = [];
if (!chosen.includes('lint')) counts.push(await buildOnly());
for (const layer of chosen) {
	console.log(`\n== ${layer} ==`);
	counts.push(await layers[layer]());
}
rmSync(reports, { recursive: true, force: true });

const { passed, failed, skipped } = sum(counts);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** The engine and n8n load the built package; a build that succeeds is no test of its own then. */
async function buildOnly(): Promise<Count> {
	const { failed } = await step('build', 'npm', ['run', '--silent', 'build'], 5);
	return { passed: 0, failed, skipped: 0 };
}

async function scan(): Promise<Count> {
	const results = await scanPackage(root);
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

async function vitest(project: Exclude<Layer, 'lint'>): Promise<Count> {
	const report = join(reports, `${project}.json`);
	const succeeded = await run(
		join(bin, 'vitest'),
		[
			'run',
			'--project',
			project,
			'--reporter=default',
			'--reporter=json',
			`--outputFile.json=${report}`,
		],
		LONGEST[project],
	);
	let count: Count;
	try {
		const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
			readFileSync(report, 'utf8'),
		) as Record<string, number>;
		count = {
			passed: numPassedTests,
			failed: numFailedTests,
			skipped: numPendingTests + (numTodoTests ?? 0),
		};
	} catch {
		console.log(`✗ ${project}: no report was written`);
		return { passed: 0, failed: 1, skipped: 0 };
	}
	// A file that can't be loaded, or a rejection that nobody caught, is in no test's count.
	if (!succeeded && count.failed === 0) count.failed = 1;
	return count;
}

async function step(
	name: string,
	command: string,
	args: string[],
	minutes: number,
): Promise<Count> {
	const passed = await run(command, args, minutes);
	console.log(`${passed ? '✓' : '✗'} ${name}`);
	return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/** Whether the command ended with 0 in time. */
async function run(command: string, args: string[], minutes: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const child = spawn(command, args, {
			cwd: root,
			stdio: 'inherit',
			detached: true,
			// vitest.config.ts is an ES module in a CommonJS package, which Vite can load and warns about.
			env: { ...process.env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' },
		});
		const timer = setTimeout(() => {
			console.log(`✗ ${command} did not end within ${minutes} minutes`);
			// The whole group: vitest's workers and what they started.
			if (child.pid) process.kill(-child.pid, 'SIGKILL');
		}, minutes * 60_000);
		child.on('error', () => resolve(false));
		child.on('exit', (code) => {
			clearTimeout(timer);
			resolve(code === 0);
		});
	});
}

function sum(counts: Count[]): Count {
	return counts.reduce((total, count) => ({
		passed: total.passed + count.passed,
		failed: total.failed + count.failed,
		skipped: total.skipped + count.skipped,
	}));
}
