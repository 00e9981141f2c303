import * as zlib from 'node:zlib';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { FAULTS, idOf } from '../../../simulator/index.mts';
import type { Fault, Simulator } from '../../../simulator/index.mts';
import type { Json } from '../../../simulator/json.mts';
import { call, simulator } from '../harness.mts';
import { LIST_SMS, SEND_SMS, ask, askUnder, valuesOf } from './support.mts';

const DECODERS: Record<string, (bytes: Buffer) => Buffer> = {
	gzip: (bytes) => zlib.gunzipSync(bytes),
	br: (bytes) => zlib.brotliDecompressSync(bytes),
	deflate: (bytes) => zlib.inflateSync(bytes),
	zstd: (bytes) => zlib.zstdDecompressSync(bytes),
};

/** The body of an SMS that was sent, whose ID is the only thing that differs from one to the next. */
const SENT =
	/^\{"code":0,"result":\{"serviceID":"[^"]+","status":true,"transactionID":"[^"]+"\}\}$/;

describe.each(Object.keys(DECODERS))('encoding %s', (encoding) => {
	it('over a body that is not', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'encodingMismatch', encoding });
		expect(valuesOf(seen, 'content-encoding')).toEqual([encoding]);
		expect(seen.body.toString()).toMatch(SENT);
		expect(valuesOf(seen, 'content-length')).toEqual([`${seen.body.length}`]);
		expect(seen.entry).toMatchObject({ accepted: true, status: 200, code: 0 });
		expect(() => DECODERS[encoding](seen.body)).toThrow();
	});

	it('right', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'encodingRight', encoding });
		expect(DECODERS[encoding](seen.body).toString()).toMatch(SENT);
	});

	it('broken off', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'encodingTruncated', encoding });
		expect(valuesOf(seen, 'content-encoding')).toEqual([encoding]);
		expect(valuesOf(seen, 'content-length')).toEqual([`${seen.body.length}`]);
		expect(() => DECODERS[encoding](seen.body)).toThrow();
	});

	it('corrupt', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'encodingCorrupt', encoding });
		let decoded = '';
		try {
			decoded = DECODERS[encoding](seen.body).toString();
		} catch {
			// Without a checksum it may as well decode to something else.
		}
		expect(decoded).not.toMatch(SENT);
	});

	it('that becomes much more', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'bomb', encoding, megabytes: 4 });
		expect(seen.bytes.length).toBeLessThan(40_000);
		const body = DECODERS[encoding](seen.body).toString();
		expect(body.length).toBe(4e6 + '{"code":0,"result":{"text":""}}'.length);
		expect(JSON.parse(body).code).toBe(0);
	});
});

it('a bomb of 300 MB is small and made once', async () => {
	const from = await simulator();
	const first = await askUnder(from, { kind: 'bomb' }, SEND_SMS, 20_000, 20_000);
	expect(first.body.length).toBeLessThan(2e6);
	const second = await askUnder(from, { kind: 'bomb' });
	expect(second.body.equals(first.body)).toBe(true);
	expect(second.ms).toBeLessThan(1000);
});

it('an answer that cannot be decoded fails in a client that asks for nothing special', async () => {
	const from = await simulator();
	const url = `${from.url}/v1/api/apps/${from.appId}/numbers`;
	const headers = { authorization: `Bearer ${from.appToken}` };
	from.faults.add({ kind: 'encodingMismatch', encoding: 'gzip' });
	await expect(fetch(url, { headers }).then((reply) => reply.text())).rejects.toThrow();
	from.faults.add({ kind: 'encodingRight', encoding: 'gzip' });
	expect(await fetch(url, { headers }).then((reply) => reply.json())).toMatchObject({ code: 0 });
});

describe('nested', () => {
	/** Levels below a value, without recursion. */
	const depthOf = (value: Json): number => {
		let depth = 0;
		for (let inside = value; inside !== null && typeof inside === 'object'; depth++) {
			inside = Object.values(inside)[0];
		}
		return depth;
	};

	it.each<[Partial<Fault>, (body: Json) => Json]>([
		[{ depth: 20_000 }, ({ result }) => result.nested],
		[{ depth: 20_000, form: 'objects' }, ({ result }) => result.nested],
		[{ depth: 200_000 }, ({ result }) => result.nested],
	])('%o', async (options, inside) => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'nested', ...options });
		const body = JSON.parse(seen.body.toString());
		expect(body).toMatchObject({ code: 0, result: { status: true } });
		expect(depthOf(inside(body))).toBe(options.depth);
		expect(() => structuredClone(body)).toThrow();
		expect(seen.entry).toMatchObject({ accepted: true, status: 200, code: 0 });
	});

	it('stands in the first row of a list', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'nested', depth: 7 }, LIST_SMS);
		const { result } = JSON.parse(seen.body.toString());
		expect(result).toHaveLength(5);
		expect(depthOf(result[0].nested)).toBe(7);
	});
});

describe('big', () => {
	it.each(['text', 'spaces'])('1 MB of %s', async (form) => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'big', megabytes: 1, form });
		expect(seen.body.length).toBeGreaterThan(1e6);
		expect(seen.body.length).toBeLessThan(1e6 + 300);
		expect(JSON.parse(seen.body.toString())).toMatchObject({ code: 0, result: { status: true } });
	});

	it.each([50, 300])('%d MB', async (megabytes) => {
		const from = await simulator();
		from.faults.add({ kind: 'big', megabytes });
		const { headers, body } = await request(`${from.url}/v1/api/apps/${from.appId}/numbers`, {
			headers: { authorization: `Bearer ${from.appToken}` },
		});
		let length = 0;
		for await (const chunk of body) length += (chunk as Buffer).length;
		expect(length).toBe(Number(headers['content-length']));
		expect(Math.floor(length / 1e6)).toBe(megabytes);
	});
});

describe('lists', () => {
	const page = async (from: Simulator, offset: number, path = 'data/sms-detail'): Promise<Json> =>
		(await call(from, 'GET', `${path}?offset=${offset}&limit=40`)).body;
	const ids = ({ result }: Json): string[] => result.map(({ id }: Json) => id);

	it('have no end, and every page is new', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'endlessList', times: Infinity });
		const pages = await Promise.all([0, 40, 80, 100_000].map((offset) => page(from, offset)));
		expect(pages.map(({ result }) => result.length)).toEqual([40, 40, 40, 40]);
		expect(new Set(pages.flatMap(ids)).size).toBe(160);
		expect(pages[3].result[0]).toMatchObject({ text: expect.any(String) });
	});

	it('have no end, and every page is the first', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'endlessList', form: 'same', times: Infinity });
		const pages = await Promise.all([0, 40, 100_000].map((offset) => page(from, offset)));
		expect(ids(pages[0])).toHaveLength(40);
		expect(pages[1]).toEqual(pages[0]);
		expect(pages[2]).toEqual(pages[0]);
	});

	it('have no end, and pages of random sizes that the seed decides', async () => {
		const sizes = async (seed: number): Promise<number[]> => {
			const from = await simulator();
			from.faults.add({ kind: 'endlessList', form: 'random sizes', seed, times: Infinity });
			const lengths = [];
			for (let offset = 0; offset < 400; offset += 40) {
				lengths.push((await page(from, offset)).result.length);
			}
			return lengths;
		};
		const drawn = await sizes(7);
		expect(Math.max(...drawn)).toBeLessThanOrEqual(40);
		expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1);
		expect(new Set(drawn).size).toBeGreaterThan(4);
		expect(await sizes(7)).toEqual(drawn);
		expect(await sizes(8)).not.toEqual(drawn);
	});

	it('under another name are found, too', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'endlessList', times: Infinity });
		const labels = (await page(from, 80, 'labels')).result.labelList;
		// No label is that far back, so there is nothing to make rows like.
		expect(labels ?? (await page(from, 80, 'labels')).result).toHaveLength(40);
		from.reset();
		from.faults.add({ kind: 'endlessList', times: Infinity });
		await page(from, 0, 'tag');
		const { tags } = (await page(from, 40, 'tag')).result;
		expect(tags).toHaveLength(40);
		expect(tags[0]).toMatchObject({ functionType: expect.any(Array) });
	});

	it('may have short pages, and nothing is missing', async () => {
		const from = await simulator();
		const whole = await Promise.all([0, 40, 80].map((offset) => page(from, offset)));
		from.faults.add({ kind: 'shortPages', times: Infinity });
		const seen: string[] = [];
		const lengths = [];
		for (;;) {
			const body = await page(from, seen.length);
			if (body.code === 6451011) break;
			lengths.push(body.result.length);
			seen.push(...ids(body));
		}
		expect(seen).toEqual(whole.flatMap(ids));
		expect(Math.min(...lengths)).toBeLessThan(40);
	});

	it('are no business of an operation that lists nothing', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'endlessList' });
		expect(seen.body.toString()).toMatch(SENT);
	});
});

describe('codeForm', () => {
	it.each([
		['object', '{"value":0}'],
		['empty object', '{}'],
		['array', '[0]'],
		['empty array', '[]'],
		['true', 'true'],
		['false', 'false'],
		['null', 'null'],
		['1e400', '1e400'],
		['-1e400', '-1e400'],
		['-1', '-1', -1],
		['0.5', '0.5', 0.5],
		['-0', '-0', -0],
		['0.0', '0.0', 0],
		['200.0', '2e2', 200],
		['"0"', '"0"'],
		['"200"', '"200"'],
		['" 0"', '" 0"'],
		['"0\\n"', '"0\\n"'],
		['"00"', '"00"'],
		['"0x0"', '"0x0"'],
		['"-0"', '"-0"'],
		['full-width "０"', '"０"'],
		['"OK"', '"OK"'],
		['"ERR_INVALID_TOKEN"', '"ERR_INVALID_TOKEN"'],
		['empty text', '""'],
		['missing', undefined],
		['number 201', '201', 201],
		['number 400', '400', 400],
		['number 6452000', '6452000', 6452000],
		['"6452000"', '"6452000"'],
		['beyond 2^53', '9007199254740993', 9007199254740992],
	])('%s', async (form, code, number?: number) => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'codeForm', form, afterProcessing: true });
		expect(seen.statusLine).toBe('HTTP/1.1 200 OK');
		const start = code === undefined ? '{"result":{' : `{"code":${code},"result":{`;
		expect(seen.body.toString().startsWith(start), seen.body.toString()).toBe(true);
		expect(JSON.parse(seen.body.toString()).result).toMatchObject({ status: true });
		expect(seen.entry).toMatchObject({ accepted: true, status: 200, code: number });
	});

	it('covers every form above', () => {
		expect(FAULTS.codeForm.choices.form).toHaveLength(31);
	});

	it('comes with any status', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'codeForm', form: 'true', status: 503 });
		expect(seen.statusLine).toBe('HTTP/1.1 503 Service Unavailable');
	});
});

describe('bodyForm', () => {
	const sent = '"result":{"serviceID"';
	it.each<[form: string, body: string | RegExp | Buffer]>([
		['null', 'null'],
		['true', 'true'],
		['number', '0'],
		['number 200', '200'],
		['string', '"OK"'],
		['string of digits', '"0"'],
		['[]', '[]'],
		['[{}]', '[{}]'],
		['{}', '{}'],
		['OK', 'OK'],
		['empty', ''],
		['spaces', ' \r\n\t '],
		['HTML', /^<html>/],
		['BOM', /^\uFEFF\{"code":0,/],
		['UTF-16', Buffer.from('\uFEFF{"code":0,', 'utf16le')],
		['UTF-16, big end first', Buffer.from('\uFEFF{"code":0,', 'utf16le').swap16()],
		['refusal, then success under the same key', /^\{"code":6451000,"code":0,"result"/],
		['success, then refusal under the same key', /^\{"code":0,.*,"code":6451000,"message":"Bad/],
		['__proto__ with a code', /^\{"__proto__":\{"code":0/],
		['__proto__ inside', /^\{"code":0,"__proto__":\{.*"result":\{"__proto__":\{.*"status":true/],
		['two documents', /^\{.*\}\n\{"code":6451000\}$/],
		['text after it', /^\{.*\}<!-- cached -->$/],
		['JSON in a string', /^"\{\\"code\\":0/],
		['JSONP', /^callback\(\{"code":0.*\}\);$/],
		['guard against hijacking', /^\)\]\}',\n\{"code":0/],
		['broken off', '{"code":0,"result":{"status":tru'],
		['NaN', '{"code":0,"result":NaN}'],
		['invalid UTF-8', Buffer.from('{"code":0,"result":{"text":"\xff\xfe"}}', 'latin1')],
		['lone surrogate', '{"code":0,"result":{"text":"\\ud83d"}}'],
		['NUL bytes', Buffer.alloc(64)],
		['result null', '{"code":0,"result":null}'],
		['result text', '{"code":0,"result":"OK"}'],
		['result number', '{"code":0,"result":1}'],
		['result of nulls', '{"code":0,"result":[null,null]}'],
		['result of lists', '{"code":0,"result":[[1],[2]]}'],
		['result of the other kind', '{"code":0,"result":[{"status":true}]}'],
	])('%s', async (form, body) => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'bodyForm', form, afterProcessing: true });
		expect(seen.statusLine).toBe('HTTP/1.1 200 OK');
		expect(valuesOf(seen, 'content-length')).toEqual([`${seen.body.length}`]);
		expect(valuesOf(seen, 'content-type')[0]).toContain(form === 'HTML' ? 'html' : 'json');
		if (typeof body === 'string') expect(seen.body.toString()).toBe(body);
		else if (Buffer.isBuffer(body)) expect(seen.body.subarray(0, body.length)).toEqual(body);
		else expect(seen.body.toString()).toMatch(body);
		expect(seen.entry).toMatchObject({ accepted: true, status: 200 });
	});

	it('covers every form above', () => {
		expect(FAULTS.bodyForm.choices.form).toHaveLength(36);
	});

	it('is about the answer of the operation where it holds one', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'bodyForm', form: 'BOM' });
		expect(seen.body.toString()).toContain(sent);
		const list = await askUnder(
			from,
			{ kind: 'bodyForm', form: 'result of the other kind' },
			LIST_SMS,
		);
		expect(JSON.parse(list.body.toString())).toEqual({ code: 0, result: { status: true } });
	});
});

describe('values', () => {
	const textUnder = async (form: string, asked = SEND_SMS): Promise<string> => {
		const from = await simulator();
		return (await askUnder(from, { kind: 'values', form }, asked)).body.toString();
	};

	it('turns identifiers into whole numbers that a JSON parser changes', async () => {
		const text = await textUnder('IDs beyond 2^53');
		expect(text).toContain('"transactionID":9007199254740993');
		expect(JSON.parse(text).result.transactionID).toBe(9007199254740992);
	});

	it('gives each identifier of a kind its own number', async () => {
		const text = await textUnder('IDs beyond 2^53', LIST_SMS);
		const numbers = [...text.matchAll(/"id":(\d{16})/g)].map(([, number]) => number);
		expect(new Set(numbers).size).toBe(5);
		for (const number of numbers) expect(String(Number(number))).not.toBe(number);
	});

	it.each([
		['-0', /"segmentCount":-0[,}]/],
		['1e21', /"segmentCount":1e21[,}]/],
		['1e400', /"segmentCount":1e400[,}]/],
		['long fractions', /"segmentCount":0\.10000000000000000555[,}]/],
		['numbers as texts', /"segmentCount":"1"[,}]/],
		['texts of digits as numbers', /"sender":\d{11}[,}]/],
		['IDs as texts beyond 2^53', /"id":"9007199254740993"/],
	])('%s', async (form, text) => {
		expect(await textUnder(form, LIST_SMS)).toMatch(text);
	});

	it('keeps the code a success', async () => {
		for (const form of FAULTS.values.choices.form ?? []) {
			expect(await textUnder(form)).toMatch(/^\{"code":("?)0\1,/);
		}
	});
});

it('a fault that is about JSON leaves a download as it is', async () => {
	const from = await simulator();
	from.faults.add({ kind: 'values', path: '.wav' });
	from.faults.add({ kind: 'shortPages', path: '.wav' });
	for (let count = 0; count < 2; count++) {
		const reply = await fetch(`${from.url}/files/a.wav`);
		expect(Buffer.from(await reply.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF');
	}
	expect(from.ledger.map(({ fault }) => fault)).toEqual(['values', 'shortPages']);
	expect((await ask(from, { method: 'GET', path: `tag/${idOf('tag', 0)}` })).statusLine).toContain(
		'400',
	);
});
