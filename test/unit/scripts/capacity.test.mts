import { execFileSync } from 'node:child_process';

import { describe, expect, test } from 'vitest';

import { fewestServers, planFor, simulateWait } from '../../../scripts/lib/capacity.mts';
import { repoRoot } from '../../../scripts/lib/paths.mts';

describe('simulateWait', () => {
	test('comes out at what theory says for one server', () => {
		// M/M/1 at half load: P(wait > t) = 0.5 · e^(-t/200 ms); 1 % at 782 ms.
		const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => simulateWait(5, 1, 100, seed));
		const mean = waits.reduce((sum, wait) => sum + wait) / waits.length;

		expect(mean).toBeGreaterThan(700);
		expect(mean).toBeLessThan(870);
	});

	test('is the same for the same seed, and less with more servers', () => {
		expect(simulateWait(50, 4, 60, 7)).toBe(simulateWait(50, 4, 60, 7));
		expect(simulateWait(50, 5, 60)).toBeLessThan(simulateWait(50, 4, 60));
	});
});

describe('fewestServers', () => {
	test('keeps below the wait and the load, with not one more than that takes', () => {
		const limits = { longestWaitMs: 50, mostBusy: 0.6 };
		const { servers, waitMs } = fewestServers(100, 30, limits);

		expect(waitMs).toBeLessThanOrEqual(50);
		expect((100 * 0.03) / servers).toBeLessThanOrEqual(0.6);
		const less = servers - 1;
		expect((100 * 0.03) / less > 0.6 || simulateWait(100, less, 30) > 50).toBe(true);
	});
});

describe('planFor', () => {
	test('grows with the events, and never plans one process alone', () => {
		const assumptions = {
			...{ processorMs: 20, workerMs: 30, postgresMs: 5, redisMs: 1, mainMs: 0 },
			...{ bytesPerExecution: 5_000, peakFactor: 3, keepHours: 24 },
			...{ longestWaitMs: 1_000, mostBusy: 0.6 },
		};
		const small = planFor({ apps: 1, eventsPerDay: 1_000 }, assumptions);
		const large = planFor({ apps: 1_000, eventsPerDay: 10_000_000 }, assumptions);

		expect(small).toMatchObject({ processors: 2, workers: 2 });
		expect(large.workers).toBeGreaterThanOrEqual(Math.ceil((large.peak * 0.03) / 0.6));
		expect(large.diskGb).toBeCloseTo(50);
	});
});

test('the tables of docs/capacity.md are those of what was measured', () => {
	const output = execFileSync(process.execPath, ['scripts/capacity.mts', '--check'], {
		cwd: repoRoot,
		encoding: 'utf8',
	});
	expect(output).toContain('up to date');
});
