import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Agent, request } from 'undici';

import type { Simulator } from '../../simulator/index.mts';
import { startSimulator } from '../../simulator/index.mts';
import { credentialOf } from '../harness.mts';
import { Host, triggerWorkflow } from './contexts.mts';
import type { TriggerWorkflow } from './contexts.mts';

let simulator: Simulator;
let host: Host;
let workflow: TriggerWorkflow;
const agent = new Agent({ connections: 100 });

beforeAll(async () => {
	simulator = await startSimulator({ rateLimitPerMinute: 0 });
	host = await Host.start();
});
afterAll(async () => {
	await agent.destroy();
	await host.close();
	await simulator.close();
});
beforeEach(async () => {
	simulator.reset();
	host.runs.length = 0;
	await activate();
});
afterEach(async () => {
	await host.deactivate(workflow);
});

async function activate(options = {}, events = ['sms.received', 'sms.delivered']): Promise<void> {
	workflow = triggerWorkflow(credentialOf(simulator, { requestsPerMinute: 0 }), events, {
		options,
	});
	await host.activate(workflow);
}

interface Reply {
	status: number;
	type: string;
	body: { code: number; message?: string; result?: unknown };
}

async function post(
	body: unknown,
	headers: Record<string, string> = { 'content-type': 'application/json' },
	method = 'POST',
): Promise<Reply> {
	const response = await request(host.productionUrl(workflow), {
		dispatcher: agent,
		method: method as 'POST',
		headers,
		body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
	});
	return {
		status: response.statusCode,
		type: String(response.headers['content-type']),
		body: (await response.body.json()) as Reply['body'],
	};
}

const sms = { id: 'm1', senderNumber: 85291234567, recipientNumber: 85230012345, content: 'Hi' };
const tdr = { Type: 'tdr', TransactionID: 't1', Status: 'Delivered', RecipientNumber: 1 };
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('a challenge', () => {
	it.each([
		{ challenge: 'abc' },
		{ Challenge: 'abc' },
		{ challenge: 'abc', type: 'message' },
		{ challenge: 'abc', type: 'url_verification', token: 'x', message: null },
	])('%j is echoed and starts nothing', async (body) => {
		const { status, type, body: answer } = await post(body);
		expect(status).toBe(200);
		expect(type).toMatch(/^application\/json/);
		expect(answer).toEqual({ code: 0, result: { challenge: 'abc' } });
		expect(host.runs).toEqual([]);
	});

	it.each(['text/plain', 'application/octet-stream', 'application/vnd.cinnox+json'])(
		'is understood as %s too',
		async (type) => {
			const { body } = await post('{"challenge":"abc"}', { 'content-type': type });
			expect(body).toEqual({ code: 0, result: { challenge: 'abc' } });
		},
	);

	it('is echoed exactly, whatever it holds', async () => {
		const challenge = '<script>"\\\u2028😀';
		expect((await post({ challenge })).body.result).toEqual({ challenge });
		const longest = 'x'.repeat(1024);
		expect((await post({ challenge: longest })).body.result).toEqual({ challenge: longest });
	});

	it.each([
		{ challenge: '' },
		{ challenge: 'x'.repeat(1025) },
		{ challenge: 5 },
		{ challenge: null },
		{ challenge: { a: 1 } },
		{ challenge: ['a'] },
	])('of no sane form is refused: %j', async (body) => {
		expect((await post(body)).status).toBe(400);
	});

	it('beside event content is an event', async () => {
		expect((await post({ ...sms, challenge: 'internal' })).body).toEqual({ code: 0 });
		expect((await post({ type: 'message', challenge: 'x', message: sms })).body).toEqual({
			code: 0,
		});
		expect(host.runs).toHaveLength(2);
	});

	it('is answered a thousand times at once, in order and with memory flat', async () => {
		const before = process.memoryUsage().heapUsed;
		const replies = await Promise.all(
			Array.from({ length: 1_000 }, (_, index) => post({ challenge: `c${index}` })),
		);
		expect(replies.map(({ body }) => body)).toEqual(
			Array.from({ length: 1_000 }, (_, index) => ({
				code: 0,
				result: { challenge: `c${index}` },
			})),
		);
		expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 * 1024 * 1024);
	});
});

describe('a body that is neither challenge nor event', () => {
	const json = { 'content-type': 'application/json' };
	it.each<[string, string | Buffer, Record<string, string>, number]>([
		['no JSON', 'hello', json, 422],
		['half a body', '{"id":"m1","sender', json, 422],
		['no JSON as text', 'hello', { 'content-type': 'text/plain' }, 400],
		['empty', '', json, 400],
		['an empty object', '{}', json, 400],
		['a list', '[{"id":"m1"}]', json, 400],
		['null', 'null', json, 400],
		['a number', '5', json, 400],
		['a text', '"sms"', json, 400],
		['an unknown type', '{"type":"weather","rain":true}', json, 400],
		['an unknown wrapped type', '{"type":"message","message":{"rain":1}}', json, 400],
		['an empty message', '{"type":"message","challenge":"x","message":{}}', json, 400],
		['10 MB', JSON.stringify({ ...sms, content: 'x'.repeat(10 * 1024 * 1024) }), json, 413],
		['10 MB of brackets', '['.repeat(5_000_000) + ']'.repeat(5_000_000), json, 413],
		['deep nesting', nested(10_000), json, 400],
		[
			'deep nesting in an event',
			`{"id":"m1","senderNumber":1,"content":${nested(100)}}`,
			json,
			400,
		],
		['too many values', JSON.stringify({ ...sms, list: Array(60_000).fill(1) }), json, 400],
		[
			'a form',
			'id=m1&senderNumber=1&content=x',
			{ 'content-type': 'application/x-www-form-urlencoded' },
			415,
		],
		['XML', '<challenge>x</challenge>', { 'content-type': 'application/xml' }, 415],
		['binary', Buffer.from([0, 255, 254, 1]), { 'content-type': 'application/octet-stream' }, 400],
	])('is refused: %s', async (_name, body, headers, status) => {
		const reply = await post(body, headers);
		expect(reply.status).toBe(status);
		expect(reply.type).toMatch(/^application\/json/);
		if (status !== 422) expect(reply.body).toEqual({ code: status, message: expect.any(String) });
		expect(host.runs).toEqual([]);
	});

	it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('is refused as %s', async (method) => {
		const { status } = await post(method === 'GET' ? '' : sms, undefined, method);
		expect(status).toBe(404);
		expect(host.runs).toEqual([]);
	});

	it('keeps memory flat over many large ones', { timeout: 120_000 }, async () => {
		const large = JSON.stringify({ ...sms, content: 'x'.repeat(5 * 1024 * 1024) });
		const heap = () => process.memoryUsage().heapUsed;
		await post(large);
		const before = heap();
		for (let index = 0; index < 50; index++) expect((await post(large)).status).toBe(413);
		expect(heap() - before).toBeLessThan(100 * 1024 * 1024);
	});
});

describe('dangerous keys', () => {
	it('reach neither the item nor any prototype', async () => {
		await host.deactivate(workflow);
		await activate({}, ['label.changed', 'sms.received']);
		workflow.parameters.simplify = false;
		const poison = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}';
		await post(`{"type":"label","id":"l1","name":"x","inner":{${poison},"kept":1},${poison}}`);
		await post(`{"id":"m1","senderNumber":1,"content":"x",${poison}}`);
		expect(host.runs).toHaveLength(2);
		for (const { item } of host.runs) {
			expect(JSON.stringify(item)).not.toMatch(/polluted|__proto__|"constructor"|"prototype"/);
		}
		expect(host.runs[0].item).toMatchObject({ inner: { kept: 1 } });
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});

	it('do not take the place of the contracted members', async () => {
		await host.deactivate(workflow);
		await activate({}, ['label.changed']);
		await post({ type: 'label', id: 'l1', event: 'sms.received', receivedAt: 'never', caller: 5 });
		expect(host.runs[0].item).toMatchObject({ event: 'label.changed', id: 'l1', from: 5 });
		expect(host.runs[0].item.receivedAt).not.toBe('never');
		expect(host.runs[0].item).not.toHaveProperty('caller');
	});
});

describe('an event of another App', () => {
	it('is refused, and one of this App or of no App is not', async () => {
		expect((await post({ ...tdr, AppID: 'another' })).status).toBe(403);
		expect(host.runs).toEqual([]);
		expect((await post({ ...tdr, AppID: simulator.appId })).status).toBe(200);
		expect((await post(tdr)).status).toBe(200);
		expect(host.runs).toHaveLength(2);
	});

	it('is recognised without what the hooks remembered', async () => {
		workflow.staticData = {};
		expect((await post({ ...tdr, AppID: simulator.appId })).status).toBe(200);
		expect((await post({ ...tdr, AppID: 'another' })).status).toBe(403);
		expect(host.runs).toHaveLength(1);
	});
});

describe('Service ID', () => {
	const call = (id: string, serviceId?: string) => ({
		message: { id, status: 'CallStart', ...(serviceId === undefined ? {} : { serviceId }) },
	});

	beforeEach(async () => {
		await host.deactivate(workflow);
		await activate({ serviceId: ' mine.cinnox.com ' }, ['call.started', 'sms.received']);
	});

	it('refuses an event of another service, and one that leaves out what CINNOX documents', async () => {
		for (const body of [call('c1', 'another.cinnox.com'), call('c2'), call('c3', '')]) {
			expect(await post(body)).toMatchObject({
				status: 403,
				body: { code: 403, message: 'The event belongs to another service' },
			});
		}
		expect(host.runs).toEqual([]);
	});

	it('lets in events of its own service, those that CINNOX documents without one, and challenges', async () => {
		expect((await post(call('c1', 'mine.cinnox.com'))).body).toEqual({ code: 0 });
		expect((await post(sms)).body).toEqual({ code: 0 });
		expect(host.runs.map(({ item }) => item.event)).toEqual(['call.started', 'sms.received']);
		expect((await post({ challenge: 'abc' })).body.result).toEqual({ challenge: 'abc' });
	});
});

it('keeps the digits of an ID beyond 2^53, so that two events are two', async () => {
	await host.deactivate(workflow);
	await activate({ ignoreRepeated: true, simplify: false });
	const event = (id: string) => `{"id":${id},"senderNumber":1,"content":"x","challenge":"y"}`;
	await post(event('9007199254740992'));
	await post(event('9007199254740993'));
	await post(event('9007199254740993'));
	expect(host.runs.map(({ item }) => item.id)).toEqual(['9007199254740992', '9007199254740993']);
	expect(host.runs[1].item.body).toMatchObject({ id: '9007199254740993' });
	expect(new Set(host.runs.map(({ item }) => item.eventKey)).size).toBe(2);
});

describe('IP Allow List', () => {
	it('lets listed addresses in', async () => {
		await host.deactivate(workflow);
		await activate({ ipAllowList: '203.0.113.7, 127.0.0.0/8' });
		expect((await post(sms)).status).toBe(200);
		expect(host.runs).toHaveLength(1);
	});

	it('keeps others out, challenges included', async () => {
		workflow.parameters.options = { ipAllowList: '203.0.113.7, 10.0.0.0/8' };
		expect((await post(sms)).status).toBe(403);
		expect((await post({ challenge: 'x' })).status).toBe(403);
		expect(host.runs).toEqual([]);
	});
});

it('answers a challenge without static data and without a credential', async () => {
	workflow.staticData = {};
	const { credential } = workflow;
	workflow.credential = new Proxy(
		{},
		{
			ownKeys: () => {
				throw new Error('The credential was read');
			},
		},
	);
	expect((await post({ challenge: 'abc' })).body.result).toEqual({ challenge: 'abc' });
	workflow.credential = credential;
});
