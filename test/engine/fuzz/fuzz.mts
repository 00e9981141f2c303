/**
 * Seeded random faults over one operation of the node, and what has to be true of it whatever they are:
 * no write is accepted twice, nothing is called done that was not, nothing is called refused that was
 * accepted, nothing is called whole that is not, nothing hangs, and the App Token comes out nowhere.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { NodeOperation } from '../../n8n/operations.mts';
import { intAt, pickAt } from '../../simulator/random.mts';
import { randomFaults, startSimulator } from '../../simulator/index.mts';
import type { Fault, FaultKind, LedgerEntry, Simulator } from '../../simulator/index.mts';
import { credentialOf, type NodeResult, readBinary, runNode } from '../harness.mts';

/** Holds what URLs, JSON and base64 write in another way. */
export const APP_TOKEN = 'a-token/that+must=never.appear~0123456789';

/** Stands in an operation's parameters for the address of the simulator that the run starts. */
export const SIMULATOR_URL = 'http://simulator.invalid';

/** What n8n's Timeout is set to, in ms: faults that never end, end with it. */
const TIMEOUT_MS = 400;
/** The same where all is well, on a machine that does much at once. */
const PATIENT_MS = 30_000;

/**
 * How long one run may take, in ms. A read is tried 5 times with at most 8 s of waits in between, a rate
 * limit waits 1, 2, 4 … s, and a machine that does much at once adds its own.
 */
export const BUDGET_MS = 90_000;

/**
 * Left out: a Retry-After of minutes is waited for, as asked; a list without an end is none that could be
 * whole; a short page is the documented end of a list, so nobody could tell; `raw` is what a test writes
 * itself.
 */
const WITHOUT: FaultKind[] = ['retryAfter', 'endlessList', 'shortPages', 'raw'];

/** How long a request that the node has given up may still take effect, in ms. */
const LATE_MS = 300;

/** Answers that hold something else than CINNOX's: what is read of them can't be compared. */
const OTHER_CONTENT: FaultKind[] = ['echo', 'values', 'nested', 'big', 'codeForm', 'bodyForm'];

/** Ways of packing without a checksum: what was changed on the way unpacks to something else. */
const WITHOUT_CHECKSUM = ['br', 'zstd'];

/** Faults whose answer is one of a server and no file. A file has no form by which one could tell. */
const NO_FILE: FaultKind[] = ['invalidJson', 'encodingTruncated'];

/** One run that can be repeated. */
export interface FuzzCase {
	operation: NodeOperation;
	seed: number;
}

/** What was wrong, in words with which the run can be repeated; nothing if all was well. */
export type Finding = string | undefined;

/** Whether the person was told that nobody knows what became of it. */
const OPEN = /CINNOX may have (sent this text|carried this out)/;

/** Runs an operation once under faults that follow from the seed. */
export async function fuzz({ operation, seed }: FuzzCase): Promise<Finding> {
	const simulator = await startSimulator({
		apps: [{ appId: 'app-1', appToken: APP_TOKEN }],
		deliveryDelayMs: 0,
		reportRows: 620,
		rateLimitPerMinute: 0,
	});
	const hit: Fault[][] = [];
	try {
		const whole = await contentOf(await run(simulator, operation, 0, {}, PATIENT_MS));
		const isRead = !simulator.ledger.some(isChange);
		simulator.reset();
		const faults = randomFaults(seed, { print: () => {}, without: WITHOUT, share: 0.5 });
		// Files are no API requests, and downloaded through the same line.
		simulator.faults.addSequence(recorded(faults, hit), { path: /./ });
		const settings = settingsOf(seed);
		const name = `${operation.name} with seed ${seed}`;
		const told = () => `settings ${JSON.stringify(settings)}, faults ${JSON.stringify(hit)}`;
		const result = await Promise.race([
			run(simulator, operation, seed, settings),
			sleep(BUDGET_MS, undefined, { ref: false }),
		]);
		if (!result) return `${name}: hangs\n  ${told()}`;
		// Faults that never end keep the simulator from ever being idle.
		await Promise.race([simulator.idle(), sleep(LATE_MS)]);
		const wrong = [
			...spelledTokens(result).map((form) => `gave the App Token away (${form})`),
			...(isRead
				? await wrongRead(result, whole, hit)
				: wrongWrite(result, simulator.ledger.filter(isChange), operation)),
		];
		if (wrong.length === 0) return undefined;
		return [
			`${name}: ${wrong.join('; ')}`,
			`  ${told()}`,
			`  ended with ${result.error?.message ?? JSON.stringify(result.items.map(({ json }) => json)).slice(0, 300)}`,
		].join('\n');
	} finally {
		simulator.faults.clear();
		await simulator.close();
	}
}

function* recorded(faults: Iterable<Fault[]>, hit: Fault[][]): Generator<Fault[]> {
	for (const step of faults) {
		hit.push(step);
		yield step;
	}
}

const isChange = ({ method }: LedgerEntry): boolean => method !== 'GET';

function settingsOf(seed: number): Partial<INode> {
	const onError = pickAt(seed, 1001, [
		undefined,
		'continueRegularOutput',
		'continueErrorOutput',
	] as const);
	return {
		...(onError && { onError }),
		...(intAt(seed, 1002, 2) === 1 && { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 }),
	};
}

async function run(
	simulator: Simulator,
	{ parameters }: NodeOperation,
	seed: number,
	settings: Partial<INode>,
	timeout = TIMEOUT_MS,
): Promise<NodeResult> {
	const here = JSON.stringify(parameters).replaceAll(SIMULATOR_URL, simulator.url);
	return await runNode({
		parameters: {
			...(JSON.parse(here) as INodeParameters),
			...('limit' in parameters && { returnAll: true }),
			...(parameters.operation === 'getAll' && { returnAll: true }),
			output: 'raw',
			requestOptions: { timeout },
		} as INodeParameters,
		credential: credentialOf(simulator, { requestsPerMinute: 0 }),
		items: [{}],
		executionId: `fuzz-${seed}-${Math.random()}`,
		settings,
	});
}

/** What the node says went wrong, on whatever output. */
function complaintOf({ error, items, errorItems }: NodeResult): string | undefined {
	if (error) return error.message;
	const failed = [...errorItems, ...items].find(({ json }) => typeof json.error === 'string');
	return failed && String((failed.json as IDataObject).error);
}

async function contentOf({ items }: NodeResult): Promise<string> {
	const parts = items.map(async ({ json, binary }) => {
		if (!binary) return json;
		const bytes = await readBinary(binary.data);
		return { json, sha256: createHash('sha256').update(bytes).digest('hex') };
	});
	return JSON.stringify(await Promise.all(parts));
}

/** Without a complaint everything has to be there. */
async function wrongRead(result: NodeResult, whole: string, hit: Fault[][]): Promise<string[]> {
	if (complaintOf(result) !== undefined) return [];
	const isOther = ({ kind, encoding = '' }: Fault) =>
		OTHER_CONTENT.includes(kind) ||
		(kind === 'encodingCorrupt' && WITHOUT_CHECKSUM.includes(encoding));
	if (hit.flat().some(isOther)) return [];
	const isFile = result.items.some(({ binary }) => binary !== undefined);
	const isNoFile = ({ kind, afterProcessing }: Fault) =>
		afterProcessing === false || NO_FILE.includes(kind);
	if (isFile && hit.flat().some(isNoFile)) return [];
	const got = await contentOf(result);
	if (got === whole) return [];
	return [
		`put out something else than what is there (${got.length} of ${whole.length} characters)`,
	];
}

/** What the node says has to be what the ledger says, and never more than once. */
function wrongWrite(result: NodeResult, ledger: LedgerEntry[], operation: NodeOperation): string[] {
	const accepted = ledger.filter((entry) => entry.accepted);
	const complaint = complaintOf(result);
	const wrong: string[] = [];
	if (accepted.length > 1) wrong.push(`was accepted ${accepted.length} times`);
	if (complaint === undefined && accepted.length === 0) wrong.push('was called done and was not');
	if (complaint !== undefined && !OPEN.test(complaint) && accepted.length > 0) {
		wrong.push('was called refused and was accepted');
	}
	// Of a request that was cut off on its way nobody has read all.
	const whole = ledger.filter(({ faults = [] }) => !faults.includes('resetRequest'));
	if (whole.some(({ valid }) => !valid)) wrong.push(`sent what ${operation.name} does not allow`);
	return wrong;
}

const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');

/** The forms in which a token may come out; those of base64 without what depends on its neighbours. */
const SPELLINGS: Record<string, string> = {
	plain: APP_TOKEN,
	'percent-encoded': encodeURIComponent(APP_TOKEN),
	base64: base64(APP_TOKEN),
	'base64 at the second place': base64(`x${APP_TOKEN}`).slice(2, -1),
	'base64 at the third place': base64(`xx${APP_TOKEN}`).slice(3, -1),
	base64url: Buffer.from(APP_TOKEN).toString('base64url'),
	hex: Buffer.from(APP_TOKEN).toString('hex'),
	'upper case': APP_TOKEN.toUpperCase(),
	'the beginning of it': APP_TOKEN.slice(0, 14),
};

/** The forms in which the App Token stands in a value or a text. */
export function spelledTokens(value: unknown): string[] {
	const text =
		typeof value === 'string'
			? value
			: `${JSON.stringify(value)}\n${inspect(value, { depth: 12, maxStringLength: null, maxArrayLength: null })}`;
	return Object.entries(SPELLINGS)
		.filter(([, spelling]) => text.includes(spelling))
		.map(([form]) => form);
}
