import type { Json } from '../json.mts';
import {
	HTML_TYPE,
	JSON_TYPE,
	PAGE,
	isId,
	listIn,
	parsed,
	rawJson,
	refusal,
	withText,
} from './bodies.mts';
import { answerFault } from './types.mts';
import type { Answer } from './types.mts';

/** What stands as `code` in an answer that looks like success otherwise, as JSON text; undefined leaves it out. */
const CODES: Record<string, string | undefined> = {
	object: '{"value":0}',
	'empty object': '{}',
	array: '[0]',
	'empty array': '[]',
	true: 'true',
	false: 'false',
	null: 'null',
	'1e400': '1e400',
	'-1e400': '-1e400',
	'-1': '-1',
	'0.5': '0.5',
	'-0': '-0',
	'0.0': '0.0',
	'200.0': '2e2',
	'"0"': '"0"',
	'"200"': '"200"',
	'" 0"': '" 0"',
	'"0\\n"': '"0\\n"',
	'"00"': '"00"',
	'"0x0"': '"0x0"',
	'"-0"': '"-0"',
	'full-width "０"': '"０"',
	'"OK"': '"OK"',
	'"ERR_INVALID_TOKEN"': '"ERR_INVALID_TOKEN"',
	'empty text': '""',
	missing: undefined,
	'number 201': '201',
	'number 400': '400',
	'number 6452000': '6452000',
	'"6452000"': '"6452000"',
	'beyond 2^53': '9007199254740993',
};

/** JSON text of which the first member is `code` as given, or has none. */
function withCode(body: Json, code: string | undefined): string {
	const rest = { ...body };
	delete rest.code;
	const text = JSON.stringify(rest);
	if (code === undefined) return text;
	return `{"code":${code}${text === '{}' ? '' : ','}${text.slice(1)}`;
}

const numberOf = (code: string | undefined): number | undefined => {
	const number: unknown = code === undefined ? undefined : JSON.parse(code);
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

const OBJECT = (answer: Answer): Json => parsed(answer) ?? { code: 0, result: {} };

/** Whole bodies, by what they are. */
const BODIES: Record<string, (success: Answer) => string | Buffer> = {
	null: () => 'null',
	true: () => 'true',
	number: () => '0',
	'number 200': () => '200',
	string: () => '"OK"',
	'string of digits': () => '"0"',
	'[]': () => '[]',
	'[{}]': () => '[{}]',
	'{}': () => '{}',
	OK: () => 'OK',
	empty: () => '',
	spaces: () => ' \r\n\t ',
	HTML: () => PAGE,
	BOM: (success) => `\uFEFF${JSON.stringify(OBJECT(success))}`,
	'UTF-16': (success) => Buffer.from(`\uFEFF${JSON.stringify(OBJECT(success))}`, 'utf16le'),
	'UTF-16, big end first': (success) =>
		Buffer.from(`\uFEFF${JSON.stringify(OBJECT(success))}`, 'utf16le').swap16(),
	'refusal, then success under the same key': (success) =>
		`{"code":6451000,${JSON.stringify(OBJECT(success)).slice(1)}`,
	'success, then refusal under the same key': (success) =>
		`${JSON.stringify(OBJECT(success)).slice(0, -1)},"code":6451000,"message":"Bad query"}`,
	'__proto__ with a code': () =>
		'{"__proto__":{"code":0,"result":{"status":true}},"constructor":{"prototype":{"code":0}}}',
	'__proto__ inside': (success) => {
		const { code, result = {} } = OBJECT(success);
		return JSON.stringify({ code, result }).replace(
			/^\{("code":\d+),"result":\{/,
			(_match, first: string) =>
				`{${first},"__proto__":{"polluted":true},"result":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},`,
		);
	},
	'two documents': (success) => `${JSON.stringify(OBJECT(success))}\n{"code":6451000}`,
	'text after it': (success) => `${JSON.stringify(OBJECT(success))}<!-- cached -->`,
	'JSON in a string': (success) => JSON.stringify(JSON.stringify(OBJECT(success))),
	JSONP: (success) => `callback(${JSON.stringify(OBJECT(success))});`,
	'guard against hijacking': (success) => `)]}',\n${JSON.stringify(OBJECT(success))}`,
	'broken off': () => '{"code":0,"result":{"status":tru',
	NaN: () => '{"code":0,"result":NaN}',
	'invalid UTF-8': () => Buffer.from('{"code":0,"result":{"text":"\xff\xfe"}}', 'latin1'),
	'lone surrogate': () => '{"code":0,"result":{"text":"\\ud83d"}}',
	'NUL bytes': () => Buffer.alloc(64),
	'result null': () => '{"code":0,"result":null}',
	'result text': () => '{"code":0,"result":"OK"}',
	'result number': () => '{"code":0,"result":1}',
	'result of nulls': () => '{"code":0,"result":[null,null]}',
	'result of lists': () => '{"code":0,"result":[[1],[2]]}',
	'result of the other kind': (success) =>
		JSON.stringify({
			code: 0,
			result: listIn(OBJECT(success)) ? { status: true } : [{ status: true }],
		}),
};

/** 2^53 + 1: the first whole number that JSON.parse changes. Every second one after it is changed, too. */
const UNSAFE = 9_007_199_254_740_993n;

/** How values inside an answer are written differently, by what becomes of them. */
const VALUES: Record<string, () => (name: string, value: unknown) => unknown> = {
	'IDs beyond 2^53': () => {
		const known = new Map<string, Map<string, bigint>>();
		return (name, value) => {
			if (!isId(name) || typeof value !== 'string') return value;
			const ids = known.get(name) ?? new Map<string, bigint>();
			known.set(name, ids);
			const number = ids.get(value) ?? UNSAFE + 2n * BigInt(ids.size);
			ids.set(value, number);
			return rawJson(String(number));
		};
	},
	'IDs as texts beyond 2^53': () => (name, value) =>
		isId(name) && typeof value === 'string' ? String(UNSAFE) : value,
	'-0': () => (name, value) =>
		typeof value === 'number' && name !== 'code' ? rawJson('-0') : value,
	'1e21': () => (name, value) =>
		typeof value === 'number' && name !== 'code' ? rawJson('1e21') : value,
	'1e400': () => (name, value) =>
		typeof value === 'number' && name !== 'code' ? rawJson('1e400') : value,
	'long fractions': () => (name, value) =>
		typeof value === 'number' && name !== 'code' ? rawJson('0.10000000000000000555') : value,
	'numbers as texts': () => (_name, value) => (typeof value === 'number' ? String(value) : value),
	'texts of digits as numbers': () => (_name, value) =>
		typeof value === 'string' && /^\+?[1-9]\d*$/.test(value)
			? rawJson(value.replace('+', ''))
			: value,
};

/** Forms of a code that stand in CINNOX's table of errors. */
const REFUSING = ['number 400', 'number 6452000', '"6452000"'];

/** Codes that do not say whether the request took effect: success, and a failure behind the API. */
const OPEN = [0, 200, 6451001];

/** Answers whose bytes arrive as they should, and say something that nobody expects. */
export const CONTENT_FAULTS = {
	/** HTTP `status` (200) and the normal answer, with another `code`. */
	codeForm: answerFault({
		standsFor: 'An answer whose code is no number, or none that is known',
		processes: true,
		refuses: ({ form }) => REFUSING.includes(form),
		options: { status: 200 },
		choices: { form: Object.keys(CODES) },
		answer: ({ options: { form, status }, success }) => {
			const code = CODES[form];
			return {
				...withText(success, withCode(OBJECT(success), code)),
				headers: JSON_TYPE,
				status,
				code: numberOf(code),
			};
		},
	}),
	/** HTTP `status` (200) and another body; it is called JSON unless it is a web page. */
	bodyForm: answerFault({
		standsFor:
			'A body of another form than the documented one, from a proxy, a cache or a changed API',
		processes: true,
		refuses: ({ form }) => form === 'success, then refusal under the same key',
		options: { status: 200 },
		choices: { form: Object.keys(BODIES) },
		answer: ({ options: { form, status }, success }) => ({
			status,
			headers: form === 'HTML' ? HTML_TYPE : JSON_TYPE,
			body: BODIES[form](success),
		}),
	}),
	/** The normal answer with its identifiers or numbers written in another way. */
	values: answerFault({
		standsFor:
			'A server in another language, whose numbers are longer, signed or quoted differently',
		processes: true,
		choices: { form: Object.keys(VALUES) },
		answer: ({ options: { form }, success }) => {
			const body = parsed(success);
			if (body === undefined) return success;
			const change = VALUES[form]();
			return withText(success, JSON.stringify(body, change));
		},
	}),
	invalidJson: answerFault({
		standsFor: 'A body that breaks off although its length fits',
		processes: true,
		isSilent: () => true,
		answer: () => ({ status: 200, headers: JSON_TYPE, body: '{"code":0,"result":{"status":tru' }),
	}),
	/** A page of some proxy, with status 200. */
	html: answerFault({
		standsFor: 'A sign-in page of a captive portal or proxy',
		processes: true,
		isSilent: () => true,
		answer: () => ({ status: 200, headers: HTML_TYPE, body: PAGE }),
	}),
	empty204: answerFault({
		standsFor: 'A server that has nothing to say',
		processes: true,
		answer: () => ({ status: 204, headers: {}, body: '' }),
	}),
	/** Any code, message and status. */
	code: answerFault({
		standsFor: "A refusal of CINNOX's",
		processes: false,
		refuses: ({ code }) => !OPEN.includes(code),
		options: {
			code: 6451000,
			message: 'Bad query',
			status: 400,
			retryAfter: undefined,
		},
		answer: ({ options: { status, code, message, retryAfter } }) =>
			refusal(status, code, message, retryAfter),
	}),
	badService: answerFault({
		standsFor: 'A service behind the API that failed; whether the request took effect is open',
		processes: false,
		isSilent: () => true,
		answer: () => refusal(400, 6451001, 'Bad response from the service'),
	}),
};
