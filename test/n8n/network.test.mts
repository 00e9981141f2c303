/**
 * Connections that break while an SMS is sent, counted where they arrive. How much of an error reaches
 * a node differs between versions of n8n; that a text goes out once does not.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';

import { startWorld, type World } from '../../scripts/lib/world.mts';
import { freePort, listen } from '../support/loopback.mts';
import { byId } from '../support/resource-locator.mts';
import type { CredentialReference, NodeRun, WorkflowJson } from './n8n-client.mts';

const FIRST = 'Start';
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
const ACCEPTED = JSON.stringify({ code: 0, result: { transactionID: 't-1', status: 'Submitted' } });
const OPEN = /^CINNOX may have sent this text; do not send it again before looking it up\. /;

/** What becomes of a request that was read to its end. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const head = (length: number) => ({
	'content-type': 'application/json',
	'content-length': String(length),
});

const LOSSES: Array<[name: string, answer: Answer]> = [
	['is reset without an answer', (request) => void request.socket.resetAndDestroy()],
	['is closed without an answer', (request) => void request.socket.end()],
	[
		'is reset within the answer',
		(request, response) => {
			response.writeHead(200, head(ACCEPTED.length));
			response.write(ACCEPTED.slice(0, 20), () => request.socket.resetAndDestroy());
		},
	],
	[
		'is closed within the answer',
		(request, response) => {
			response.writeHead(200, head(ACCEPTED.length));
			response.write(ACCEPTED.slice(0, 20), () => request.socket.end());
		},
	],
	['gets no answer in time', () => {}],
	[
		'gets the end of the answer too late',
		(_request, response) => {
			response.writeHead(200, head(ACCEPTED.length));
			response.write(ACCEPTED.slice(0, 20));
		},
	],
];

let world: World;
let server: Server;
let credential: CredentialReference;
let nobody: CredentialReference;
let answer: Answer;
/** Bodies of the requests that arrived whole. */
let arrived: string[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			arrived.push(Buffer.concat(chunks).toString());
			answer(request, response);
		});
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
	});
	const baseUrl = await listen(server);
	world = await startWorld({ n8n: { tarball: inject('tarball') } });
	const save = async (name: string, url: string) =>
		await world.client.createCredential('cinnoxApi', name, {
			appId: 'app',
			appToken: 'token',
			baseUrl: url,
		});
	credential = await save('Breaks', baseUrl);
	nobody = await save('Nobody there', `http://127.0.0.1:${await freePort()}`);
});
beforeEach(() => void (arrived = []));
afterAll(async () => {
	for (const socket of sockets) socket.destroy();
	server?.close();
	await world?.dispose();
});

/** Sends the texts, one item each, with Retry On Fail. */
async function send(
	cinnoxApi: CredentialReference,
	texts: string[],
	settings: object = {},
): Promise<NodeRun> {
	const node = (
		name: string,
		type: string,
		typeVersion: number,
		parameters: Record<string, unknown>,
	) => ({
		id: randomUUID(),
		name,
		type,
		typeVersion,
		position: [0, 0] as [number, number],
		parameters,
	});
	const { id } = await world.client.createWorkflow({
		name: 'Lost connection',
		nodes: [
			node(FIRST, 'n8n-nodes-base.manualTrigger', 1, {}),
			node('Texts', 'n8n-nodes-base.code', 2, {
				jsCode: `return ${JSON.stringify(texts.map((text) => ({ json: { text } })))};`,
			}),
			{
				...node('SMS', 'n8n-nodes-cinnox.cinnox', 1, {
					resource: 'sms',
					operation: 'send',
					senderNumber: byId('85230018000'),
					recipientNumbers: '85292110001',
					text: '={{ $json.text }}',
					requestOptions: { timeout: 1_000 },
					options: { maxConcurrency: 1 },
				}),
				...RETRY,
				...settings,
				credentials: { cinnoxApi },
			},
		],
		connections: {
			[FIRST]: { main: [[{ node: 'Texts', type: 'main', index: 0 }]] },
			Texts: { main: [[{ node: 'SMS', type: 'main', index: 0 }]] },
		},
	} satisfies WorkflowJson);
	const { data } = await world.client.runAndWait(id, FIRST);
	return data.resultData.runData.SMS![0]!;
}

describe('with Retry On Fail, a connection that', () => {
	test.each(LOSSES)('%s gets one request and no second', async (_name, lose) => {
		answer = lose;
		const { error } = await send(credential, ['one']);
		expect(arrived).toHaveLength(1);
		expect(error?.message).toMatch(OPEN);
	});

	test.each(LOSSES)('%s keeps no other item from going out once', async (_name, lose) => {
		answer = (request, response) => {
			if (arrived.at(-1)!.includes('"two"')) return lose(request, response);
			response.writeHead(200, head(ACCEPTED.length));
			response.end(ACCEPTED);
		};
		const { data } = await send(credential, ['one', 'two', 'three'], {
			onError: 'continueRegularOutput',
		});
		expect(arrived.map((body) => (JSON.parse(body) as { text: string }).text)).toEqual([
			'one',
			'two',
			'three',
		]);
		expect(data?.main[0]?.map(({ json }) => json)).toMatchObject([
			{ sent: true },
			{ error: expect.stringMatching(OPEN) },
			{ sent: true },
		]);
	});

	test('is never made sends nothing, and says where it was refused', async () => {
		const { error } = await send(nobody, ['one']);
		expect(error?.message).toContain('CINNOX could not be reached');
		expect(error?.message).not.toMatch(OPEN);
	});
});
