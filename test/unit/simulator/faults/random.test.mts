import { describe, expect, it, vi } from 'vitest';
import { FAULTS, FAULT_CASES, randomFaults } from '../../../simulator/index.mts';
import type { Fault, RandomFaultOptions, Simulator } from '../../../simulator/index.mts';
import { call, simulator } from '../harness.mts';
import { LIST_SMS, SEND_SMS, ask } from './support.mts';

const quiet: RandomFaultOptions = { print: () => undefined };
const draw = (seed: number, options: RandomFaultOptions = {}, count = 2000): Fault[][] =>
	randomFaults(seed, { ...quiet, ...options }).take(count);

describe('randomFaults', () => {
	it('gives the same for the same seed, and something else for another', () => {
		expect(draw(11)).toEqual(draw(11));
		expect(draw(11)).not.toEqual(draw(12));
		const one = randomFaults(11, quiet);
		expect(Array.from({ length: 50 }, () => one.next())).toEqual(draw(11, {}, 50));
		const taken = [];
		for (const step of randomFaults(11, quiet)) {
			taken.push(step);
			if (taken.length === 50) break;
		}
		expect(taken).toEqual(draw(11, {}, 50));
	});

	it('prints the seed, also one that it drew', () => {
		const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
		const { seed } = randomFaults();
		expect(log).toHaveBeenCalledExactlyOnceWith(`randomFaults: seed ${seed}`);
		log.mockRestore();
		const lines: string[] = [];
		randomFaults(5, { print: (line) => lines.push(line) });
		expect(lines).toEqual(['randomFaults: seed 5']);
	});

	it('gets to every kind', () => {
		const kinds = new Set(
			draw(1, { heavy: true }, 4000).flatMap((step) => step.map(({ kind }) => kind)),
		);
		expect([...kinds].sort()).toEqual(Object.keys(FAULTS).sort());
	});

	it('leaves requests alone as often as it is told to', () => {
		const share = (options: RandomFaultOptions): number =>
			draw(3, options).filter((step) => step.length > 0).length / 2000;
		expect(share({})).toBeCloseTo(0.6, 1);
		expect(share({ share: 1 })).toBe(1);
		expect(share({ share: 0 })).toBe(0);
	});

	it('puts faults of the line together, with at most one that makes up the answer', () => {
		const steps = draw(4);
		const isLine = ({ kind }: Fault): boolean => FAULTS[kind].line !== undefined;
		for (const step of steps) {
			expect(step.filter((fault) => !isLine(fault)).length).toBeLessThanOrEqual(1);
			expect(new Set(step.map(({ kind }) => kind)).size).toBe(step.length);
		}
		expect(steps.some((step) => step.filter(isLine).length >= 2)).toBe(true);
		expect(steps.some((step) => step.length >= 2 && !isLine(step[0]))).toBe(true);
		expect(steps.some((step) => step.length === 1 && isLine(step[0]))).toBe(true);
	});

	it('keeps to the kinds and cases that are wanted', () => {
		const kindsOf = (options: RandomFaultOptions): Set<string> =>
			new Set(draw(5, options).flatMap((step) => step.map(({ kind }) => kind)));
		expect(kindsOf({ kinds: ['html', 'slicer'] })).toEqual(new Set(['html', 'slicer']));
		expect(kindsOf({ without: ['html'] })).not.toContain('html');
		expect(kindsOf({})).not.toContain('bomb');
		const patient = kindsOf({ endless: false });
		for (const kind of ['timeout', 'stall', 'drip', 'dripHeaders']) {
			expect(patient).not.toContain(kind);
		}
	});

	it('does not lie unless it is told to', () => {
		const refusing = FAULT_CASES.filter(({ refuses }) => refuses).map(({ kind }) => kind);
		const lies = (options: RandomFaultOptions): number =>
			draw(6, options)
				.flat()
				.filter(
					({ kind, afterProcessing }) =>
						(refusing.includes(kind) && afterProcessing === true) ||
						(['encodingRight', 'nested', 'slicer'].includes(kind) && afterProcessing === false),
				).length;
		expect(lies({})).toBe(0);
		expect(lies({ honest: false })).toBeGreaterThan(10);
		const claiming = draw(6, { kinds: ['echo'] })
			.flat()
			.filter(({ where, status = 400 }) => where === 'result' && status < 400);
		expect(claiming.length).toBeGreaterThan(0);
		expect(claiming.filter(({ afterProcessing }) => afterProcessing !== true)).toEqual([]);
		// Where nobody can tell, both happen.
		const dropped = draw(6, { kinds: ['dropAfter'] }).flat();
		expect(new Set(dropped.map(({ afterProcessing }) => afterProcessing))).toEqual(
			new Set([true, false]),
		);
	});
});

describe('a sequence', () => {
	const kindsSeen = ({ ledger }: Simulator): unknown[] => ledger.map(({ faults }) => faults);

	it('has one step for each request that fits', async () => {
		const from = await simulator();
		from.faults.addSequence(
			[
				[{ kind: 'status500' }],
				[],
				[
					{ kind: 'cut', bytes: 20 },
					{ kind: 'slicer', bytes: 10, ms: 0 },
				],
			],
			{ path: 'send_sms', method: 'post' },
		);
		from.faults.add({ kind: 'html' });
		await ask(from, SEND_SMS);
		await ask(from, LIST_SMS);
		for (let count = 0; count < 3; count++) await ask(from, SEND_SMS);
		expect(kindsSeen(from)).toEqual([
			['status500'],
			['html'],
			undefined,
			['cut', 'slicer'],
			undefined,
		]);
	});

	it('gives way to single faults once it is used up, and ends with clear', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'html', times: 2 });
		from.faults.addSequence([[{ kind: 'status502' }]]);
		await ask(from, SEND_SMS);
		await ask(from, SEND_SMS);
		from.faults.addSequence([[{ kind: 'status502' }]]);
		from.faults.clear();
		await ask(from, SEND_SMS);
		expect(kindsSeen(from)).toEqual([['status502'], ['html'], undefined]);
	});

	it('may go on for ever', async () => {
		const from = await simulator();
		from.faults.addSequence(randomFaults(9, { ...quiet, kinds: ['status500'], share: 1 }));
		for (let count = 0; count < 5; count++) {
			expect((await call(from, 'GET', 'numbers')).status).toBe(500);
		}
	});
});

describe('the ledger', () => {
	it.each([1, 2, 3])('tells the truth about effects under random faults, seed %d', async (seed) => {
		const from = await simulator({ deliveryDelayMs: 0, rateLimitPerMinute: 0 });
		from.faults.addSequence(randomFaults(seed, { ...quiet, endless: false, honest: false }));
		const texts = Array.from({ length: 80 }, (_, index) => `text ${index}`);
		for (const text of texts) {
			const body = { ...(SEND_SMS.body as object), text };
			await ask(from, { ...SEND_SMS, body }, 40);
		}
		const accepted = from.ledger
			.filter((entry) => entry.accepted)
			.map(({ body }) => (body as { text: string }).text);
		expect(accepted.sort()).toEqual(from.state.sms.map(({ text }) => text).sort());
		expect(accepted.length).toBeGreaterThan(10);
		expect(accepted.length).toBeLessThan(80);
		from.faults.clear();
		expect((await call(from, 'GET', 'numbers')).status).toBe(200);
	});
});
