import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Fault, Simulator } from '../../../simulator/index.mts';
import { call, simulator } from '../harness.mts';
import { KEEP_ALIVE, LIST_SMS, SEND_SMS, ask, askUnder, requestText } from './support.mts';
import type { Seen } from './support.mts';

/** What a fault of the line may not change: the answer itself. */
const contentOf = ({ statusLine, body }: Seen): unknown => [statusLine, body.toString()];

async function plain(from: Simulator): Promise<Seen> {
	return await ask(from, LIST_SMS);
}

describe('slicer', () => {
	it('sends the whole answer, headers included, in pieces that are apart', async () => {
		const from = await simulator();
		const whole = await plain(from);
		const seen = await askUnder(from, { kind: 'slicer', bytes: 50, ms: 3 }, LIST_SMS);
		expect(contentOf(seen)).toEqual(contentOf(whole));
		expect(seen.pieces.length).toBeGreaterThan(seen.bytes.length / 50 / 3);
		expect(seen.pieces[0].length).toBeLessThan(seen.text.indexOf('\r\n\r\n'));
		expect(seen.ms).toBeGreaterThan((seen.bytes.length / 50 - 2) * 3);
		expect(seen.entry).toMatchObject({ fault: 'slicer', accepted: true, status: 200, code: 0 });
	});

	it('cuts between any two bytes', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'slicer', bytes: 1, ms: 1 });
		expect(JSON.parse(seen.body.toString())).toMatchObject({ code: 0, result: { status: true } });
		expect(seen.pieces.length).toBeGreaterThan(seen.bytes.length / 3);
	});

	it('waits as long as the seed says', async () => {
		const from = await simulator();
		const times = async (seed: number): Promise<number> => {
			const fault: Fault = { kind: 'slicer', bytes: 100, ms: 0, jitterMs: 100, seed };
			return (await askUnder(from, fault, SEND_SMS)).ms;
		};
		// Four pieces, three waits: 0.78, 0.54 and 0.60 of the longest one for seed 1; 0.16, 0.45 and 0.44 for seed 9.
		expect((await times(1)) - (await times(9))).toBeGreaterThan(40);
	});
});

describe('bandwidth', () => {
	it('lets through so many bytes a second and no more', async () => {
		const from = await simulator();
		const whole = await plain(from);
		const seen = await askUnder(from, { kind: 'bandwidth', bytesPerSecond: 8000 }, LIST_SMS);
		expect(contentOf(seen)).toEqual(contentOf(whole));
		const due = (seen.bytes.length / 8000) * 1000;
		expect(seen.ms).toBeGreaterThan(due * 0.9);
		expect(seen.ms).toBeLessThan(due * 1.5 + 200);
		expect(seen.pieces.length).toBeGreaterThan(5);
	});
});

describe('jitter', () => {
	it('holds back the first byte, then nothing', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'jitter', ms: 60, jitterMs: 0 }, LIST_SMS);
		expect(seen.pieces[0].at).toBeGreaterThan(58);
		expect(seen.ms - seen.pieces[0].at).toBeLessThan(50);
		// The request took effect before the wait.
		from.faults.add({ kind: 'jitter', ms: 300, jitterMs: 0 });
		const pending = call(from, 'POST', SEND_SMS.path, SEND_SMS.body);
		await expect.poll(() => from.state.sms.length).toBe(1);
		expect(from.ledger.at(-1)?.status).toBeUndefined();
		expect((await pending).status).toBe(200);
	});
});

describe.each<[Fault['kind'], Fault['form'], Seen['ending']]>([
	['cut', 'close', 'closed'],
	['cut', 'reset', 'reset'],
	['stall', undefined, 'open'],
	['halfOpen', undefined, 'closed'],
])('%s %s', (kind, form, ending) => {
	it.each<[place: string, Partial<Fault>, length: (head: number, all: number) => number]>([
		['before the headers', { bytes: 0 }, () => 0],
		['inside the headers', { bytes: 20 }, () => 20],
		['after the headers', { bytes: 0, from: 'body' }, (head) => head],
		['inside the body', { bytes: 5, from: 'body' }, (head) => head + 5],
		['where the body ends', { bytes: 1e6, from: 'body' }, (_head, all) => all],
	])('%s', async (_place, options, length) => {
		const from = await simulator();
		// Another fault of the line that changes nothing has the same answer written in the same way.
		const whole = await askUnder(from, { kind: 'cut', bytes: Infinity });
		const head = whole.bytes.length - whole.body.length;
		const quietMs = ending === 'open' ? 60 : 5000;
		const seen = await askUnder(from, { kind, form, ...options }, SEND_SMS, quietMs);
		expect(seen.ending).toBe(ending);
		expect(seen.bytes.length).toBe(length(head, whole.bytes.length));
		expect(seen.statusLine).toBe(whole.statusLine.slice(0, seen.bytes.length));
		const hasHead = seen.bytes.length >= head;
		expect(seen.entry).toMatchObject({ fault: kind, accepted: true });
		expect(seen.entry.status).toBe(hasHead ? 200 : undefined);
		expect(seen.entry.code).toBe(seen.bytes.length === whole.bytes.length ? 0 : undefined);
		expect(from.state.sms).toHaveLength(2);
	});

	it('may come before anything took effect', async () => {
		const from = await simulator();
		const seen = await askUnder(
			from,
			{ kind, form, bytes: 20, afterProcessing: false },
			SEND_SMS,
			ending === 'open' ? 60 : 5000,
		);
		expect(seen.ending).toBe(ending);
		expect(seen.entry.accepted).toBe(false);
		expect(from.state.sms).toEqual([]);
	});
});

it('halfOpen leaves the other side open', async () => {
	const from = await simulator();
	from.faults.add({ kind: 'halfOpen', bytes: 20 });
	const { hostname, port } = new URL(from.url);
	const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
	let failed = false;
	socket.on('error', () => (failed = true));
	socket.write(requestText(from, SEND_SMS));
	socket.resume();
	await once(socket, 'end');
	// A connection that is closed answers with a reset, and the next write fails.
	for (let count = 0; count < 3; count++) {
		socket.write('x');
		await sleep(20);
	}
	expect(failed).toBe(false);
	expect(socket.writable).toBe(true);
	socket.destroy();
	await from.idle();
});

describe('resetRequest', () => {
	const long = { ...SEND_SMS, body: { ...(SEND_SMS.body as object), text: 'x'.repeat(2_000_000) } };

	it.each([0, 1000, 500_000])('resets after %d bytes of a long request', async (bytes) => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'resetRequest', bytes }, long);
		expect(seen).toMatchObject({ ending: 'reset', bytes: Buffer.alloc(0) });
		expect(seen.entry).toMatchObject({ fault: 'resetRequest', accepted: false, valid: false });
		expect(seen.entry.body).toBeUndefined();
		expect(seen.entry.status).toBeUndefined();
		expect(from.state.sms).toEqual([]);
		await from.idle();
		expect((await ask(from, SEND_SMS)).statusLine).toBe('HTTP/1.1 200 OK');
	});

	it('reads as many bytes first', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'resetRequest', bytes: 1_000_000 });
		const { hostname, port } = new URL(from.url);
		const socket = connect({ host: hostname, port: Number(port) });
		const broken = once(socket, 'error');
		const text = requestText(from, long);
		socket.write(text.slice(0, 900_000));
		await sleep(100);
		expect(socket.destroyed).toBe(false);
		socket.write(text.slice(900_000, 1_100_000));
		await broken;
		expect(from.ledger[0]).toMatchObject({ fault: 'resetRequest', accepted: false });
	});

	it('may come when the request took effect', async () => {
		const from = await simulator();
		const fault: Fault = { kind: 'resetRequest', afterProcessing: true };
		const seen = await askUnder(from, fault, SEND_SMS);
		expect(seen).toMatchObject({ ending: 'reset', bytes: Buffer.alloc(0) });
		expect(seen.entry).toMatchObject({ accepted: true, valid: true });
		expect(from.state.sms).toHaveLength(1);
	});

	it('resets a request that is shorter at its end', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'resetRequest', bytes: Infinity });
		expect(seen.ending).toBe('reset');
		expect(seen.entry.accepted).toBe(false);
	});
});

describe('faults of the line', () => {
	it('add up, on top of a fault that makes up the answer', async () => {
		const from = await simulator();
		const seen = await askUnder(from, [
			{ kind: 'jitter', ms: 40, jitterMs: 0 },
			{ kind: 'encodingMismatch', encoding: 'br' },
			{ kind: 'slicer', bytes: 10, ms: 2 },
			{ kind: 'bandwidth', bytesPerSecond: 10_000 },
			{ kind: 'cut', bytes: 6, from: 'body', form: 'reset' },
		]);
		expect(seen.headers).toContain('content-encoding: br');
		expect(seen.body.toString()).toBe('{"code');
		expect(seen.ending).toBe('reset');
		expect(seen.pieces[0].at).toBeGreaterThan(38);
		expect(seen.pieces.length).toBeGreaterThan(5);
		expect(seen.entry).toMatchObject({
			fault: 'encodingMismatch',
			faults: ['jitter', 'encodingMismatch', 'slicer', 'bandwidth', 'cut'],
			accepted: true,
			status: 200,
		});
		expect(seen.entry.code).toBeUndefined();
		// All are used up.
		expect((await ask(from, LIST_SMS)).ms).toBeLessThan(200);
		expect(from.ledger.at(-1)?.faults).toBeUndefined();
	});

	it('have a request take effect only when all of them let it', async () => {
		const from = await simulator();
		const { entry } = await askUnder(from, [
			{ kind: 'status', status: 500 },
			{ kind: 'cut', bytes: 20, afterProcessing: false },
		]);
		expect(entry.accepted).toBe(false);
		expect(from.state.sms).toEqual([]);
	});

	it('hit file downloads by path, streams included', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'slicer', bytes: 60_000, ms: 0, path: '.wav' });
		from.faults.add({ kind: 'cut', bytes: 100_000, from: 'body', path: '.wav' });
		const response = await fetch(`${from.url}/files/a.wav?bytes=300000`);
		expect(response.headers.get('content-length')).toBe('300000');
		await expect(response.arrayBuffer()).rejects.toThrow();
		expect(from.ledger[0]).toMatchObject({ faults: ['slicer', 'cut'], status: 200 });
		expect((await fetch(`${from.url}/files/a.wav`)).status).toBe(200);
	});

	it('keep a connection for the next request', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'slicer', bytes: 40, ms: 0, times: Infinity });
		const { hostname, port } = new URL(from.url);
		const socket = connect({ host: hostname, port: Number(port) });
		let text = '';
		socket.on('data', (chunk) => (text += chunk));
		for (const count of [1, 2, 3]) {
			socket.write(requestText(from, { ...SEND_SMS, headers: KEEP_ALIVE }));
			await expect.poll(() => text.match(/"status":true[^}]*\}\}/g)?.length).toBe(count);
		}
		socket.destroy();
		expect(from.state.sms).toHaveLength(3);
		await from.idle();
	});

	it('end with the client, and with the simulator', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'slicer', bytes: 1, ms: 10_000, times: 2 });
		expect((await ask(from, SEND_SMS, 60)).ending).toBe('open');
		await from.idle();
		const pending = ask(from, SEND_SMS, 5000);
		await expect.poll(() => from.ledger.length).toBe(2);
		await from.close();
		expect((await pending).ending).not.toBe('open');
	});
});
