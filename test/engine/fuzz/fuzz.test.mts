/**
 * Random faults over every operation. Here a few fixed seeds; `npm run fuzz` goes on with drawn ones for as
 * long as it is told.
 */
import { inspect } from 'node:util';

import { afterAll, expect, test, vi } from 'vitest';

import { operationsOf } from '../../n8n/operations.mts';
import { useWebhook } from '../eventSubscription/webhook.mts';
import { getNodeType } from '../harness.mts';
import { BUDGET_MS, fuzz, SIMULATOR_URL, spelledTokens } from './fuzz.mts';

/** How long it goes on, in s; the fixed seeds once without it. */
const SECONDS = Number(process.env.CINNOX_FUZZ_SECONDS ?? 0);
/** The first seed; the others follow. */
const FIRST_SEED = Number(process.env.CINNOX_FUZZ_SEED ?? 1);
/** Only the operation of this name, to repeat a run. */
const ONLY = process.env.CINNOX_FUZZ_OPERATION;

const SEEDS_OF_EACH = 8;
/** Runs wait far more than they compute. */
const AT_ONCE = 24;

/** Sends nothing; sends what CINNOX has to refuse, on purpose; wait for minutes or for a person. */
const LEFT_OUT = [
	'sms:verifyOtp',
	'account:check',
	'sms:waitForDelivery',
	'sms:waitForReply',
	'sms:sendAndWait',
	'message:sendAndWait',
];

const webhook = useWebhook();

const printed: string[] = [];
const spies = (['log', 'warn', 'error', 'info', 'debug'] as const).map((method) =>
	vi.spyOn(console, method).mockImplementation((...parts) => void printed.push(inspect(parts))),
);
afterAll(() => spies.forEach((spy) => spy.mockRestore()));

test(
	'no write twice, no read incomplete, nothing said that is not so, no hang, no token',
	{ timeout: SECONDS * 1000 + 3 * BUDGET_MS },
	async () => {
		const operations = operationsOf(getNodeType('cinnox').description, {
			url: SIMULATOR_URL,
			webhookUrl: webhook(),
		}).filter(({ name }) => !LEFT_OUT.includes(name) && (ONLY === undefined || name === ONLY));
		expect(operations.length).toBeGreaterThan(ONLY ? 0 : 40);
		const until = performance.now() + SECONDS * 1000;
		const rounds = ONLY && SECONDS === 0 ? 1 : SEEDS_OF_EACH;
		let next = 0;
		const findings: string[] = [];
		const work = async () => {
			for (;;) {
				const index = next++;
				const isOver =
					SECONDS > 0 ? performance.now() >= until : index >= rounds * operations.length;
				if (isOver) return;
				const operation = operations[index % operations.length]!;
				const seed = FIRST_SEED + index;
				const finding = await fuzz({ operation, seed });
				if (finding) findings.push(finding);
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, work));
		process.stdout.write(`fuzz: ${next - AT_ONCE} runs from seed ${FIRST_SEED}\n`);
		expect(findings.join('\n')).toBe('');
		expect(spelledTokens(printed.join('\n'))).toEqual([]);
	},
);
