import { HTML_TYPE, PAGE, bytesOf, refusal, withText } from './bodies.mts';
import { answerFault, formCases } from './types.mts';
import type { Answer, FaultTools } from './types.mts';

const REFUSED = { code: 6451000, message: 'Bad query' };

/** What a body says, whatever the status says. */
const SAYINGS: Record<string, (tools: FaultTools) => Answer> = {
	success: ({ success }) => withText(success, bytesOf(success.body)),
	refusal: () => refusal(400, REFUSED.code, REFUSED.message),
	'web page': () => ({ status: 400, headers: HTML_TYPE, body: PAGE }),
	nothing: () => ({ status: 400, headers: {}, body: '' }),
};

const STATUSES = [
	200, 201, 202, 203, 204, 205, 206, 207, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401,
	402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422,
	423, 424, 425, 426, 428, 429, 431, 451, 499, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520,
	521, 522, 523, 524, 525, 526, 530, 599,
];

/** Seconds from now as an HTTP date. */
const httpDate = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

/** Values of Retry-After by their form, made when they are sent. */
const RETRY_AFTER: Record<string, () => string | string[]> = {
	'one second': () => '1',
	zero: () => '0',
	negative: () => '-1',
	exponent: () => '1e9',
	'thirty years': () => '1000000000',
	'beyond 2^53': () => '9007199254740993',
	fraction: () => '0.5',
	'plus sign': () => '+1',
	hexadecimal: () => '0x10',
	'spaces around': () => '  1  ',
	'with a unit': () => '1 second',
	'date in a second': () => httpDate(1),
	'date in an hour': () => httpDate(3600),
	'date in the past': () => httpDate(-3600),
	'date in the year 9999': () => 'Fri, 31 Dec 9999 23:59:59 GMT',
	'date that does not exist': () => 'Mon, 31 Feb 2026 25:61:61 GMT',
	'ISO date': () => new Date(Date.now() + 1000).toISOString(),
	nonsense: () => 'soon',
	empty: () => '',
	'a list': () => '1, 600',
	'two headers': () => ['1', '600'],
	Infinity: () => 'Infinity',
	missing: () => [],
};

/** Where redirects lead, by name; made from the request. All stay on this machine. */
const TARGETS: Record<string, (request: FaultTools['request']) => string> = {
	'another host': ({ host, url }) => `http://${otherHost(host)}${url}`,
	'another host, path only that': ({ host }) => `http://${otherHost(host)}/elsewhere`,
	'to http': ({ host, url }) => `http://${host}${url}`,
	'to https': ({ host, url }) => `https://${host}${url}`,
	loop: ({ url }) => url,
	'without a host': ({ url }) => `${url}${url.includes('?') ? '&' : '?'}moved=1`,
	'without a scheme': ({ host, url }) => `//${otherHost(host)}${url}`,
	'with credentials': ({ host, url }) => `http://user:password@${host}${url}`,
	'file:': () => 'file:///etc/hostname',
	'data:': () => 'data:application/json,{"code":0}',
	'javascript:': () => 'javascript:alert(1)',
	'no URL': () => 'http://[',
	empty: () => '',
	'line break': ({ url }) => `${url}%0d%0aset-cookie:a=b`,
};

/** The same server under another name, so that a client takes it for another one. */
function otherHost(host: string): string {
	const { hostname, port } = new URL(`http://${host || '127.0.0.1'}`);
	return `${hostname === 'localhost' ? '127.0.0.1' : 'localhost'}:${port}`;
}

const REDIRECTS = [301, 302, 303, 307, 308];

/** Answers whose status says one thing, and whose body or headers say another, or more. */
export const STATUS_FAULTS = {
	/** HTTP `status` with a body that says success or refusal, is a web page, or is not there. */
	status: answerFault({
		standsFor: 'A gateway that has its own idea of what a status means',
		processes: true,
		refuses: ({ form }) => form === 'refusal',
		options: { status: 200 },
		choices: { form: Object.keys(SAYINGS) },
		cases: STATUSES.flatMap((status) =>
			Object.keys(SAYINGS)
				.slice(0, 2)
				.map((form) => ({ name: `${status} ${form}`, options: { status, form } })),
		).concat(
			[200, 202, 206, 404, 418, 500, 503].flatMap((status) => [
				{ name: `${status} web page`, options: { status, form: 'web page' } },
				{ name: `${status} nothing`, options: { status, form: 'nothing' } },
			]),
		),
		answer: (tools) => {
			const { form, status } = tools.options;
			return { ...SAYINGS[form](tools), status };
		},
	}),
	/** HTTP `status` (429 or 503) with Retry-After in one of its forms, or as `retryAfter` says. */
	retryAfter: answerFault({
		standsFor: 'A gateway that asks for patience, in any of the ways that somebody has thought of',
		processes: false,
		refuses: ({ status }) => status === 429,
		options: { status: 429, retryAfter: undefined },
		choices: { form: Object.keys(RETRY_AFTER) },
		cases: [429, 503].flatMap((status) =>
			Object.keys(RETRY_AFTER).map((form) => ({
				name: `${status} ${form}`,
				options: { form, status },
			})),
		),
		answer: ({ options: { form, status, retryAfter } }) => {
			const value = retryAfter === undefined ? RETRY_AFTER[form]() : String(retryAfter);
			const { headers, ...rest } =
				status === 429
					? refusal(429, 6451010, 'Too many requests')
					: { status, headers: HTML_TYPE, body: PAGE };
			return {
				...rest,
				status,
				headers: {
					...headers,
					...(value.length > 0 || value === '' ? { 'retry-after': value } : {}),
				},
			};
		},
	}),
	/**
	 * HTTP `status` (302) with a Location. What follows it arrives here again, so the ledger shows whether it carried the
	 * token, and whether a write took effect twice. A fault with `times: Infinity` makes an endless chain.
	 */
	redirect: answerFault({
		standsFor: 'A moved API, a hijacked name, a gateway that is set up wrongly',
		processes: false,
		isSilent: () => true,
		options: { status: 302, location: undefined },
		choices: { form: Object.keys(TARGETS) },
		cases: [
			...formCases(Object.keys(TARGETS)),
			...REDIRECTS.flatMap((status) =>
				['another host', 'loop'].map((form) => ({
					name: `${status} ${form}`,
					options: { form, status },
				})),
			),
		],
		answer: ({ options: { form, status, location }, request }) => ({
			status,
			headers: { location: location ?? TARGETS[form](request) },
			body: '',
		}),
	}),
	/** HTTP 429, with Retry-After where the fault has one. */
	'429': answerFault({
		standsFor: "A gateway's rate limit",
		processes: false,
		refuses: () => true,
		options: { retryAfter: undefined },
		answer: ({ options: { retryAfter } }) => refusal(429, 6451010, 'Too many requests', retryAfter),
	}),
	/** The documented refusal, HTTP 400 with 6451010. */
	rateLimited: answerFault({
		standsFor: "CINNOX's rate limit",
		processes: false,
		refuses: () => true,
		options: { retryAfter: undefined },
		answer: ({ options: { retryAfter } }) => refusal(400, 6451010, 'Too many requests', retryAfter),
	}),
	status500: answerFault({
		standsFor: 'A server that fell over',
		processes: false,
		isSilent: () => true,
		answer: () => ({
			status: 500,
			headers: { 'content-type': 'text/plain' },
			body: 'Internal Server Error',
		}),
	}),
	status502: answerFault({
		standsFor: 'A proxy without a server behind it',
		processes: false,
		isSilent: () => true,
		answer: () => ({
			status: 502,
			headers: HTML_TYPE,
			body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
		}),
	}),
};
