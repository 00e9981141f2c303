import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readEnvelope, readList, readRetryAfter } from '../../../nodes/transport/envelope.ts';

const answer = (body: unknown, status = 200, headers = {}) =>
	readEnvelope({ status, headers, body });

describe('an answer', () => {
	it('is read without an exception, whatever comes', () => {
		const body = fc.oneof(
			fc.anything(),
			fc.jsonValue(),
			fc.string(),
			fc.record(
				{ code: fc.anything(), message: fc.anything(), result: fc.anything() },
				{ requiredKeys: [] },
			),
		);
		const headers = fc.dictionary(
			fc.constantFrom('retry-after', 'location', 'content-type'),
			fc.anything(),
		);
		fc.assert(
			fc.property(body, headers, fc.integer({ min: 100, max: 599 }), (content, sent, status) => {
				const read = readEnvelope({ status, headers: sent, body: content });
				expect(['success', 'noRecords', 'rateLimited', 'refused', 'broken']).toContain(read.kind);
				if (read.kind === 'rateLimited') expect(read.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
				if (read.kind === 'success') expect(Array.isArray(readList(read.result))).toBe(true);
			}),
		);
	});

	it('is no success when its status or code says otherwise', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.integer({ min: 300, max: 599 }), (body, status) => {
				expect(['success', 'noRecords']).not.toContain(answer(withoutCode(body), status).kind);
			}),
		);
		fc.assert(
			fc.property(
				fc.nat().filter((code) => code !== 0 && code !== 200),
				(code) => {
					expect(answer({ code, result: {} }).kind).not.toBe('success');
				},
			),
		);
	});

	it.each([0, 200, '0', '200', undefined])('with code %j is a success', (code) => {
		expect(answer({ code, result: { id: 'a' } })).toMatchObject({
			kind: 'success',
			result: { id: 'a' },
		});
	});

	it('may hold its fields beside the code', () => {
		expect(answer({ code: 0, labelList: [{ id: 'a' }] })).toMatchObject({
			kind: 'success',
			result: { labelList: [{ id: 'a' }] },
		});
		expect(answer([{ id: 'a' }])).toMatchObject({ kind: 'success', result: [{ id: 'a' }] });
	});

	it.each([
		[
			'nothing matched, HTTP 400',
			{ code: 6451011, message: 'No records found' },
			400,
			{ kind: 'noRecords' },
		],
		['nothing matched, HTTP 200', { code: '6451011' }, 200, { kind: 'noRecords' }],
		['rate limit, HTTP 400', { code: 6451010 }, 400, { kind: 'rateLimited' }],
		['rate limit, HTTP 200', { code: 6451010 }, 200, { kind: 'rateLimited' }],
		['HTTP 429 with a web page', '<html>', 429, { kind: 'rateLimited' }],
		['bad service', { code: 6451001 }, 400, { kind: 'broken', why: 'serviceBroken' }],
		['refusal with HTTP 500', { code: 6452000 }, 500, { kind: 'refused', code: 6452000 }],
		['success with HTTP 500', { code: 0 }, 500, { kind: 'broken', why: 'serverStatus' }],
		['HTTP 502 with a web page', '<html>', 502, { kind: 'broken', why: 'serverStatus' }],
		['HTTP 408', '', 408, { kind: 'broken', why: 'serverStatus' }],
		['web page', '<html>', 200, { kind: 'broken', why: 'notJson' }],
		['half JSON', '{"code":0,"res', 200, { kind: 'broken', why: 'notJson' }],
		['number', 7, 200, { kind: 'broken', why: 'notJson' }],
		['nothing', '', 204, { kind: 'broken', why: 'empty' }],
		['null', null, 200, { kind: 'broken', why: 'empty' }],
		['HTTP 404', 'not found', 404, { kind: 'refused', status: 404 }],
	])('%s', (_name, body, status, expected) => {
		expect(answer(body, status)).toMatchObject(expected);
	});

	it.each([
		[
			{ status: 404, body: '<html></html>' },
			{ kind: 'refused', status: 404 },
		],
		[
			{ status: 404, body: { code: 0, result: {} } },
			{ kind: 'refused', status: 404 },
		],
		[
			{ status: 429, body: { code: 0, result: {} } },
			{ kind: 'refused', status: 429 },
		],
		[
			{ status: 200, body: { code: 201 } },
			{ kind: 'broken', why: 'unknownCode' },
		],
		[
			{ status: 200, body: { code: 999_999 } },
			{ kind: 'broken', why: 'unknownCode' },
		],
	])('is no refusal of CINNOX without a code of its table: %j', (given, expected) => {
		const answer = readEnvelope({ headers: {}, ...given });
		expect(answer).toMatchObject(expected);
		// Only a code proves that nothing was done.
		expect('code' in answer && answer.code).toBeFalsy();
	});

	it('of a redirect names where it leads', () => {
		expect(answer('', 302, { location: 'https://example.com/login' })).toMatchObject({
			kind: 'refused',
			location: 'https://example.com/login',
		});
	});
});

describe('Retry-After', () => {
	const now = Date.parse('2026-01-31T12:00:00Z');

	it.each([
		['3', 3000],
		[3, 3000],
		['0', 0],
		['-5', 0],
		['Sat, 31 Jan 2026 12:00:30 GMT', 30_000],
		['Sat, 31 Jan 2026 11:00:00 GMT', 0],
		['soon', undefined],
		['', undefined],
		[' ', undefined],
		[undefined, undefined],
		[['3'], undefined],
		['Infinity', undefined],
	])('%j is %j ms', (value, ms) => {
		expect(readRetryAfter(value, now)).toBe(ms);
	});
});

describe('a list', () => {
	const row = { id: 'a' };

	it.each([
		['the result itself', [row], [row]],
		['in a member', { total: 1, list: [row] }, [row]],
		['a single object', row, [row]],
		['empty', { list: [] }, []],
		['an empty object', {}, []],
		['nothing', undefined, []],
		['a text', 'x', []],
		['not only of objects', [row, null, 'x', [row]], [row]],
		[
			'a single object that holds names',
			{ id: 'a', numbers: ['1'] },
			[{ id: 'a', numbers: ['1'] }],
		],
	])('is %s', (_name, result, rows) => {
		expect(readList(result)).toEqual(rows);
	});

	it('is the named member, also when another one comes first', () => {
		expect(readList({ states: [{ id: 'x' }], tags: [row] }, 'tags')).toEqual([row]);
		expect(readList({ tags: [] }, 'tags')).toEqual([]);
	});
});

function withoutCode(body: unknown): unknown {
	return typeof body === 'object' && body !== null && !Array.isArray(body)
		? { ...body, code: undefined }
		: body;
}
