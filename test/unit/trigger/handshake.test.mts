import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { answerTo, readBody, readChallenge } from '../../../nodes/CinnoxTrigger/handshake.ts';

describe('readChallenge', () => {
	it('echoes any string of sane length', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1, maxLength: 1024, unit: 'binary' }), (challenge) => {
				fc.pre(challenge.length <= 1024);
				expect(readChallenge({ challenge })).toBe(challenge);
				expect(answerTo(challenge)).toEqual({ code: 0, result: { challenge } });
			}),
		);
	});

	it.each([
		{},
		{ challenge: '' },
		{ challenge: 'x'.repeat(1025) },
		{ challenge: 1 },
		{ challenge: true },
		{ challenge: { x: 1 } },
		{ challenge: 'x', message: {} },
		{ challenge: 'x', message: { id: '1' } },
		{ challenge: 'x', anything: [] },
		{ challenge: 'x', id: '1' },
		{ challenge: 'x', Status: 'CallEnd' },
		{ challenge: 'x', service_id: 's' },
		{ challenge: 'x', TransactionID: 't' },
		{ challenge: 'x', labelName: 'VIP' },
		{ challenge: 'x', inquiryId: 'q' },
	])('finds none in %j', (body) => {
		expect(readChallenge(body as never)).toBeUndefined();
	});

	it.each([
		{ challenge: 'x', type: 'message' },
		{ challenge: 'x', type: 'verification', token: 't', timestamp: 1 },
		{ challenge: 'x', message: null },
		{ challenge: 'x', message: 'Please verify' },
		{ CHALLENGE: 'x' },
	])('finds it in %j', (body) => {
		expect(readChallenge(body)).toBe('x');
	});
});

describe('readBody', () => {
	it('takes what n8n has parsed', () => {
		const body = { a: { b: [1, 2] } };
		expect(readBody({ body, contentType: 'application/json; charset=utf-8' })).toEqual({ body });
	});

	it('parses what n8n has not parsed', () => {
		const rawBody = Buffer.from('\uFEFF{"a":1}');
		expect(readBody({ body: {}, rawBody })).toEqual({ body: { a: 1 } });
		expect(readBody({ body: undefined, rawBody })).toEqual({ body: { a: 1 } });
		expect(readBody({ body: '{"a":1}', contentType: 'text/plain' })).toEqual({ body: { a: 1 } });
	});

	it('keeps the digits that n8n lost when it parsed the body', () => {
		const text =
			'\uFEFF{"id":9007199254740993,"list":[-12345678901234567890,1.5,9007199254740991]}';
		const body = JSON.parse(text.slice(1)) as object;
		const exact = {
			body: {
				id: '9007199254740993',
				list: ['-12345678901234567890', 1.5, 9007199254740991],
			},
		};
		expect(readBody({ body, rawBody: Buffer.from(text) })).toEqual(exact);
		const utf16 = { body, rawBody: Buffer.from(text, 'utf16le'), encoding: 'utf-16le' };
		expect(readBody(utf16)).toEqual(exact);
		expect(readBody({ body, rawBody: Buffer.from(text), encoding: 'klingon' })).toEqual(exact);
		// What n8n could read and we can't is not lost.
		expect(readBody({ body: { id: 1 }, rawBody: Buffer.from([0x1f, 0x8b]) })).toEqual({
			body: { id: 1 },
		});
	});

	it('refuses what is larger than 1 MB, deeper than 32 levels or holds more than 50,000 values', () => {
		const status = (request: Parameters<typeof readBody>[0]) => {
			const read = readBody(request);
			return 'refusal' in read ? read.refusal.status : 200;
		};
		expect(status({ body: { a: 1 }, rawBody: Buffer.alloc(1_048_577) })).toBe(413);
		expect(status({ body: { a: 1 }, rawBody: Buffer.from('{"a":1}'.padEnd(1_048_576)) })).toBe(200);
		const deep = (levels: number): object => {
			let value: object = {};
			for (let level = 1; level < levels; level++) value = { value };
			return value;
		};
		expect(status({ body: deep(32) })).toBe(200);
		expect(status({ body: deep(33) })).toBe(400);
		expect(status({ body: deep(100_000) })).toBe(400);
		expect(status({ body: { list: Array(49_999).fill(1) } })).toBe(200);
		expect(status({ body: { list: Array(50_000).fill(1) } })).toBe(400);
	});

	it('never throws', () => {
		const value = fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true });
		fc.assert(
			fc.property(value, fc.option(fc.uint8Array()), fc.option(fc.string()), (body, raw, type) => {
				readBody({
					body,
					rawBody: raw ? Buffer.from(raw) : undefined,
					contentType: type ?? undefined,
				});
			}),
		);
	});
});
