import { HTML_TYPE, JSON_TYPE, PAGE, refusal } from './bodies.mts';
import { answerFault, formCases } from './types.mts';
import type { Answer, FaultTools, Wire } from './types.mts';
import { answerSteps, head } from './wire.mts';

/** The App Token as an echo may write it, by name. */
const SPELLINGS: Record<string, (token: string, appId: string) => string> = {
	plain: (token) => token,
	'percent-encoded': (token) => percent(token, false),
	'percent-encoded, lower case': (token) => percent(token, false).toLowerCase(),
	'percent-encoded throughout': (token) => percent(token, true),
	base64: (token) => Buffer.from(token).toString('base64'),
	'base64 of the header': (token) => Buffer.from(`Bearer ${token}`).toString('base64'),
	'base64 with the App ID': (token, appId) => Buffer.from(`${appId}:${token}`).toString('base64'),
	'base64 at the third place': (token) => Buffer.from(`xx${token}`).toString('base64'),
	base64url: (token) => Buffer.from(token).toString('base64url'),
	hex: (token) => Buffer.from(token).toString('hex'),
	'lower case': (token) => token.toLowerCase(),
	'upper case': (token) => token.toUpperCase(),
	'JSON-escaped': (token) => JSON.stringify(token).slice(1, -1),
	'JSON escapes throughout': (token) =>
		[...Buffer.from(token, 'utf16le').swap16().toString('hex').matchAll(/.{4}/g)]
			.map(([unit]) => `\\u${unit}`)
			.join(''),
	'HTML entities': (token) =>
		[...token].map((character) => `&#${character.codePointAt(0)};`).join(''),
	'in a URL': (token) => `https://cinnox.example/?token=${encodeURIComponent(token)}`,
};

function percent(token: string, throughout: boolean): string {
	return throughout
		? [...Buffer.from(token)]
				.map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`)
				.join('')
		: encodeURIComponent(token).replace(
				/[-!'()*.~_]/g,
				(one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
			);
}

/** Where an echo stands. `text` is what it says, in which the token stands after `offset` characters. */
const PLACES: Record<string, (text: string, status: number, tools: FaultTools) => Answer | Wire> = {
	message: (text, status) => refusal(status, 6452000, text),
	body: (text, status) => ({ status, headers: { 'content-type': 'text/plain' }, body: text }),
	page: (text, status) => ({
		status,
		headers: HTML_TYPE,
		body: `<html><body><pre>${text}</pre></body></html>`,
	}),
	result: (text, status) => ({
		status,
		code: 0,
		headers: JSON_TYPE,
		body: JSON.stringify({ code: 0, result: { status: true, echo: text } }),
	}),
	'member name': (text, status) => ({
		status,
		code: 6452000,
		headers: JSON_TYPE,
		body: JSON.stringify({ code: 6452000, message: 'Invalid token', [text]: true }),
	}),
	code: (text, status) => ({
		status,
		headers: JSON_TYPE,
		body: JSON.stringify({ code: text, message: 'Invalid token' }),
	}),
	header: (text, status) => ({
		...refusal(status, 6452000, 'Invalid token'),
		headers: { ...JSON_TYPE, 'x-request-token': text, 'www-authenticate': `Bearer ${text}` },
	}),
	// By our own hand, since the framework takes no text that is no media type.
	'content type': (text, status) => ({
		steps: answerSteps({ status, headers: { 'content-type': text }, body: PAGE }),
	}),
	'status line': (text, status) => ({
		steps: [head(`${status} ${text}`, [['content-length', '0']])],
	}),
	location: (text, _status, { request }) => ({
		status: 302,
		headers: { location: `http://${request.host}/elsewhere?token=${text}` },
		body: '',
	}),
};

/** Where the nodes, n8n and others shorten long texts; an echo that lies across it may lose its end. */
const CUT = 5000;

/** Places in which the answer is a refusal besides. */
const REFUSING = ['message', 'member name', 'header'];

/** Answers that give the App Token away. */
export const ECHO_FAULTS = {
	/** The token that came with the request (or the App ID where none came), spelt as `form` says, at the place `where`. */
	echo: answerFault({
		standsFor: 'A proxy or debug page that repeats the request, headers included',
		processes: false,
		refuses: ({ where, status }) => REFUSING.includes(where) && status >= 400,
		claims: ({ where, status }) => where === 'result' && status < 400,
		options: { status: 400, where: 'message', offset: 0 },
		choices: { form: Object.keys(SPELLINGS), where: Object.keys(PLACES) },
		cases: [
			...formCases(Object.keys(SPELLINGS)),
			...Object.keys(PLACES).map((where) => ({ name: `in the ${where}`, options: { where } })),
			...['plain', 'base64', 'percent-encoded'].map((form) => ({
				name: `${form}, across ${CUT} characters`,
				options: { form, offset: CUT },
			})),
			{ name: 'in the body, across 5000 characters', options: { where: 'body', offset: CUT } },
			{ name: 'in the result with HTTP 200', options: { where: 'result', status: 200 } },
		],
		answer: (tools) => {
			const { form, where, status, offset } = tools.options;
			const { token, appId } = tools.request;
			const spelt = SPELLINGS[form](token || appId, appId);
			// The middle of the token lies on the place where somebody may cut.
			const before = 'x'.repeat(Math.max(0, offset - (spelt.length >> 1)));
			return PLACES[where](before + spelt + (offset > 0 ? 'x'.repeat(100) : ''), status, tools);
		},
	}),
};
