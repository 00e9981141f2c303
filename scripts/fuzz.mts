/**
 * Random faults over every operation, for as long as it is told, with seeds that it draws and prints.
 *
 *   npm run fuzz -- --minutes 60
 *   npm run fuzz -- --seed 4711 --operation sms:send     one run again, as a finding names it
 *
 * Ends with 1 when something was found.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

import { buildPackage } from './lib/pack.mts';
import { runVitest } from './lib/vitest.mts';

/** Runs that were begun may still wait for a rate limit when the time is over. */
const TO_END_MINUTES = 5;

const { values } = parseArgs({
	options: {
		minutes: { type: 'string' },
		seed: { type: 'string' },
		operation: { type: 'string' },
	},
});
const isOneRun = values.operation !== undefined && values.minutes === undefined;
const minutes = isOneRun ? 0 : Number(values.minutes ?? 10);
const seed = values.seed ?? String(randomInt(2 ** 30));

await buildPackage();
console.log(`Fuzzing for ${minutes} minutes from seed ${seed}`);
const { passed, failed } = await runVitest(
	['engine'],
	['test/engine/fuzz/fuzz.test.mts'],
	minutes + TO_END_MINUTES,
	{
		CINNOX_FUZZ_SECONDS: String(minutes * 60),
		CINNOX_FUZZ_SEED: seed,
		...(values.operation === undefined ? {} : { CINNOX_FUZZ_OPERATION: values.operation }),
	},
);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
