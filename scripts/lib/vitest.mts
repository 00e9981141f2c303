import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { repoRoot } from './paths.mts';
import { runInTime } from './run.mts';

/** How many tests ended how. */
export interface Count {
	passed: number;
	failed: number;
	skipped: number;
}

/**
 * The layers of tests that run in Vitest, each a project of vitest.config.ts and a folder of test/, and
 * how long one may take before it counts as failed, in minutes.
 */
export const LONGEST = { lint: 5, unit: 10, engine: 25, n8n: 40, scale: 15 } as const;

export type Layer = keyof typeof LONGEST;

/**
 * Runs tests in Vitest, which prints what becomes of them.
 *
 * @param layers whose tests to run; all of them unless `args` say which
 * @param args more arguments for Vitest
 * @param minutes how long it may take
 * @param env more environment variables
 */
export async function runVitest(
	layers: Layer[],
	args: string[] = [],
	minutes = layers.reduce((sum, layer) => sum + LONGEST[layer], 0),
	env: Record<string, string> = {},
): Promise<Count> {
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-cinnox-test-'));
	const report = path.join(folder, 'report.json');
	try {
		const succeeded = await runInTime(
			path.join(repoRoot, 'node_modules/.bin/vitest'),
			[
				'run',
				...layers.flatMap((layer) => ['--project', layer]),
				'--reporter=default',
				'--reporter=json',
				`--outputFile.json=${report}`,
				...args,
			],
			{
				cwd: repoRoot,
				minutes,
				// vitest.config.ts is an ES module in a CommonJS package, which Vite can load and warns about.
				env: { ...process.env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true', ...env },
			},
		);
		const count = readReport(report);
		if (!count) {
			console.log(`✗ ${layers.join(', ')}: no report was written`);
			return { passed: 0, failed: 1, skipped: 0 };
		}
		// A file that can't be loaded, or a rejection that nobody caught, is in no test's count.
		if (!succeeded && count.failed === 0) count.failed = 1;
		return count;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What a report says of a file; `failed` also where one of its hooks or the file itself failed. */
interface FileReport {
	status: string;
	assertionResults: Array<{ status: string }>;
}

/** Whether a file failed by a hook or as it was loaded, and not by one of its tests. */
const failedAsWhole = ({ status, assertionResults }: FileReport): boolean =>
	status === 'failed' && !assertionResults.some((test) => test.status === 'failed');

/** Tests that did not run. */
const countNotRun = ({ assertionResults }: FileReport): number =>
	assertionResults.filter((test) => test.status !== 'passed').length;

function readReport(file: string): Count | undefined {
	try {
		const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
			JSON.parse(readFileSync(file, 'utf8')) as Record<string, number> & {
				testResults: FileReport[];
			};
		// Vitest counts the tests of such a file as skipped, as if somebody had wanted that.
		const kept = testResults.filter(failedAsWhole).map(countNotRun);
		return {
			passed: numPassedTests!,
			failed: kept.reduce((sum, count) => sum + Math.max(count, 1), numFailedTests!),
			skipped: kept.reduce((sum, count) => sum - count, numPendingTests! + (numTodoTests ?? 0)),
		};
	} catch {
		return undefined;
	}
}
