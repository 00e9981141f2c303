/**
 * Every fault that the simulator knows, against every kind of operation: in a workflow and as a tool,
 * with n8n's Retry On Fail.
 *
 * What counts is what CINNOX accepted, by the simulator's ledger, against what the person was told.
 * The outcome is committed as a part of docs/fault-matrix.md; `UPDATE_DOCS=1` writes it anew.
 */
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

import type * as n8nCore from 'n8n-core';
import type { ICredentialsDecrypted, ICredentialTestFunctions, IDataObject } from 'n8n-workflow';
import { beforeAll, describe, expect, test } from 'vitest';

import { FAULT_CASES, idOf, startSimulator } from '../../simulator/index.mts';
import type { NamedFault, Simulator } from '../../simulator/index.mts';
import { WAV_BYTES } from '../../simulator/files.mts';
import type { NodeResult, NodeRun } from '../harness.mts';
import { credentialOf, getNodeType, loadOptions, readBinary } from '../harness.mts';
import { byId, json, runOperation } from '../support.mts';
import { readPart, toTable, updatePart } from './matrix-document.mts';

const { CredentialTestContext } = createRequire(import.meta.url)('n8n-core') as typeof n8nCore;

/** Those that take hundreds of megabytes are left to the tests of what they are about. */
const CASES = FAULT_CASES.filter(({ heavy }) => !heavy);

/** How many runs wait for their answers at the same time, each with a CINNOX of its own. */
const PLACES = 32;

/** Long enough for a busy machine; what never ends is waited for no longer than it must. In ms. */
const TIMEOUT_MS = 20_000;
const TIMEOUT_OF_ENDLESS_MS = 1_500;

/** A run that is not over by then hangs, in ms; the credential test waits for 15 seconds. */
const HANGS_AFTER_MS = 45_000;

/** A CINNOX that is used by one run at a time. */
interface Place {
	simulator: Simulator;
	credential: IDataObject;
	token: string;
}

/** What one run came to, in the words of the page. */
type Look = (place: Place, one: NamedFault) => Promise<string>;

interface Kind {
	name: string;
	/** Requests that the fault hits. */
	path: RegExp;
	method: string;
	look: Look;
}

const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const requestsTo = ({ simulator }: Place, { path, method }: Pick<Kind, 'path' | 'method'>) =>
	simulator.ledger.filter((entry) => entry.method === method && path.test(entry.path));

const timeoutFor = ({ endless }: NamedFault) => (endless ? TIMEOUT_OF_ENDLESS_MS : TIMEOUT_MS);

const OPEN = /^CINNOX may have (sent this text|carried this out); do not /;

/** Codes for which n8n puts a sentence of its own, "You can retry", in the place of a whole message. */
const REPLACED = /ECONN|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN/i;

/** What was accepted, and what was said: nothing may be accepted twice, nor be told wrongly. */
function judgeWrite(place: Place, kind: Kind, { error, items }: NodeResult): string {
	const requests = requestsTo(place, kind);
	const accepted = requests.filter((entry) => entry.accepted).length;
	expect(accepted, 'accepted').toBeLessThanOrEqual(1);
	expect(JSON.stringify([error?.message, error?.description, items])).not.toContain(place.token);
	if (error === undefined) {
		expect(accepted, 'claimed').toBe(1);
		return requests.length > 1 ? 'sent again, once' : 'once';
	}
	if (OPEN.test(error.message)) {
		expect(error.message).not.toMatch(REPLACED);
		expect(requests.length, 'sent after its outcome was open').toBe(1);
		return accepted === 1 ? 'once, open' : 'never, open';
	}
	expect(accepted, `accepted, but told: ${error.message}`).toBe(0);
	return 'never, refused';
}

function write(
	name: string,
	operation: `${string}:${string}`,
	target: Pick<Kind, 'path' | 'method'>,
	parameters: NodeRun['parameters'],
	type = 'cinnox',
): Kind {
	const kind: Kind = {
		name,
		...target,
		look: async (place, one) => {
			const result = await runOperation(
				place.simulator,
				operation,
				{ ...parameters, requestOptions: { timeout: timeoutFor(one) } },
				{
					credential: place.credential,
					settings: { ...retry, type: `n8n-nodes-cinnox.${type}` },
				},
			);
			return judgeWrite(place, kind, result);
		},
	};
	return kind;
}

/** The rows are the same as without the fault, or others, or none because the node said why. */
async function compare(
	place: Place,
	one: NamedFault,
	run: (timeout: number) => Promise<{ error?: { message: string }; rows: unknown[] }>,
	{ path, method }: Pick<Kind, 'path' | 'method'>,
): Promise<string> {
	const times = LISTS.includes(one.kind) ? Infinity : 1;
	const { error, rows } = await run(timeoutFor(one));
	expect(JSON.stringify([error?.message, rows])).not.toContain(place.token);
	if (error !== undefined) return 'says why';
	place.simulator.faults.clear();
	const { rows: usual } = await run(TIMEOUT_MS);
	if (JSON.stringify(rows) === JSON.stringify(usual)) return 'complete';
	expect(times === Infinity || requestsTo(place, { path, method }).length > 0).toBe(true);
	return 'as it came';
}

const LISTS: Array<NamedFault['kind']> = ['endlessList', 'shortPages'];

function read(
	name: string,
	operation: `${string}:${string}`,
	target: Pick<Kind, 'path' | 'method'>,
	parameters: (one: NamedFault) => NodeRun['parameters'],
): Kind {
	return {
		name,
		...target,
		look: async (place, one) =>
			await compare(
				place,
				one,
				async (timeout) => {
					const result = await runOperation(
						place.simulator,
						operation,
						{ ...parameters(one), requestOptions: { timeout } },
						{ credential: place.credential, settings: retry },
					);
					return { error: result.error, rows: json(result) };
				},
				target,
			),
	};
}

const SEND = { path: /\/send_sms$/, method: 'POST' };
const SMS = { senderNumber: byId('85230018000'), recipientNumbers: '85292110001', text: 'Hello' };
const TAG = { path: /\/tag\/[0-9a-f]+$/, method: 'DELETE' };
const LABELS = { path: /\/labels$/, method: 'GET' };

const KINDS: Kind[] = [
	write('Send SMS', 'sms:send', SEND, SMS),
	write('Send SMS, as a tool', 'sms:send', SEND, SMS, 'cinnoxTool'),
	write('Send SMS, tool in process', 'sms:send', SEND, SMS, 'cinnoxInProcessTool'),
	write(
		'Create',
		'contact:create',
		{ path: /\/create_externalcontact$/, method: 'POST' },
		{ firstName: 'Mei', lastName: 'Wong' },
	),
	write('Delete', 'tag:delete', TAG, { tag: byId(idOf('tag', 0)) }),
	read(
		'Read one',
		'enquiry:getOverview',
		{ path: /\/data\/enquiry-overview-matrix$/, method: 'GET' },
		() => ({ startAt: '2026-01-01T00:00:00', endAt: '2026-01-31T00:00:00' }),
	),
	read('Read a list', 'sms:getAll', { path: /\/data\/sms-detail$/, method: 'GET' }, ({ kind }) => ({
		output: 'raw',
		timeRange: 'custom',
		...(LISTS.includes(kind) ? { returnAll: false, limit: 300 } : { returnAll: true }),
	})),
	{
		name: 'Download',
		path: /\/files\/call-1\.wav$/,
		method: 'GET',
		look: async ({ simulator, credential }, one) => {
			const { error, items } = await runOperation(
				simulator,
				'recording:download',
				{
					url: `${simulator.url}/files/call-1.wav`,
					requestOptions: { timeout: timeoutFor(one) },
				},
				{ credential, settings: retry },
			);
			if (error !== undefined) return 'says why';
			const bytes = await readBinary(items[0]?.binary?.data);
			return bytes.equals(WAV_BYTES) ? 'complete' : 'as it came';
		},
	},
	{
		name: 'List to pick from',
		...LABELS,
		look: async (place, one) =>
			await compare(
				place,
				one,
				async () => {
					const loading = loadOptions('getLabels', credentialOf(place.simulator, place.credential));
					const [loaded] = await Promise.allSettled([loading]);
					return loaded.status === 'fulfilled'
						? { rows: loaded.value }
						: { error: loaded.reason as Error, rows: [] };
				},
				LABELS,
			),
	},
	{
		name: 'Credential test',
		...LABELS,
		look: async ({ simulator, credential, token }) => {
			const result = await getNodeType('cinnox').methods?.credentialTest?.cinnoxApiTest.call(
				new CredentialTestContext() as unknown as ICredentialTestFunctions,
				{
					id: '1',
					name: 'CINNOX',
					type: 'cinnoxApi',
					data: credentialOf(simulator, credential),
				} as ICredentialsDecrypted,
			);
			expect(JSON.stringify(result)).not.toContain(token);
			return result?.status === 'OK' ? 'OK' : 'says why';
		},
	},
];

/** What says success on the wire although nothing took effect; no client could tell. */
const LIES = ['echo, in the result with HTTP 200', 'status, 204 refusal'];

/** What never ends has to be cut off by the node; CINNOX would go on for ever. */
async function lookAt(place: Place, kind: Kind, one: NamedFault): Promise<string> {
	const { simulator } = place;
	const times = LISTS.includes(one.kind) ? Infinity : 1;
	const { path, method } = kind;
	const afterProcessing = LIES.includes(one.name) ? true : undefined;
	simulator.faults.add({ ...one.fault, times, path, method, afterProcessing });
	const hangs = new AbortController();
	const outcome = await Promise.race([
		kind.look(place, one),
		sleep(HANGS_AFTER_MS, 'hangs', { signal: hangs.signal }).catch(() => ''),
	]);
	hangs.abort();
	expect(outcome).not.toBe('hangs');
	return outcome;
}

let lastToken = 0;

/** A simulator as new, and an account that nobody has used: pace and holds belong to the account. */
async function freshPlace(used?: Place, isSpoiled = false): Promise<Place> {
	if (used && isSpoiled) await used.simulator.close();
	const simulator =
		used && !isSpoiled
			? used.simulator
			: await startSimulator({
					apps: [{ appId: 'app-1', appToken: '' }],
					deliveryDelayMs: 0,
					rateLimitPerMinute: 0,
				});
	simulator.reset();
	lastToken += 1;
	const token = `token-${lastToken}-${'x'.repeat(12)}`;
	simulator.options.apps[0].appToken = token;
	return { simulator, token, credential: { appToken: token, requestsPerMinute: 0 } };
}

const cells = new Map<string, string>();
const failures: string[] = [];
const cellOf = (one: NamedFault, kind: Kind) => `${one.name} / ${kind.name}`;

beforeAll(async () => {
	const tasks = KINDS.flatMap((kind) => CASES.map((one) => ({ kind, one })));
	// Those that wait longest first, so that none is left over at the end.
	tasks.sort((a, b) => Number(b.one.endless ?? false) - Number(a.one.endless ?? false));
	let next = 0;
	const work = async () => {
		let place: Place | undefined;
		let isSpoiled = false;
		while (next < tasks.length) {
			const { kind, one } = tasks[next++];
			place = await freshPlace(place, isSpoiled);
			const [looked] = await Promise.allSettled([lookAt(place, kind, one)]);
			// A connection that is still open would get in the way of the next run.
			isSpoiled = one.endless === true || looked.status === 'rejected';
			if (looked.status === 'fulfilled') cells.set(cellOf(one, kind), looked.value);
			else failures.push(`${cellOf(one, kind)}: ${String(looked.reason).slice(0, 300)}`);
		}
		await place?.simulator.close();
	};
	await Promise.all(Array.from({ length: PLACES }, work));
}, 600_000);

describe('under every fault', () => {
	test('nothing is accepted twice, claimed wrongly, left waiting, or says the App Token', () => {
		expect(failures).toEqual([]);
		expect(cells.size).toBe(CASES.length * KINDS.length);
	});

	test('a tool is told what a workflow is told', () => {
		const [send, ...tools] = KINDS.filter(({ name }) => name.startsWith('Send SMS'));
		for (const one of CASES) {
			for (const tool of tools) {
				expect(cells.get(cellOf(one, tool)), cellOf(one, tool)).toBe(cells.get(cellOf(one, send)));
			}
		}
	});
});

/** Cases of one kind with one outcome share a line. */
function toPart(): string {
	const rows = new Map<string, { kind: string; cases: string[]; cells: string[] }>();
	for (const one of CASES) {
		const outcome = KINDS.map((kind) => cells.get(cellOf(one, kind)) ?? 'not observed');
		const key = JSON.stringify([one.kind, outcome]);
		const row = rows.get(key) ?? { kind: one.kind, cases: [], cells: outcome };
		row.cases.push(one.name === one.kind ? '' : one.name.slice(one.kind.length + 2));
		rows.set(key, row);
	}
	return toTable(
		['Fault', ...KINDS.map(({ name }) => name)],
		[...rows.values()].map(({ kind, cases, cells: outcome }) => [
			cases.join() === '' ? `\`${kind}\`` : `\`${kind}\`: ${cases.join('; ')}`,
			...outcome,
		]),
	);
}

test('docs/fault-matrix.md says what was observed', () => {
	const part = toPart();
	updatePart('every fault', part);
	expect(readPart('every fault')).toBe(part);
});
