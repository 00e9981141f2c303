import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import fc from 'fast-check';
import { load } from 'js-yaml';
import type * as n8nWorkflow from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { readEnvelope } from '../../../nodes/transport/envelope.ts';
import type { Failure } from '../../../nodes/transport/errors.ts';
import { adviceFor, asNodeError, inOneText } from '../../../nodes/transport/errors.ts';
import { ADVICE_BY_CODE, ADVICE_BY_TEXT } from '../../../nodes/transport/errorTable.ts';
import { readNetworkError } from '../../../nodes/transport/networkError.ts';
import { redact } from '../../../nodes/transport/redact.ts';

const document = load(
	readFileSync(new URL('../../../api/cinnox-open-api.yaml', import.meta.url), 'utf8'),
) as { 'x-error-codes': Array<{ code: number; messages: string[] }> };

/** Codes that are no refusal: the envelope reads them as success and as an empty list. */
const NO_REFUSAL = [200, 6451011];

/** Words that leave a person no wiser. */
const AVOIDED = /\b(error|problem|failure|mistake)s?\b/i;

const refusal = (code: number, message: string): Failure => {
	const answer = readEnvelope({ status: 400, headers: {}, body: { code, message } });
	if (answer.kind === 'success' || answer.kind === 'noRecords')
		throw new Error(`${code} is no refusal`);
	return { answer, uncertain: false };
};

describe('the error table', () => {
	it.each(document['x-error-codes'].map(({ code }) => code))(
		'knows what to do about %i',
		(code) => {
			const { kind } = readEnvelope({ status: 400, headers: {}, body: { code } });
			if (NO_REFUSAL.includes(code)) return expect(ADVICE_BY_CODE[code]).toBeUndefined();
			expect(['refused', 'rateLimited', 'broken']).toContain(kind);
			expect(ADVICE_BY_CODE[code]).toBeDefined();
		},
	);

	it('holds no code that the API document does not list', () => {
		const listed = document['x-error-codes'].map(({ code }) => String(code));
		expect(Object.keys(ADVICE_BY_CODE).filter((code) => !listed.includes(code))).toEqual([]);
	});

	it.each(
		document['x-error-codes']
			.filter(({ code }) => !NO_REFUSAL.includes(code))
			.flatMap(({ code, messages }) => messages.map((message) => [code, message] as const)),
	)('turns %i "%s" into what happened and what to do', (code, said) => {
		const { message, description } = adviceFor(refusal(code, said), 'a-secret');
		expect(message).toMatch(/^[A-Z].*[^.]$/);
		expect(message).not.toMatch(AVOIDED);
		expect(description).not.toMatch(AVOIDED);
		if (code !== 6451010) expect(description).toContain(`CINNOX says: "${said}"`);
		expect(description).toContain(`(code ${code})`);
	});

	it.each([
		['Invalid senderNumber', 'Sender Number'],
		['missing one of startAt, endAt', "both 'Start' and 'End'"],
		['empty time range (missing startAt and endAt)', "both 'Start' and 'End'"],
		['endAt is prior to startAt', "'End' to a time after 'Start'"],
		['ENDAT IS PRIOR TO STARTAT', "'End' to a time after 'Start'"],
		['Exceed maximum query day 90', 'shorter range'],
		['exceed maximum limit 500', "'Limit'"],
		['negative offset', "'Limit'"],
		['enquiryID is required', "'Enquiry'"],
		['invalid enquiryID', "'Enquiry'"],
		['only one of callID or conferenceID is allowed', "'Call' or 'Conference'"],
		['invalid channel type', "'Channel Type'"],
	])('names the parameter behind 6451000 "%s"', (said, parameter) => {
		expect(adviceFor(refusal(6451000, said), '').description).toContain(parameter);
	});

	it('gives every text its own advice', () => {
		for (const [pattern, advice] of ADVICE_BY_TEXT)
			expect(advice.description, String(pattern)).toContain("'");
	});

	it('sends a person to Endpoint Path only where the address is a guess', () => {
		const missing = refusal(6450001, 'method not found, method: POST url: /x');
		expect(adviceFor(missing, '', true).description).toContain("'Options' > 'Endpoint Path'");
		expect(adviceFor(missing, '', false).description).toContain("'Base URL'");
	});

	it('says that it is open whether a write was carried out, and does not tell to try again', () => {
		const { description } = adviceFor(
			{ answer: { kind: 'broken', why: 'timeout' }, uncertain: true },
			'',
		);
		expect(description).toContain('It is not known whether CINNOX carried the request out');
		expect(description).not.toContain('run the workflow again');
	});

	it('tells the address that a redirect leads to', () => {
		const answer = readEnvelope({
			status: 301,
			headers: { location: 'https://other.example/' },
			body: '',
		});
		const { description } = adviceFor({ answer, uncertain: false } as Failure, '');
		expect(description).toContain('https://other.example/');
	});
});

describe('the App Token', () => {
	const token = fc.string({
		unit: fc.constantFrom(...'abcXYZ019-._~+/=$%"\\'),
		minLength: 8,
		maxLength: 60,
	});

	it('appears in no message, wherever CINNOX echoes it', () => {
		fc.assert(
			fc.property(
				token,
				fc.string(),
				fc.string({ maxLength: 400 }),
				fc.constantFrom(6452000, 6451000, 6450001, 7210103, 1),
				fc.boolean(),
				(secret, before, after, code, uncertain) => {
					// A token that is part of our own words can't be told apart from them.
					fc.pre(!'CINNOX says: "*****"'.includes(secret));
					for (const echo of [secret, encodeURIComponent(secret)]) {
						const { answer } = refusal(code, `${before}${echo}${after}`);
						const { message, description } = adviceFor({ answer, uncertain }, secret, true);
						expect(`${message} ${description}`).not.toContain(secret);
					}
				},
			),
		);
	});

	it('is not shown in half where a long text is shortened', () => {
		const secret = 'token-0123456789-abcdefghij';
		for (let length = 250; length < 320; length += 1) {
			const { description } = adviceFor(refusal(6452000, `${'x'.repeat(length)}${secret}`), secret);
			expect(description).not.toContain('token-');
		}
	});

	it('does not appear in the address of a redirect', () => {
		const answer = readEnvelope({
			status: 302,
			headers: { location: 'https://other.example/?t=token%2F1' },
			body: '',
		});
		const { description } = adviceFor({ answer, uncertain: false } as Failure, 'token/1');
		expect(description).toContain('https://other.example/?t=*****');
	});

	it('may be empty', () => {
		expect(redact('abc', '')).toBe('abc');
	});
});

describe('what the network does', () => {
	// The class that n8n's HTTP helper throws.
	const { NodeApiError } = createRequire(import.meta.url)('n8n-workflow') as typeof n8nWorkflow;

	it.each([
		['ECONNREFUSED', { kind: 'broken', why: 'unreachable' }],
		['ENOTFOUND', { kind: 'broken', why: 'unreachable' }],
		['EAI_AGAIN', { kind: 'broken', why: 'unreachable' }],
		['CERT_HAS_EXPIRED', { kind: 'broken', why: 'unreachable' }],
		['ECONNABORTED', { kind: 'broken', why: 'timeout' }],
		['ETIMEDOUT', { kind: 'broken', why: 'timeout' }],
		['ECONNRESET', { kind: 'broken', why: 'dropped' }],
		['EPIPE', { kind: 'broken', why: 'dropped' }],
		['HPE_INVALID_CONSTANT', { kind: 'broken', why: 'dropped' }],
		['ERR_BAD_RESPONSE', { kind: 'broken', why: 'dropped' }],
	])('%s is an answer of its own', (code, answer) => {
		expect(readNetworkError(Object.assign(new Error('x'), { code }))).toMatchObject(answer);
		const wrapped = new Error('wrapped', { cause: Object.assign(new Error('x'), { code }) });
		expect(readNetworkError(wrapped)).toMatchObject(answer);
	});

	it('is not to blame for what is refused before anything is sent', () => {
		const refused = [
			Object.assign(new TypeError('Invalid character in header content'), {
				code: 'ERR_INVALID_CHAR',
			}),
			Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' }),
			new NodeApiError({ name: 'x' } as never, { message: 'Domain not allowed' }),
		];
		for (const error of refused) {
			let thrown: unknown = 'nothing';
			try {
				readNetworkError(error);
			} catch (caught) {
				thrown = caught;
			}
			expect(thrown).toBe(error);
		}
	});

	it.each([
		['an error that nobody knows', new Error('anything else')],
		['a text', 'text'],
		['nothing', undefined],
		['a code of n8n 1.123 to 2.33, which lose the cause', { httpCode: 'ECONNRESET' }],
		[
			'a body that broke off after HTTP 200',
			{ httpCode: '200', message: 'stream has been aborted' },
		],
	])('leaves the outcome open after %s', (_name, error) => {
		expect(readNetworkError(error)).toMatchObject({ kind: 'broken', why: 'dropped' });
	});

	it.each([
		['ECONNREFUSED', 'unreachable'],
		['ENOTFOUND', 'unreachable'],
		['ECONNABORTED', 'timeout'],
	])('reads %s also where only httpCode names it', (httpCode, why) => {
		expect(readNetworkError({ httpCode })).toMatchObject({ kind: 'broken', why });
	});
});

describe('an unknown outcome', () => {
	const { NodeApiError, NodeOperationError } = createRequire(import.meta.url)(
		'n8n-workflow',
	) as typeof n8nWorkflow;
	const node = { name: 'CINNOX', type: 'cinnox', typeVersion: 1 } as n8nWorkflow.INode;
	/** Each of them makes n8n put a sentence of its own in the place of the whole message. */
	const CODES = [
		...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'ERRADDRINUSE', 'EADDRNOTAVAIL'],
		...['ECONNABORTED', 'EHOSTUNREACH', 'EAI_AGAIN', 'ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES'],
		...['EEXIST', 'EPERM', 'getaddrinfo', 'preexisting'],
	];

	it.each(CODES)('is told in our words also where n8n wraps it again: %s', (said) => {
		const answers: Array<Failure['answer']> = [
			{ kind: 'broken', why: 'dropped', said },
			{ kind: 'broken', why: 'serviceBroken', code: 6451001, said: `${said} inside` },
		];
		for (const answer of answers) {
			const told = asNodeError(node, {
				message: inOneText(adviceFor({ answer, uncertain: true }, 'a-secret')),
				description: '',
			});
			expect(told.message).toContain('It is not known whether CINNOX carried the request out');
			expect(new NodeOperationError(node, told).message).toBe(told.message);
			expect(new NodeApiError(node, told as never).message).toBe(told.message);
		}
		// Where nothing was sent for sure, what the network said helps.
		const answer = { kind: 'broken', why: 'unreachable', said } as const;
		expect(adviceFor({ answer, uncertain: false }, '').description).toContain(said);
	});
});
