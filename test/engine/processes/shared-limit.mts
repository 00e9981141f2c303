import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { startSimulator } from '../../simulator/index.mts';
import type { SimulatorOptions } from '../../simulator/index.mts';
import type { SenderTask } from './sender.mts';

const RATE_LIMITED = 6451010;
const MINUTE_MS = 60_000;

/** No process outlives this. */
const LONGEST_MS = 30 * MINUTE_MS;

/** What several processes did together. */
export interface SharedLimitRun {
	/** From the first request to the last one, in seconds. */
	seconds: number;
	/** The least that the limit allows, in seconds. */
	ideal: number;
	/** How many texts went out, and how many of these more than once. */
	sent: number;
	doubled: number;
	requests: number;
	refused: number;
	/** Part of the requests that were refused, after the first minute. */
	refusedLater: number;
	/** Failed executions. */
	errors: string[];
}

/**
 * Lets processes that know nothing of each other send with one account whose limit nobody told them.
 *
 * @param each texts of each process
 */
export async function sendFromProcesses(
	processes: number,
	each: number,
	rateLimitPerMinute: number,
	options: SimulatorOptions = {},
): Promise<SharedLimitRun> {
	const simulator = await startSimulator({ deliveryDelayMs: 0, rateLimitPerMinute, ...options });
	try {
		const { url, appId, appToken } = simulator;
		const cinnox = { url, appId, appToken };
		const results = await Promise.all(
			Array.from({ length: processes }, async (_, index) => {
				return await run({ cinnox, name: `process ${index}`, count: each });
			}),
		);
		const first = simulator.ledger[0]?.at ?? 0;
		const later = simulator.ledger.filter(({ at }) => at >= first + MINUTE_MS);
		const refusedOf = (entries: typeof later) =>
			entries.filter(({ code }) => code === RATE_LIMITED).length;
		const texts = simulator.state.sms.map(({ text }) => text);
		return {
			seconds: ((simulator.ledger.at(-1)?.at ?? 0) - first) / 1_000,
			ideal: (Math.ceil((processes * each) / rateLimitPerMinute) - 1) * 60,
			sent: texts.length,
			doubled: texts.length - new Set(texts).size,
			requests: simulator.ledger.length,
			refused: refusedOf(simulator.ledger),
			refusedLater: later.length === 0 ? 0 : refusedOf(later) / later.length,
			errors: results.flatMap(({ error }) => error ?? []),
		};
	} finally {
		await simulator.close();
	}
}

async function run(task: SenderTask): Promise<{ error?: string; items: number }> {
	const { stdout } = await promisify(execFile)(
		process.execPath,
		[
			'--disable-warning=ExperimentalWarning',
			path.join(import.meta.dirname, 'sender.mts'),
			JSON.stringify(task),
		],
		{ timeout: LONGEST_MS, killSignal: 'SIGKILL' },
	);
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { error?: string; items: number };
}
