/**
 * What a real n8n makes of the faults that versions of n8n report differently: a text and a list, in
 * a workflow and as a tool, with Retry On Fail.
 *
 * Kept in fault-matrix.json by version, and shown as a part of docs/fault-matrix.md; `UPDATE_DOCS=1`
 * writes the column of the version that runs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { startWorld, type World } from '../../scripts/lib/world.mts';
import { readPart, toTable, updatePart } from '../engine/transport/matrix-document.mts';
import { FAULT_CASES } from '../simulator/index.mts';
import type { NamedFault } from '../simulator/index.mts';
import { byId } from '../support/resource-locator.mts';
import { type ChatModel, startChatModel } from './chat-model.mts';
import { n8nPackageFolder } from './install.mts';
import { agentCaller, type ToolWorld } from './tool-callers.mts';
import { type CinnoxNode, nodesWorkflow, START } from './tool-workflows.mts';
import { chosenN8n } from './versions.mts';

const { version } = JSON.parse(readFileSync(join(n8nPackageFolder(), 'package.json'), 'utf8')) as {
	version: string;
};

/** The newest AI Agent of that n8n, whose tools n8n's engine runs; 2.2 runs them by itself. */
const NEWEST_AGENT = version.startsWith('1.') ? 3 : 3.1;

/** What ends only with Timeout is tried in n8n's engine alone (every-fault.test.mts): it takes minutes. */
const NAMES = [
	'429',
	'rateLimited',
	'code',
	'badService',
	'status500',
	'dropBefore',
	'dropAfter',
	'halfBody',
	'cut, reset inside body',
	'halfOpen, before headers',
	'resetRequest, inside body',
	'contentLength, too long',
	'contentLength, two different',
	'chunked, second chunk broken',
	'headerFlood, many',
	'headerCharacters, NUL in a value',
	'statusLine, no HTTP at all',
	'informational, 102, a thousand',
	'twoAnswers, a refusal',
	'encodingMismatch, gzip',
	'encodingMismatch, br',
	'encodingMismatch, deflate',
	'encodingMismatch, zstd',
	'encodingTruncated, gzip',
	'encodingRight, br',
	'nested, 20,000 arrays',
	'nested, 200,000 arrays',
	'codeForm, object',
	'codeForm, false',
	'codeForm, 1e400',
	'codeForm, "ERR_INVALID_TOKEN"',
	'bodyForm, null',
	'bodyForm, {}',
	'bodyForm, HTML',
	'values, IDs beyond 2^53',
	'redirect, another host',
	'empty204',
];

const CASES = NAMES.map((name) => {
	const found = FAULT_CASES.find((one) => one.name === name);
	if (!found) throw new Error(`The simulator has no fault "${name}"`);
	return found;
});

let world: World;
let chatModel: ChatModel;
let toolWorld: ToolWorld;

beforeAll(async () => {
	world = await startWorld({
		n8n: { tarball: inject('tarball') },
		simulator: { rateLimitPerMinute: 0 },
	});
	chatModel = await startChatModel();
	toolWorld = {
		world,
		chatModel,
		openAi: await world.client.createCredential('openAiApi', 'Scripted model', {
			apiKey: 'none',
			url: chatModel.url,
		}),
	};
});
afterAll(async () => {
	await chatModel?.close();
	await world?.dispose();
});

const sendSms = () => ({
	name: 'Send',
	parameters: {
		resource: 'sms',
		operation: 'send',
		senderNumber: byId('85230018000'),
		recipientNumbers: '85292110001',
		text: 'Hello',
	},
	credential: world.credential,
	settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 },
});

const readList = () => ({
	...sendSms(),
	name: 'List',
	parameters: {
		resource: 'label',
		operation: 'getAll',
		returnAll: true,
	},
});

interface Told {
	/** What the node put out first; undefined where it failed. */
	item?: Record<string, unknown>;
	count: number;
	/** Empty where n8n does not pass it on, as to AI Agents before version 3. */
	message: string;
}

async function inWorkflow(node: CinnoxNode): Promise<Told> {
	const { client } = world;
	const { id } = await client.createWorkflow(nodesWorkflow([node]));
	const { data } = await client.runAndWait(id, START);
	const { error, runData } = data.resultData;
	const items = error ? [] : (runData[node.name]?.[0]?.data?.main[0] ?? []);
	return { item: items[0]?.json, count: items.length, message: error?.message ?? '' };
}

const asToolOf =
	(agent: number) =>
	async (node: CinnoxNode): Promise<Told> => {
		const asking = agentCaller(toolWorld, agent).call([node], [[{ tool: node.name }]]);
		// In n8n 1.x the failure of a tool is the failure of an AI Agent of version 3.
		const endsAgent = agent >= 3 && !chosenN8n().agentSurvivesFailures;
		const { answers } = await (endsAgent
			? asking.catch(({ message }: Error) => ({ answers: [{ content: message }] }))
			: asking);
		const content = answers[0]?.content ?? '';
		try {
			const items = JSON.parse(content) as Array<Record<string, unknown>>;
			return { item: items[0], count: items.length, message: '' };
		} catch {
			return { count: 0, message: content };
		}
	};

/** How the text is sent, by the name under which it is kept. */
const WAYS: Record<string, (node: CinnoxNode) => Promise<Told>> = {
	workflow: inWorkflow,
	'newest AI Agent': asToolOf(NEWEST_AGENT),
	'AI Agent 2.2': asToolOf(2.2),
};

const OPEN = /CINNOX may have sent this text; do not send it again before looking it up/;
const REPLACED = /ECONN|ETIMEDOUT|retry the request/i;

/** What one way of sending came to. */
interface Sent {
	outcome: string;
	requests: number;
	/** False where n8n does not pass on why a tool failed. */
	isTold: boolean;
}

/** What was accepted and what was told: nothing may be accepted twice, nor told wrongly. */
async function judgeSend(one: NamedFault, send: (typeof WAYS)[string]): Promise<Sent> {
	const { simulator } = world;
	simulator.reset();
	simulator.faults.add({ ...one.fault, path: /\/send_sms$/ });
	const { item, message } = await send(sendSms());
	const ledger = simulator.ledger.filter(({ path }) => path.endsWith('/send_sms'));
	const requests = ledger.length;
	const accepted = ledger.filter((entry) => entry.accepted).length;
	expect(accepted, 'accepted').toBeLessThanOrEqual(1);
	const often = accepted === 1 ? 'once' : 'never';
	if (item?.sent === true) {
		expect(accepted, 'claimed').toBe(1);
		return { outcome: 'once', requests, isTold: true };
	}
	if (message === '') return { outcome: often, requests, isTold: false };
	if (OPEN.test(message)) {
		expect(message).not.toMatch(REPLACED);
		expect(requests, 'sent after its outcome was open').toBe(1);
		return { outcome: `${often}, open`, requests, isTold: true };
	}
	expect(accepted, `accepted, but told: ${message}`).toBe(0);
	return { outcome: 'never, refused', requests, isTold: true };
}

/** One cell for all ways of sending, which have to come to the same. */
async function judgeSends(one: NamedFault): Promise<string> {
	const [told, ...others] = await inTurn(Object.values(WAYS), async (send) => {
		return await judgeSend(one, send);
	});
	for (const other of others) {
		if (other.isTold) expect(other.outcome).toBe(told.outcome);
		else {
			expect(told.outcome).toMatch(new RegExp(`^${other.outcome}, `));
			if (told.outcome.endsWith('open')) expect(other.requests).toBe(1);
		}
	}
	return told.outcome;
}

async function inTurn<T, R>(entries: T[], use: (entry: T) => Promise<R>): Promise<[R, ...R[]]> {
	const results: R[] = [];
	for (const entry of entries) results.push(await use(entry));
	return results as [R, ...R[]];
}

async function judgeList(one: NamedFault): Promise<string> {
	const { simulator } = world;
	simulator.reset();
	simulator.faults.add({ ...one.fault, path: /\/labels$/ });
	const { count, message } = await inWorkflow(readList());
	if (message !== '') return 'says why';
	return count === simulator.state.labels.size ? 'complete' : 'as it came';
}

const FILE = join(import.meta.dirname, 'fault-matrix.json');
type Kept = Record<string, Record<string, { send: string; list: string }>>;
const readKept = () => JSON.parse(readFileSync(FILE, 'utf8')) as Kept;

const seen: Kept[string] = {};

describe(`on n8n ${version}`, () => {
	test.each(CASES)('$name', async (one) => {
		seen[one.name] = { send: await judgeSends(one), list: await judgeList(one) };
	});

	test('is kept as it was seen', () => {
		if (process.env.UPDATE_DOCS === '1') {
			const kept = { ...readKept(), [version]: seen };
			writeFileSync(FILE, `${JSON.stringify(kept, null, '\t')}\n`);
		}
		expect(readKept()[version]).toEqual(seen);
	});
});

test('docs/fault-matrix.md shows what is kept', () => {
	const kept = readKept();
	const versions = Object.keys(kept).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
	const cellsOf = (name: string, part: 'send' | 'list') =>
		versions.map((one) => kept[one]?.[name]?.[part] ?? 'not observed');
	const part = toTable(
		[
			'Fault',
			...versions.map((one) => `Send SMS, n8n ${one}`),
			...versions.map((one) => `List, n8n ${one}`),
		],
		NAMES.map((name) => [`\`${name}\``, ...cellsOf(name, 'send'), ...cellsOf(name, 'list')]),
	);
	updatePart('versions', part);
	expect(readPart('versions')).toBe(part);
});
