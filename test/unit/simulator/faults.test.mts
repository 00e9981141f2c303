import { describe, expect, it } from 'vitest';
import { NUMBERS } from '../../simulator/index.mts';
import type { Fault, FaultKind, Simulator } from '../../simulator/index.mts';
import { call, fetchJson, simulator } from './harness.mts';
import type { Json } from '../../simulator/json.mts';

const body = { senderNumber: NUMBERS[0].number, recipientNumbers: ['85291234567'], text: 'Hello' };

/** Sends an SMS under a fault: the reply, or the code of the broken connection. */
async function sendUnder(from: Simulator, fault: Fault): Promise<Json> {
	from.faults.add(fault);
	return await call(from, 'POST', 'send_sms', body).catch((error: { code?: string }) => error.code);
}

describe('faults', () => {
	it.each<[kind: FaultKind, accepted: boolean, reply: unknown, fault?: Partial<Fault>]>([
		['429', false, { status: 429, body: { code: 6451010 } }],
		['rateLimited', false, { status: 400, body: { code: 6451010 } }],
		['badService', false, { status: 400, body: { code: 6451001 } }],
		['badService', true, { status: 400, body: { code: 6451001 } }, { afterProcessing: true }],
		['status500', false, { status: 500, body: 'Internal Server Error' }],
		['status502', false, { status: 502, body: expect.stringContaining('502 Bad Gateway') }],
		['status502', true, { status: 502 }, { afterProcessing: true }],
		['dropBefore', false, 'UND_ERR_SOCKET'],
		['dropAfter', true, 'UND_ERR_SOCKET'],
		['halfBody', true, 'UND_ERR_SOCKET'],
		['halfBody', false, 'UND_ERR_SOCKET', { afterProcessing: false }],
		['invalidJson', true, { status: 200, body: expect.stringMatching(/^\{"code":0/) }],
		['html', true, { status: 200, body: expect.stringContaining('<html>') }],
		['html', false, { status: 200 }, { afterProcessing: false }],
		['empty204', true, { status: 204, body: '' }],
		[
			'code',
			false,
			{ status: 400, body: { code: 7210101, message: 'bad request' } },
			{ code: 7210101, message: 'bad request' },
		],
		['code', false, { status: 503, body: { code: 1 } }, { code: 1, status: 503 }],
		['latency', true, { status: 200, body: { code: 0 } }, { ms: 1 }],
		['delayedAfter', true, { status: 200, body: { code: 0 } }, { ms: 1 }],
	])('%s (request takes effect: %s)', async (kind, accepted, reply, fault) => {
		const from = await simulator();
		const got = await sendUnder(from, { kind, ...fault });
		if (typeof reply === 'string') expect(got).toBe(reply);
		else expect(got).toMatchObject(reply as object);
		expect(from.state.sms).toHaveLength(accepted ? 1 : 0);
		expect(from.ledger[0]).toMatchObject({ fault: kind, accepted, valid: true, body });
		// The fault is used up.
		expect((await call(from, 'POST', 'send_sms', body)).status).toBe(200);
		expect(from.ledger[1].fault).toBeUndefined();
	});

	it.each<[Fault, string]>([
		[{ kind: '429', retryAfter: 3 }, '3'],
		[
			{ kind: 'rateLimited', retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' },
			'Wed, 21 Oct 2026 07:28:00 GMT',
		],
	])('%o sends Retry-After', async (fault, header) => {
		const from = await simulator();
		expect((await sendUnder(from, fault)).headers['retry-after']).toBe(header);
		expect((await sendUnder(from, { kind: fault.kind })).headers['retry-after']).toBeUndefined();
	});

	it('never answers under timeout, until the client gives up', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'timeout' });
		const aborter = new AbortController();
		const pending = fetch(`${from.url}/v1/api/apps/${from.appId}/numbers`, {
			signal: aborter.signal,
		});
		await expect.poll(() => from.ledger[0]?.fault).toBe('timeout');
		aborter.abort();
		await expect(pending).rejects.toThrow('abort');
		await from.idle();
		expect(from.ledger[0]).toMatchObject({ accepted: false });
		expect(from.ledger[0].status).toBeUndefined();
	});

	it('takes effect under timeout when asked to', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'timeout', afterProcessing: true });
		const lost = call(from, 'POST', 'send_sms', body).catch(() => 'lost');
		await expect.poll(() => from.ledger[0]?.accepted).toBe(true);
		await from.close();
		expect(await lost).toBe('lost');
	});

	it('delays the answer, not the effect, under delayedAfter, and both under latency', async () => {
		const from = await simulator();
		for (const [kind, sent] of [
			['delayedAfter', 1],
			['latency', 1],
		] as const) {
			from.faults.add({ kind, ms: 60 });
			const started = performance.now();
			const pending = call(from, 'POST', 'send_sms', body);
			await expect.poll(() => from.ledger.at(-1)?.fault).toBe(kind);
			// After the first loop one SMS is there; the second has not arrived yet under latency.
			expect(from.state.sms).toHaveLength(sent);
			await pending;
			expect(performance.now() - started).toBeGreaterThan(55);
		}
		expect(from.state.sms).toHaveLength(2);
	});

	it('hits as many requests as asked, in the order of the faults', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'status500', times: 2 });
		from.faults.add({ kind: '429' });
		const statuses = [];
		for (let count = 0; count < 4; count++)
			statuses.push((await call(from, 'GET', 'numbers')).status);
		expect(statuses).toEqual([500, 500, 429, 200]);
	});

	it('hits only what it is meant for', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'status500', times: Infinity, path: '/send_sms' });
		from.faults.add({
			kind: 'status502',
			times: Infinity,
			path: /data\/\w+-detail$/g,
			method: 'get',
		});
		const statuses = async (): Promise<number[]> =>
			await Promise.all(
				[
					['POST', 'send_sms', body],
					['GET', 'data/sms-detail'],
					['GET', 'data/call-detail'],
					['GET', 'numbers'],
				].map(
					async ([method, path, sent]) =>
						(await call(from, method as string, path as string, sent)).status,
				),
			);
		expect(await statuses()).toEqual([500, 502, 502, 200]);
		expect(await statuses()).toEqual([500, 502, 502, 200]);
		from.faults.clear();
		expect(await statuses()).toEqual([200, 200, 200, 200]);
	});

	it('hits only the method that it names', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'status500', method: 'post' });
		expect((await call(from, 'GET', 'numbers')).status).toBe(200);
		expect((await call(from, 'POST', 'send_sms', body)).status).toBe(500);
	});

	it('hits downloads only by path', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'status500' });
		expect((await fetchJson(`${from.url}/files/a.wav`)).status).toBe(200);
		from.faults.add({ kind: 'halfBody', path: '.wav' });
		await expect(fetchJson(`${from.url}/files/a.wav`)).rejects.toThrow();
		expect((await fetchJson(`${from.url}/files/a.wav`)).status).toBe(200);
	});

	it('refuses a kind that does not exist', async () => {
		const from = await simulator();
		expect(() => from.faults.add({ kind: 'gremlins' as never })).toThrow(
			'There is no fault gremlins',
		);
	});

	it('counts requests in flight', async () => {
		const from = await simulator({ latencyMs: 30 });
		await Promise.all(Array.from({ length: 5 }, () => call(from, 'GET', 'language')));
		expect(from.ledger.map(({ concurrent }) => concurrent)).toEqual([1, 2, 3, 4, 5]);
		await from.idle();
		await call(from, 'GET', 'language');
		expect(from.ledger.at(-1)?.concurrent).toBe(1);
	});
});
