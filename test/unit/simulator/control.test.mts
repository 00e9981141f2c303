import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FAULTS, NUMBERS, randomFaults } from '../../simulator/index.mts';
import { call, fetchJson, hook, simulator } from './harness.mts';
import type { Json } from '../../simulator/json.mts';
import type { Simulator } from '../../simulator/index.mts';

const control = async (from: Simulator, method: string, path: string, body?: unknown) =>
	await fetchJson(`${from.url}/__control/${path}`, method, {
		...(body !== undefined && { body: JSON.stringify(body) }),
	});

describe('the control API', () => {
	it('injects events under any of their names', async () => {
		const from = await simulator({ control: true });
		const subscriber = await hook();
		await call(from, 'PATCH', 'inbound-sms-event-sub', { enabled: true, url: subscriber.url });
		for (const name of ['inbound-sms', 'inboundSms', 'inbound-sms-event-sub']) {
			const reply = await control(from, 'POST', `events/${name}`, { content: name });
			expect(reply).toMatchObject({ status: 200, body: { deliveries: [{ status: 200 }] } });
		}
		await control(from, 'POST', 'events/raw', { event: 'inbound-sms', body: '{"broken' });
		expect(subscriber.received.slice(1).map((event) => event.content ?? event)).toEqual([
			'inbound-sms',
			'inboundSms',
			'inbound-sms-event-sub',
			'{"broken',
		]);
		const other = await control(from, 'POST', 'events/inbound-sms?appId=other', {});
		expect(other.body).toEqual({ deliveries: [] });
	});

	it('sets and clears faults', async () => {
		const from = await simulator({ control: true });
		await control(from, 'POST', 'faults', {
			kind: 'status500',
			times: 'Infinity',
			pathPattern: 'num.*',
		});
		expect((await call(from, 'GET', 'numbers')).status).toBe(500);
		expect((await call(from, 'GET', 'numbers')).status).toBe(500);
		expect((await call(from, 'GET', 'language')).status).toBe(200);
		await control(from, 'DELETE', 'faults');
		expect((await call(from, 'GET', 'numbers')).status).toBe(200);
	});

	it('sets faults with all their options, in sequence and by chance', async () => {
		const from = await simulator({ control: true });
		const body = { senderNumber: NUMBERS[0].number, recipientNumbers: ['85291234567'], text: 'Hi' };
		const send = async (): Promise<number> =>
			await call(from, 'POST', 'send_sms', body).then(
				({ status }) => status,
				() => 0,
			);
		await control(from, 'POST', 'faults', { kind: 'status', status: 418, method: 'POST' });
		await control(from, 'POST', 'faults', { kind: 'cut', bytes: 'Infinity', form: 'close' });
		expect(await send()).toBe(418);
		expect(from.ledger[0].faults).toEqual(['status', 'cut']);

		await control(from, 'POST', 'faults', {
			sequence: [[{ kind: 'status', status: 503 }], [], [{ kind: 'dropAfter' }]],
			path: 'send_sms',
		});
		expect([await send(), await send(), await send(), await send()]).toEqual([503, 200, 0, 200]);

		const { seed } = (await control(from, 'POST', 'faults', { random: 77, kinds: ['status500'] }))
			.body;
		expect(seed).toBe(77);
		const steps = randomFaults(77, { kinds: ['status500'], print: () => undefined }).take(6);
		const statuses = [];
		while (statuses.length < steps.length) statuses.push(await send());
		expect(statuses).toEqual(steps.map(({ length }) => (length > 0 ? 500 : 200)));
		await control(from, 'DELETE', 'faults');
		expect((await control(from, 'POST', 'faults', { random: true })).body.seed).toBeGreaterThan(-1);
	});

	it('lists every fault', async () => {
		const from = await simulator({ control: true });
		const { faults } = (await control(from, 'GET', 'faults')).body;
		expect(Object.keys(faults).sort()).toEqual(Object.keys(FAULTS).sort());
		expect(faults.cut).toMatchObject({
			standsFor: FAULTS.cut.standsFor,
			options: { bytes: 0, from: 'answer' },
			choices: { form: ['close', 'reset'] },
		});
		expect(faults.cut.cases.map(({ options }: Json) => options.bytes)).toContain('Infinity');
	});

	it('lists requests, SMS, subscriptions and deliveries', async () => {
		const from = await simulator({ control: true });
		const subscriber = await hook();
		const body = { senderNumber: NUMBERS[0].number, recipientNumbers: ['85291234567'], text: 'Hi' };
		await call(from, 'POST', 'send_sms', body);
		await call(from, 'PATCH', 'call-event-sub', { enabled: true, url: subscriber.url });
		await from.idle();
		const { requests } = (await control(from, 'GET', 'requests')).body;
		expect(requests).toMatchObject([{ seq: 1, operationId: 'sendSms', body }, { seq: 2 }]);
		expect((await control(from, 'GET', 'requests?since=1')).body.requests).toMatchObject([
			{ seq: 2 },
		]);
		expect((await control(from, 'GET', 'sms')).body.sms).toMatchObject([
			{ text: 'Hi', status: 'Delivered' },
		]);
		expect((await control(from, 'GET', 'subscriptions')).body.subscriptions).toMatchObject([
			{ event: 'call' },
		]);
		expect((await control(from, 'GET', 'deliveries')).body.deliveries).toMatchObject([
			{ challenge: true },
		]);
		await control(from, 'POST', 'reset');
		expect((await control(from, 'GET', 'requests')).body).toEqual({ requests: [] });
	});

	it('changes options', async () => {
		const from = await simulator({ control: true });
		const reply = await control(from, 'POST', 'options', { rateLimitPerMinute: 1, latencyMs: 2 });
		expect(reply.body).toMatchObject({ rateLimitPerMinute: 1, latencyMs: 2 });
		await call(from, 'GET', 'numbers');
		expect((await call(from, 'GET', 'numbers')).body.code).toBe(6451010);
	});

	it.each([
		['POST', 'faults', { kind: 'gremlins' }, 'There is no fault gremlins'],
		['POST', 'faults', { kind: 'html', pathPattern: '(' }, 'Invalid regular expression'],
		['POST', 'options', { allowRemoteWebhooks: true }, "Can't be changed: allowRemoteWebhooks"],
		['POST', 'events/earthquake', {}, 'There is no event earthquake'],
	])('%s %s %o is refused', async (method, path, body, message) => {
		const from = await simulator({ control: true });
		const reply = await control(from, method, path, body);
		expect(reply.status).toBe(400);
		expect(reply.body.error).toContain(message);
	});

	it('is no part of the ledger and not there unless asked for', async () => {
		const from = await simulator({ control: true });
		await control(from, 'GET', 'requests');
		expect(from.ledger).toEqual([]);
		const without = await simulator();
		expect((await control(without, 'POST', 'reset')).body.code).toBe(6450001);
	});
});

describe('main.mts', () => {
	const main = fileURLToPath(new URL('../../simulator/main.mts', import.meta.url));
	const run = (...args: string[]) => spawn(process.execPath, [main, ...args]);

	it.each(['SIGINT', 'SIGTERM'] as const)('runs alone and stops cleanly on %s', async (signal) => {
		const child = run('--port', '0', '--rows', '7', '--contacts', '3', '--rate', '0');
		const exit = once(child, 'exit');
		let output = '';
		child.stdout.on('data', (chunk) => (output += chunk));
		await expect.poll(() => output, { timeout: 10_000 }).toContain('/__control/requests');
		const [url, appId, appToken] = ['Base URL', 'App ID', 'App Token'].map(
			(name) => new RegExp(`${name}\\s+(\\S+)`).exec(output)?.[1] ?? '',
		);
		const list = async (path: string) =>
			await fetchJson(`${url}/v1/api/apps/${appId}/${path}`, 'GET', {
				headers: { authorization: `Bearer ${appToken}` },
			});
		const reply = await list('data/call-detail');
		expect(reply.body.result).toHaveLength(7);
		expect((await list('contacts/extcontact-list')).body.result).toHaveLength(3);
		expect(output).toContain(`curl -X POST ${url}/__control/events/inbound-sms`);
		child.kill(signal);
		expect(await exit).toEqual([0, null]);
	});

	it('refuses numbers that are none', async () => {
		const child = run('--rows', 'many');
		let output = '';
		child.stderr.on('data', (chunk) => (output += chunk));
		const [code] = await once(child, 'close');
		expect(code).toBe(2);
		expect(output).toContain('--rows needs a whole number from 0, not many');
	});
});
