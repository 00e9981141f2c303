import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../../simulator/index.mts';
import { simulator } from '../harness.mts';
import { KEEP_ALIVE, SEND_SMS, ask, askUnder, requestText, valuesOf } from './support.mts';

const SUCCESS = /^\{"code":0,"result":\{.*"status":true.*\}\}$/;

describe('drip', () => {
	it.each([
		['length', 'content-length: 1000000000000'],
		['chunked', 'transfer-encoding: chunked'],
		['unannounced', 'connection: close'],
	])('%s: headers at once, then single bytes for ever', async (form, header) => {
		const from = await simulator();
		// On a busy machine the headers alone have taken 300 ms.
		const limitMs = 1_500;
		const seen = await askUnder(from, { kind: 'drip', form, ms: 20 }, SEND_SMS, 1000, limitMs);
		expect(seen.headers).toContain(header);
		expect(seen.ending).toBe('open');
		expect(seen.pieces[0].length).toBeGreaterThan(60);
		const drops = seen.pieces.slice(-3);
		expect(drops.map(({ length }) => length)).toEqual([1, 1, 1]);
		expect(seen.text).toMatch(/a{5,}$/);
		expect(seen.pieces.length).toBeLessThan(limitMs / 20 + 4);
		expect(seen.entry).toMatchObject({ accepted: true, status: 200 });
		expect(seen.entry.code).toBeUndefined();
	});

	it('of headers never gets to their end', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'dripHeaders', ms: 20 }, SEND_SMS, 1000, 200);
		expect(seen.text).toMatch(/^HTTP\/1\.1 200 OK\r\nx-drip: a{3,}$/);
		expect(seen.ending).toBe('open');
		expect(seen.entry.status).toBeUndefined();
	});

	it('stops when the client goes', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'drip', ms: 5 });
		await ask(from, SEND_SMS, 1000, 50);
		await from.idle();
	});
});

describe('contentLength', () => {
	it.each<[form: string, values: (right: number) => string[], ending?: string]>([
		['too long', (right) => [`${right + 100}`]],
		['too long, stays open', (right) => [`${right + 100}`], 'open'],
		['too short', (right) => [`${right - 5}`]],
		['two different', (right) => [`${right}`, `${right + 7}`]],
		['two alike', (right) => [`${right}`, `${right}`]],
		['a list', (right) => [`${right}, ${right + 7}`]],
		['negative', () => ['-1']],
		['no number', () => ['many']],
		['beyond 64 bits', () => ['99999999999999999999']],
	])('%s', async (form, values, ending = 'closed') => {
		const from = await simulator();
		const seen = await askUnder(
			from,
			{ kind: 'contentLength', form },
			SEND_SMS,
			ending === 'open' ? 60 : 5000,
		);
		expect(seen.body.toString()).toMatch(SUCCESS);
		expect(valuesOf(seen, 'content-length')).toEqual(values(seen.body.length));
		expect(seen.ending).toBe(ending);
	});
});

describe('chunked', () => {
	it.each<[form: string, body: RegExp]>([
		['size that is no number', /^zz\r\n\{.*\}\}\r\n0\r\n\r\n$/],
		['negative size', /^-5\r\n\{.*\}\}\r\n0\r\n\r\n$/],
		['size beyond 64 bits', /^f{17}\r\n\{.*\}\}\r\n0\r\n\r\n$/],
		['less than announced', /^[0-9a-f]+\r\n\{.*\}\}\r\n0\r\n\r\n$/],
		['more than announced', /^[0-9a-f]+\r\n\{.*\}\}\r\n0\r\n\r\n$/],
		['second chunk broken', /^[0-9a-f]+\r\n\{[^\r]*\r\nxyz\r\n.*\}\}\r\n0\r\n\r\n$/],
		['no last chunk', /^[0-9a-f]+\r\n\{.*\}\}\r\n$/],
		['Content-Length as well', /^[0-9a-f]+\r\n\{.*\}\}\r\n0\r\n\r\n$/],
	])('%s', async (form, body) => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'chunked', form });
		expect(valuesOf(seen, 'transfer-encoding')).toEqual(['chunked']);
		expect(valuesOf(seen, 'content-length')).toEqual(
			form === 'Content-Length as well' ? ['5'] : [],
		);
		expect(seen.body.toString()).toMatch(body);
		const [size, data] = seen.body.toString().split('\r\n');
		const surplus: Record<string, number> = {
			'less than announced': 40,
			'more than announced': -Math.ceil(data.length / 2),
			'no last chunk': 0,
		};
		if (form in surplus) expect(Number.parseInt(size, 16) - data.length).toBe(surplus[form]);
		expect(seen.ending).toBe('closed');
	});
});

describe('headerFlood', () => {
	it('sends many headers', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'headerFlood', count: 3000 });
		expect(seen.headers.filter((line) => line.startsWith('x-flood-'))).toHaveLength(3000);
		expect(seen.body.toString()).toMatch(SUCCESS);
	});

	it('sends a long header', async () => {
		const from = await simulator();
		const fault = { kind: 'headerFlood', form: 'long', bytes: 300_000 } as const;
		const seen = await askUnder(from, fault);
		expect(valuesOf(seen, 'x-flood')[0]).toHaveLength(300_000);
		expect(seen.body.toString()).toMatch(SUCCESS);
	});

	it('sends headers without end', async () => {
		const from = await simulator();
		const fault = { kind: 'headerFlood', form: 'endless' } as const;
		const seen = await askUnder(from, fault, SEND_SMS, 1000, 150);
		expect(seen.ending).toBe('open');
		expect(seen.headers.length).toBeGreaterThan(10);
		expect(seen.body).toHaveLength(0);
		expect(seen.entry).toMatchObject({ accepted: true });
		expect(seen.entry.status).toBeUndefined();
	});
});

describe('headerCharacters', () => {
	it.each([
		['NUL in a value', 'x-bad: a\0b'],
		['control character in a value', 'x-bad: a\x07b'],
		['bare carriage return', 'x-bad: a\rx-more: b'],
		['bare line feed', 'x-bad: a\nx-more: b'],
		['folded line', 'x-bad: a'],
		['space before the colon', 'x-bad : a'],
		['space in a name', 'x bad: a'],
		['no name', ': a'],
		['no colon', 'x-bad'],
		['Latin-1 in a value', 'x-bad: \xe9\xff'],
		['UTF-8 in a value', Buffer.from('x-bad: 超時 🙃').toString('latin1')],
	])('%s', async (form, line) => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'headerCharacters', form });
		expect(seen.statusLine).toBe('HTTP/1.1 200 OK');
		expect(seen.headers[0]).toBe(line);
		if (form === 'folded line') expect(seen.headers[1]).toBe('\tb');
		expect(seen.body.toString()).toMatch(SUCCESS);
		expect(seen.ending).toBe('closed');
	});
});

describe('statusLine', () => {
	it.each([
		['status 999', 'HTTP/1.1 999 Who knows', 999],
		['status 600', 'HTTP/1.1 600', 600],
		['two digits', 'HTTP/1.1 20 OK', undefined],
		['four digits', 'HTTP/1.1 2000 OK', undefined],
		['no number', 'HTTP/1.1 OK', undefined],
		['no reason', 'HTTP/1.1 200', 200],
		['HTTP 2', 'HTTP/2.0 200 OK', 200],
		['HTTP 0.9', 'HTTP/0.9 200 OK', 200],
		['another protocol', 'ICY 200 OK', undefined],
		['switching protocols', 'HTTP/1.1 101 Switching Protocols', 101],
		['no HTTP at all', 'SSH-2.0-OpenSSH_9.9', undefined],
	])('%s', async (form, line, status) => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'statusLine', form });
		expect(seen.statusLine).toBe(line);
		expect(seen.body.toString()).toMatch(SUCCESS);
		expect(seen.entry.status).toBe(status);
	});
});

describe('http10', () => {
	it.each([
		['until it closes', [], 'closed'],
		['with a length', ['right'], 'closed'],
		['kept alive', ['right'], 'open'],
	])('%s', async (form, lengths, ending) => {
		const from = await simulator();
		const seen = await askUnder(
			from,
			{ kind: 'http10', form },
			{ ...SEND_SMS, headers: KEEP_ALIVE },
			ending === 'open' ? 60 : 5000,
		);
		expect(seen.statusLine).toBe('HTTP/1.0 200 OK');
		expect(valuesOf(seen, 'content-length')).toEqual(lengths.map(() => `${seen.body.length}`));
		expect(seen.body.toString()).toMatch(SUCCESS);
		expect(seen.ending).toBe(ending);
		expect(seen.entry).toMatchObject({ status: 200, code: 0 });
	});
});

describe('informational', () => {
	it.each([
		[100, 'Continue'],
		[102, 'Processing'],
		[103, 'Early Hints'],
	])('%d before the answer', async (status, reason) => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'informational', status, count: 500 });
		expect(seen.text.split(`HTTP/1.1 ${status} ${reason}\r\n`)).toHaveLength(501);
		expect(seen.text).toMatch(/\r\n\r\nHTTP\/1\.1 200 OK\r\n[^]*\}\}$/);
		expect(seen.entry).toMatchObject({ status: 200, code: 0 });
	});

	it('may be all that ever comes', async () => {
		const from = await simulator();
		const fault = { kind: 'informational', form: 'endless', ms: 10 } as const;
		const seen = await askUnder(from, fault, SEND_SMS, 1000, 120);
		expect(seen.text).toMatch(/^(HTTP\/1\.1 102 Processing\r\n\r\n){3,}$/);
		expect(seen.entry).toMatchObject({ accepted: true });
		expect(seen.entry.status).toBeUndefined();
	});
});

describe('twoAnswers', () => {
	it.each<[form: string, first: RegExp, second: RegExp]>([
		['the same again', /200 OK[^]*"status":true/, /^ 200 OK[^]*"status":true/],
		['a refusal', /200 OK[^]*"status":true/, /^ 400 Bad Request[^]*"code":6451000/],
		['success after an empty one', /200 OK[^]*content-length: 0/, /^ 200 OK[^]*"status":true/],
		['a web page', /200 OK[^]*"status":true/, /^ 200 OK[^]*<html>/],
	])('%s', async (form, first, second) => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'twoAnswers', form });
		const answers = seen.text.split('HTTP/1.1').slice(1);
		expect(answers).toHaveLength(2);
		expect(answers[0]).toMatch(first);
		expect(answers[1]).toMatch(second);
		expect(from.ledger).toHaveLength(1);
		expect(from.state.sms).toHaveLength(1);
	});

	it('has the second one come later, and answers the next request after it', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'twoAnswers', form: 'a refusal', ms: 60 });
		const { hostname, port } = new URL(from.url);
		const socket = connect({ host: hostname, port: Number(port) });
		let text = '';
		socket.on('data', (chunk) => (text += chunk));
		const statuses = (): string[] => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, one]) => one);
		socket.write(requestText(from, { ...SEND_SMS, headers: KEEP_ALIVE }));
		await expect.poll(statuses).toEqual(['200']);
		await expect.poll(statuses).toEqual(['200', '400']);
		socket.write(requestText(from, { ...SEND_SMS, headers: KEEP_ALIVE }));
		await expect.poll(statuses).toEqual(['200', '400', '200']);
		socket.destroy();
		expect(from.ledger.map(({ accepted }) => accepted)).toEqual([true, true]);
		await from.idle();
	});
});

describe('raw', () => {
	it('sends its text and nothing else', async () => {
		const from = await simulator();
		const text = 'HTTP/1.1 200 OK\r\nx: \xff\r\n\r\nwhatever';
		const seen = await askUnder(from, { kind: 'raw', text });
		expect(seen).toMatchObject({ text, ending: 'closed' });
	});
});

describe('options', () => {
	it.each([
		[{ kind: 'nested', bytes: 3 }, 'The fault nested has no option bytes'],
		[{ kind: 'html', form: 'x' }, 'The fault html has no option form'],
		[{ kind: 'cut', form: 'bend' }, 'The fault cut has no form "bend", only close, reset'],
		[{ kind: 'echo', where: 'nowhere' }, 'The fault echo has no where "nowhere", only message'],
	])('%o is refused', async (fault, message) => {
		const from = await simulator();
		expect(() => from.faults.add(fault as never)).toThrow(message);
		expect(() => from.faults.addSequence([[fault as never]])).toThrow(message);
	});

	it('have their defaults, the first form among them', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'http10', form: undefined });
		expect(FAULTS.http10.choices.form?.[0]).toBe('until it closes');
		expect(valuesOf(seen, 'content-length')).toEqual([]);
	});
});
