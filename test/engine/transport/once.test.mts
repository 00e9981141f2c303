/** A text goes out once, whatever comes back: answers that prove nothing, or that break our own code. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { runNode } from '../harness.mts';
import { byId } from '../../support/resource-locator.mts';

const APP_TOKEN = 'token-of-a-test/+=';

let posts = 0;
let answer: { status?: number; headers?: Record<string, string>; body: string | Buffer } = {
	body: '',
};
const server = createServer((request, response) => {
	posts += 1;
	request.resume();
	response.writeHead(answer.status ?? 200, {
		'content-type': 'application/json',
		...answer.headers,
	});
	response.end(answer.body);
});
let baseUrl = '';

beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => void (posts = 0));
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

const send = async (type = 'n8n-nodes-cinnox.cinnox') =>
	await runNode({
		parameters: {
			resource: 'sms',
			operation: 'send',
			senderNumber: byId('85230018000'),
			recipientNumbers: '85292110001',
			text: 'Hello',
		},
		credential: { appId: 'app', appToken: APP_TOKEN, baseUrl, requestsPerMinute: 0 },
		settings: { type, retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	});

const ok = '{"code":0,"result":{"transactionID":"t","status":"Submitted"}}';
const nested = `{"code":0,"result":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;

describe('an answer that proves nothing leaves the outcome open', () => {
	test.each<[string, typeof answer]>([
		...['gzip', 'br', 'deflate', 'zstd'].map((encoding): [string, typeof answer] => [
			`content-encoding ${encoding} over another body`,
			{ headers: { 'content-encoding': encoding }, body: ok },
		]),
		[
			'half of a gzip',
			{ headers: { 'content-encoding': 'gzip' }, body: gzipSync(ok).subarray(0, 30) },
		],
		['20,000 levels', { body: nested }],
		['a code that is an object', { body: '{"code":{},"result":{}}' }],
		['a code that is an array', { body: '{"code":[0],"result":{}}' }],
		['a code that is false', { body: '{"code":false,"result":{}}' }],
		['a code that is null', { body: '{"code":null,"result":{}}' }],
		['a code beyond all numbers', { body: '{"code":1e400,"result":{}}' }],
		['a code below 0', { body: '{"code":-1,"result":{}}' }],
		['a code in words', { body: '{"code":"ERR_INVALID_TOKEN"}' }],
		['null', { body: 'null' }],
		['an empty object', { body: '{}' }],
		['an empty array', { body: '[]' }],
		['nothing', { body: '' }],
		['HTTP 204', { status: 204, body: '' }],
		['a text', { body: '"OK"' }],
	])('%s', async (_name, given) => {
		answer = given;
		const { error, items } = await send();
		expect(items).toEqual([]);
		expect(error?.message).toMatch(
			/^CINNOX may have sent this text; do not send it again before looking it up\. /,
		);
		expect(posts).toBe(1);
	});
});

test('a drip ends with the Timeout, and frees its place', async () => {
	const dripping = createServer((_request, response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		const drip = setInterval(() => response.write(' '), 50);
		response.on('close', () => clearInterval(drip));
	});
	await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve));
	const { port } = dripping.address() as AddressInfo;
	const started = performance.now();
	const { error } = await runNode({
		parameters: {
			resource: 'label',
			operation: 'getAll',
			requestOptions: { timeout: 200 },
			options: { maxConcurrency: 1 },
		},
		credential: { appId: 'app', appToken: APP_TOKEN, baseUrl: `http://127.0.0.1:${port}` },
	});
	expect(error?.message).toContain('CINNOX did not answer in time');
	expect(performance.now() - started).toBeLessThan(20_000);
	dripping.closeAllConnections();
	dripping.close();
});

test('an ID keeps its digits where a number would lose them', async () => {
	answer = { body: '{"code":0,"result":{"transactionID":9007199254740993,"status":"Submitted"}}' };
	const { items } = await send();
	expect(items[0].json.transactionId).toBe('9007199254740993');
});

test('the App Token does not come out, in whatever form it is echoed', async () => {
	const forms = [
		APP_TOKEN,
		encodeURIComponent(APP_TOKEN),
		Buffer.from(`Bearer ${APP_TOKEN}`).toString('base64'),
		APP_TOKEN.toUpperCase(),
		Buffer.from(APP_TOKEN).toString('hex'),
	];
	for (const form of forms) {
		answer = { body: JSON.stringify({ code: 0, result: { transactionID: 't', echo: form } }) };
		expect(JSON.stringify(await send())).not.toContain(form);
		answer = { body: JSON.stringify({ code: 7210101, message: `${'x'.repeat(280)}${form}` }) };
		const text = JSON.stringify((await send()).error);
		expect(text).not.toContain(form.slice(0, 14));
	}
});
