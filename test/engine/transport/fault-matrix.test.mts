/**
 * What becomes of every kind of request when something goes wrong on the way.
 *
 * The simulator's ledger knows what it accepted, whatever the client got to see of the answer. The
 * outcome is committed as parts of docs/fault-matrix.md; `UPDATE_DOCS=1 vitest run` writes them anew.
 * The usual faults are here, by name; every-fault.test.mts has all that the simulator knows.
 */
import { describe, expect, test } from 'vitest';

import { idOf, startSimulator } from '../../simulator/index.mts';
import type { Fault, LedgerEntry, Simulator } from '../../simulator/index.mts';
import type { NodeResult, NodeRun } from '../harness.mts';
import { byId, json, runOperation } from '../support.mts';
import { readPart, toTable, updatePart } from './matrix-document.mts';

const MARKS = ['item-a', 'item-b', 'item-c'];

/** Long enough for a busy machine; only the fault "no answer" waits for it. */
const TIMEOUT_MS = 2_000;

interface Kind {
	name: string;
	operation: `${string}:${string}`;
	/** End of the path that the faults hit. */
	path: RegExp;
	method: string;
	/** Each item has a `mark` of its own that its request carries. */
	parameters: NodeRun['parameters'];
	marks?: (simulator: Simulator) => string[];
}

const READS: Kind[] = [
	{
		name: 'Read a list',
		operation: 'sms:getAll',
		path: /\/data\/sms-detail$/,
		method: 'GET',
		parameters: { timeRange: 'custom', returnAll: true, output: 'raw' },
	},
	{
		name: 'Read one',
		operation: 'enquiry:getOverview',
		path: /\/data\/enquiry-overview-matrix$/,
		method: 'GET',
		parameters: { startAt: '2026-01-01T00:00:00', endAt: '2026-01-31T00:00:00' },
	},
];

const WRITES: Kind[] = [
	{
		name: 'Send SMS',
		operation: 'sms:send',
		path: /\/send_sms$/,
		method: 'POST',
		parameters: {
			senderNumber: byId('85230018000'),
			recipientNumbers: '85292110001,6591110002',
			text: '={{ $json.mark }}',
		},
	},
	{
		name: 'Send OTP',
		operation: 'sms:sendOtp',
		path: /\/send_otp$/,
		method: 'POST',
		parameters: {
			senderNumber: byId('HVCODE'),
			recipientNumber: '85292110001',
			text: '={{ $json.mark }}: %s',
			pin: '',
		},
	},
	{
		name: 'Send a message',
		operation: 'message:send',
		path: /\/message-push$/,
		method: 'POST',
		parameters: { roomId: idOf('room', 0), text: '={{ $json.mark }}' },
	},
	{
		name: 'Create',
		operation: 'contact:create',
		path: /\/create_externalcontact$/,
		method: 'POST',
		parameters: { firstName: 'Mei', lastName: '={{ $json.mark }}' },
	},
	{
		name: 'Update',
		operation: 'customApi:request',
		path: /\/tag\/[0-9a-f]+$/,
		method: 'PATCH',
		parameters: {
			method: 'PATCH',
			path: '=tag/{{ $json.mark }}',
			jsonBody: '{ "functionType": ["CALL"], "stickyRouting": true }',
		},
		marks: ({ state }) => [...state.tags.keys()].slice(0, 3),
	},
	{
		name: 'Delete',
		operation: 'tag:delete',
		path: /\/tag\/[0-9a-f]+$/,
		method: 'DELETE',
		parameters: { tag: byId('={{ $json.mark }}') },
		marks: ({ state }) => [...state.tags.keys()].slice(0, 3),
	},
];

const FAULTS: Array<[name: string, fault: Fault]> = [
	['HTTP 429 with Retry-After', { kind: '429', retryAfter: 1 }],
	['HTTP 429 without Retry-After', { kind: '429' }],
	['Code 6451010, rate limit', { kind: 'rateLimited' }],
	['Code 6451001, bad service', { kind: 'badService' }],
	['HTTP 500', { kind: 'status500' }],
	['HTTP 502, a web page', { kind: 'status502' }],
	['No answer in time', { kind: 'timeout' }],
	['Connection lost before CINNOX acted', { kind: 'dropBefore' }],
	['Connection lost after CINNOX acted', { kind: 'dropAfter' }],
	['Half of the answer', { kind: 'halfBody' }],
	['Invalid JSON', { kind: 'invalidJson' }],
	['HTTP 200, a web page', { kind: 'html' }],
	['HTTP 204 without a body', { kind: 'empty204' }],
];

/** Nothing was accepted, and the answer proves it. */
const PROOFS: Array<Fault['kind']> = ['429', 'rateLimited'];

/** A delete has nothing to answer; of a send, an empty answer proves nothing. */
const isPlainYes = (kind: Kind, fault: Fault): boolean =>
	fault.kind === 'empty204' && kind.method === 'DELETE';

/** What one run of the node with one fault came to. */
interface Outcome {
	result: NodeResult;
	/** Requests to the faulty address, in order. */
	requests: LedgerEntry[];
	accepted: LedgerEntry[];
	marks: string[];
}

async function withSimulator<T>(use: (simulator: Simulator) => Promise<T>): Promise<T> {
	const simulator = await startSimulator({ deliveryDelayMs: 0, reportRows: 620 });
	try {
		return await use(simulator);
	} finally {
		await simulator.close();
	}
}

/** Runs the node over items, with the fault hitting the request after `before` others. */
async function runWithFault(
	simulator: Simulator,
	{ operation, path, method, parameters, marks: toMarks }: Kind,
	fault: Fault | undefined,
	{
		items = 1,
		before = 0,
		...rest
	}: { items?: number; before?: number } & Omit<Partial<NodeRun>, 'items'> = {},
): Promise<Outcome> {
	const marks = (toMarks?.(simulator) ?? MARKS).slice(0, items);
	const target = { path, method };
	if (before > 0) simulator.faults.add({ kind: 'latency', ms: 1, times: before, ...target });
	if (fault) simulator.faults.add({ ...fault, ...target });
	const result = await runOperation(
		simulator,
		operation,
		{ requestOptions: { timeout: TIMEOUT_MS }, options: { maxConcurrency: 1 }, ...parameters },
		{ items: marks.map((mark) => ({ mark })), ...rest, credential: undefined },
	);
	await simulator.idle();
	const requests = simulator.ledger.filter(
		(entry) => entry.method === method && path.test(entry.path),
	);
	return { result, requests, accepted: requests.filter(({ accepted }) => accepted), marks };
}

/** How often CINNOX accepted the request of each item. */
function acceptedByItem({ accepted, marks }: Outcome): number[] {
	return marks.map(
		(mark) =>
			accepted.filter(({ path, body }) => JSON.stringify([path, body]).includes(mark)).length,
	);
}

/** Whether the person was told that the request may have been carried out. */
function isLeftOpen({ result: { error } }: Outcome): boolean {
	return (
		/^CINNOX may have (sent this text|carried this out); do not /.test(error?.message ?? '') &&
		error?.description?.includes('It is not known whether CINNOX carried the request out') === true
	);
}

async function inParallel<T>(tasks: Array<() => Promise<T>>, most = 20): Promise<T[]> {
	const results = new Array<T>(tasks.length);
	let next = 0;
	const work = async () => {
		while (next < tasks.length) {
			const index = next++;
			results[index] = await tasks[index]();
		}
	};
	await Promise.all(Array.from({ length: Math.min(most, tasks.length) }, work));
	return results;
}

/** Every kind under every fault. */
async function observe<T>(kinds: Kind[], use: (kind: Kind, fault: Fault) => Promise<T>) {
	const pairs = FAULTS.flatMap(([name, fault]) => kinds.map((kind) => ({ name, fault, kind })));
	const seen = await inParallel(
		pairs.map(
			({ kind, fault }) =>
				() =>
					use(kind, fault),
		),
	);
	return pairs.map((pair, index) => ({ ...pair, seen: seen[index] }));
}

const cells = new Map<string, string>();
const retryCells = new Map<string, string>();
const keyOf = (fault: string, kind: Kind) => `${fault} / ${kind.name}`;

describe('one fault', () => {
	test('leaves a read complete', async () => {
		const observed = await observe(
			READS,
			async (kind, fault) =>
				await withSimulator(async (simulator) => {
					const before = kind.operation === 'sms:getAll' ? 1 : 0;
					const complete = await runWithFault(simulator, kind, undefined);
					simulator.reset();
					const outcome = await runWithFault(simulator, kind, fault, { before });
					return { ...outcome, complete };
				}),
		);
		for (const { name, kind, seen } of observed) {
			const { result, requests, complete } = seen;
			expect(result.error, keyOf(name, kind)).toBeUndefined();
			expect(json(result).length, keyOf(name, kind)).toBeGreaterThan(0);
			expect(json(result), keyOf(name, kind)).toEqual(json(complete.result));
			expect(requests.length, keyOf(name, kind)).toBe(complete.requests.length + 1);
			cells.set(keyOf(name, kind), 'read again, complete');
		}
	});

	test('never has a write accepted twice, and a failed one is open only where nothing proves more', async () => {
		const observed = await observe(
			WRITES,
			async (kind, fault) =>
				await withSimulator(async (simulator) => await runWithFault(simulator, kind, fault)),
		);
		for (const { name, fault, kind, seen } of observed) {
			const { requests, accepted, result } = seen;
			const where = keyOf(name, kind);
			expect(accepted.length, where).toBeLessThanOrEqual(1);
			expect(
				requests.every(({ valid }) => valid),
				where,
			).toBe(true);
			if (result.error === undefined) expect(accepted.length, where).toBe(1);
			else expect(isLeftOpen(seen), where).toBe(true);
			if (PROOFS.includes(fault.kind))
				expect([requests.length, accepted.length], where).toEqual([2, 1]);
			else expect(requests.length, where).toBe(1);
			cells.set(where, describeWrite(seen));
		}
	});
});

function describeWrite(outcome: Outcome): string {
	const { requests, accepted, result } = outcome;
	if (result.error === undefined) {
		return requests.length > 1 ? 'sent again, accepted once' : 'accepted once';
	}
	return `stopped as open, accepted ${accepted.length === 1 ? 'once' : 'never'}`;
}

test('three faults in a row do not make a read give up', async () => {
	const observed = await observe(
		READS,
		async (kind, fault) =>
			await withSimulator(
				async (simulator) => await runWithFault(simulator, kind, { ...fault, times: 3 }),
			),
	);
	for (const { name, kind, seen } of observed) {
		expect(seen.result.error, keyOf(name, kind)).toBeUndefined();
		expect(json(seen.result).length, keyOf(name, kind)).toBe(
			kind.operation === 'sms:getAll' ? 620 : 1,
		);
	}
});

describe("n8n's Retry On Fail, three items of which the second one meets the fault", () => {
	const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };

	test('sends nothing again that was, or may have been, accepted', async () => {
		const observed = await observe(
			WRITES,
			async (kind, fault) =>
				await withSimulator(
					async (simulator) =>
						await runWithFault(simulator, kind, fault, { items: 3, before: 1, settings }),
				),
		);
		for (const { name, fault, kind, seen } of observed) {
			const where = keyOf(name, kind);
			const counts = acceptedByItem(seen);
			expect(Math.max(...counts), where).toBe(1);
			expect(seen.accepted.length, where).toBe(counts.reduce((sum, count) => sum + count, 0));
			if (PROOFS.includes(fault.kind) || isPlainYes(kind, fault)) {
				expect(counts, where).toEqual([1, 1, 1]);
				expect(seen.result.error, where).toBeUndefined();
				expect(
					seen.result.items.map(({ pairedItem }) => pairedItem),
					where,
				).toEqual([0, 1, 2].map((item) => ({ item })));
			} else {
				expect(isLeftOpen(seen), where).toBe(true);
				expect(seen.result.error?.context.itemIndex, where).toBe(1);
				// The request of the second item went out once, in all three tries together.
				expect(
					seen.requests.filter(({ path, body }) =>
						JSON.stringify([path, body]).includes(seen.marks[1]),
					).length,
					where,
				).toBe(1);
			}
			retryCells.set(
				where,
				`${counts.join(' ')} ${seen.result.error === undefined ? 'done' : 'open'}`,
			);
		}
	});

	test('sends nothing twice where the node continues on errors, and its first item failed', async () => {
		const observed = await observe(
			WRITES,
			async (kind, fault) =>
				await withSimulator(
					async (simulator) =>
						await runWithFault(simulator, kind, fault, {
							items: 3,
							settings: { ...settings, onError: 'continueRegularOutput' },
						}),
				),
		);
		for (const { name, kind, seen } of observed) {
			const where = keyOf(name, kind);
			expect(Math.max(...acceptedByItem(seen)), where).toBe(1);
			expect(acceptedByItem(seen).slice(1), where).toEqual([1, 1]);
			expect(
				seen.result.items.map(({ pairedItem }) => pairedItem),
				where,
			).toEqual([0, 1, 2].map((item) => ({ item })));
		}
	});

	test('repeats what CINNOX refused for sure, and only that', async () => {
		const refusal: Fault = { kind: 'code', code: 6451000, message: 'Bad query' };
		const outcomes = await inParallel(
			WRITES.map(
				(kind) => async () =>
					await withSimulator(async (simulator) => ({
						kind,
						outcome: await runWithFault(simulator, kind, refusal, {
							items: 3,
							before: 1,
							settings,
						}),
					})),
			),
		);
		for (const { kind, outcome } of outcomes) {
			expect(outcome.result.error, kind.name).toBeUndefined();
			expect(acceptedByItem(outcome), kind.name).toEqual([1, 1, 1]);
			expect(outcome.requests.length, kind.name).toBe(4);
		}
	});
});

describe('a loop that runs the node twice', () => {
	test('sends again, as asked', async () => {
		const outcomes = await inParallel(
			WRITES.filter(({ name }) => name !== 'Delete').map(
				(kind) => async () =>
					await withSimulator(async (simulator) => ({
						kind,
						outcome: await runWithFault(simulator, kind, undefined, { items: 3, runs: 2 }),
					})),
			),
		);
		for (const { kind, outcome } of outcomes) {
			expect(outcome.result.error, kind.name).toBeUndefined();
			expect(outcome.result.tasks, kind.name).toHaveLength(2);
			expect(acceptedByItem(outcome), kind.name).toEqual([2, 2, 2]);
		}
	});

	test('sends again after an execution that was tried again', async () => {
		await withSimulator(async (simulator) => {
			const [kind] = WRITES;
			const outcome = await runWithFault(
				simulator,
				kind,
				{ kind: 'rateLimited' },
				{
					items: 3,
					runs: 2,
					settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 },
				},
			);
			expect(acceptedByItem(outcome)).toEqual([2, 2, 2]);
		});
	});

	test('as another execution sends again, too', async () => {
		await withSimulator(async (simulator) => {
			const [kind] = WRITES;
			await runWithFault(simulator, kind, undefined, { executionId: '1' });
			const outcome = await runWithFault(simulator, kind, undefined, { executionId: '2' });
			expect(acceptedByItem(outcome)).toEqual([2]);
		});
	});
});

describe('docs/fault-matrix.md', () => {
	test.each([
		['usual faults', [...READS, ...WRITES], cells],
		['retry on fail', WRITES, retryCells],
	])('says what was observed: %s', (name, kinds, contents) => {
		const part = toPart(kinds, contents);
		updatePart(name, part);
		expect(readPart(name)).toBe(part);
	});
});

function toPart(kinds: Kind[], contents: Map<string, string>): string {
	return toTable(
		['Fault', ...kinds.map(({ name }) => name)],
		FAULTS.map(([name]) => [
			name,
			...kinds.map((kind) => contents.get(keyOf(name, kind)) ?? 'not observed'),
		]),
	);
}
