import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS, FAULT_CASES, idOf, startSimulator } from '../../../simulator/index.mts';
import type { Simulator } from '../../../simulator/index.mts';
import { DELETE_TAG, LIST_SMS, SEND_SMS, askUnder } from './support.mts';
import type { Asked } from './support.mts';

/** Operations of different kinds, and how to see in the state that one took effect. */
const OPERATIONS: [name: string, asked: Asked, effects: (from: Simulator) => number][] = [
	['a write', SEND_SMS, ({ state }) => state.sms.length],
	['a deletion', DELETE_TAG, ({ state }) => Number(!state.tags.has(idOf('tag', 0)))],
	['a read', LIST_SMS, ({ ledger }) => Number(ledger.at(-1)?.accepted)],
];

const LIGHT = FAULT_CASES.filter(({ heavy }) => !heavy);

describe('every case of every fault', () => {
	let from: Simulator;
	beforeAll(async () => {
		from = await startSimulator({ deliveryDelayMs: 0, rateLimitPerMinute: 0 });
	});
	afterAll(async () => await from.close());

	it.each(LIGHT)('$name', async ({ fault, kind, endless, refuses }) => {
		for (const afterProcessing of [true, false, undefined]) {
			for (const [name, asked, effects] of OPERATIONS) {
				from.reset();
				const seen = await askUnder(
					from,
					{ ...fault, afterProcessing },
					asked,
					...(endless ? [40, 60] : []),
				);
				const { entry } = seen;
				const where = `${name}, afterProcessing ${afterProcessing}`;
				const takesEffect = afterProcessing ?? (FAULTS[kind].processes && !refuses);
				expect(entry.accepted, where).toBe(takesEffect);
				expect(effects(from), where).toBe(takesEffect ? 1 : 0);
				// The simulator's own answer to a mistake of its own.
				expect(entry.code, seen.text.slice(0, 300)).not.toBe(500);
				expect(entry, where).toMatchObject({ fault: kind, faults: [kind] });
				// What the ledger says of the status is what went out.
				const final = /(?:^|\r\n\r\n)HTTP\/\d\.\d ((?!1(?!01))\d{3})(?=[ \r])[^]*?\r\n\r\n/.exec(
					seen.text,
				);
				expect(entry.status, `${where}: ${seen.text.slice(0, 200)}`).toBe(
					final ? Number(final[1]) : undefined,
				);
			}
		}
		// It is used up, and the simulator goes on.
		const after = await askUnder(from, [], LIST_SMS);
		expect(after.statusLine).toBe('HTTP/1.1 200 OK');
		expect(after.entry.fault).toBeUndefined();
	});

	it('has a name of its own and says what it stands for', () => {
		const names = FAULT_CASES.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		for (const { standsFor, cases } of Object.values(FAULTS)) {
			expect(standsFor.length).toBeGreaterThan(10);
			expect(cases.length).toBeGreaterThan(0);
		}
	});
});
