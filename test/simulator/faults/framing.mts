import { HTML_TYPE, JSON_TYPE, PAGE, bytesOf, refusal, withoutLength } from './bodies.mts';
import { answerFault, formCases } from './types.mts';
import type { Answer, Step, Wire } from './types.mts';
import { answerSteps, head, headerLines } from './wire.mts';

type Line = readonly [name: string, value: string];

const ASCII = (text: string): Buffer => Buffer.from(text, 'latin1');

/** An answer whose framing headers are given, and whose body goes out as it is. */
function framed(
	{ status, code, headers, body }: Answer,
	framing: readonly Line[],
	frame: (bytes: Buffer) => Step[] = (bytes) => [bytes],
	ending: 'keep' | 'close' | 'stall' = 'close',
): Wire {
	const own = headerLines(withoutLength(headers));
	return {
		code,
		steps: [head(status, [...own, ...framing]), ...frame(bytesOf(body)), { then: ending }],
	};
}

/** Content-Length values by how they are wrong. */
const LENGTHS: Record<string, { make: (right: number) => string[]; stall?: boolean }> = {
	'too long': { make: (right) => [String(right + 100)] },
	'too long, stays open': { make: (right) => [String(right + 100)], stall: true },
	'too short': { make: (right) => [String(right - 5)] },
	'two different': { make: (right) => [String(right), String(right + 7)] },
	'two alike': { make: (right) => [String(right), String(right)] },
	'a list': { make: (right) => [`${right}, ${right + 7}`] },
	negative: { make: () => ['-1'] },
	'no number': { make: () => ['many'] },
	'beyond 64 bits': { make: () => ['99999999999999999999'] },
};

const chunk = (bytes: Buffer, size = bytes.length.toString(16)): Step[] => [
	ASCII(`${size}\r\n`),
	bytes,
	ASCII('\r\n'),
];
const LAST = ASCII('0\r\n\r\n');
const CHUNKED: Line = ['transfer-encoding', 'chunked'];

/** Chunked bodies by how they are broken. */
const CHUNKS: Record<string, { frame: (bytes: Buffer) => Step[]; more?: Line[] }> = {
	'size that is no number': { frame: (bytes) => [...chunk(bytes, 'zz'), LAST] },
	'negative size': { frame: (bytes) => [...chunk(bytes, '-5'), LAST] },
	'size beyond 64 bits': { frame: (bytes) => [...chunk(bytes, 'fffffffffffffffff'), LAST] },
	'less than announced': {
		frame: (bytes) => [...chunk(bytes, (bytes.length + 40).toString(16)), LAST],
	},
	'more than announced': {
		frame: (bytes) => [...chunk(bytes, (bytes.length >> 1).toString(16)), LAST],
	},
	'second chunk broken': {
		frame: (bytes) => [
			...chunk(bytes.subarray(0, bytes.length >> 1)),
			...chunk(bytes.subarray(bytes.length >> 1), 'xyz'),
			LAST,
		],
	},
	'no last chunk': { frame: (bytes) => chunk(bytes) },
	'Content-Length as well': {
		frame: (bytes) => [...chunk(bytes), LAST],
		more: [['content-length', '5']],
	},
};

/** Header lines that no server may send, each in its raw form. */
const BAD_LINES: Record<string, Buffer> = {
	'NUL in a value': ASCII('x-bad: a\0b\r\n'),
	'control character in a value': ASCII('x-bad: a\x07b\r\n'),
	'bare carriage return': ASCII('x-bad: a\rx-more: b\r\n'),
	'bare line feed': ASCII('x-bad: a\nx-more: b\r\n'),
	'folded line': ASCII('x-bad: a\r\n\tb\r\n'),
	'space before the colon': ASCII('x-bad : a\r\n'),
	'space in a name': ASCII('x bad: a\r\n'),
	'no name': ASCII(': a\r\n'),
	'no colon': ASCII('x-bad\r\n'),
	'Latin-1 in a value': ASCII('x-bad: \xe9\xff\r\n'),
	'UTF-8 in a value': Buffer.from('x-bad: 超時 🙃\r\n'),
};

/** First lines of answers that are none. */
const STATUS_LINES: Record<string, string> = {
	'status 999': 'HTTP/1.1 999 Who knows',
	'status 600': 'HTTP/1.1 600',
	'two digits': 'HTTP/1.1 20 OK',
	'four digits': 'HTTP/1.1 2000 OK',
	'no number': 'HTTP/1.1 OK',
	'no reason': 'HTTP/1.1 200',
	'HTTP 2': 'HTTP/2.0 200 OK',
	'HTTP 0.9': 'HTTP/0.9 200 OK',
	'another protocol': 'ICY 200 OK',
	'switching protocols':
		'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade',
	'no HTTP at all': 'SSH-2.0-OpenSSH_9.9',
};

/** What comes after a first answer on the same connection, unasked. */
const SECONDS: Record<string, (success: Answer) => [first: Answer, second: Answer]> = {
	'the same again': (success) => [success, success],
	'a refusal': (success) => [success, refusal(400, 6451000, 'Bad query')],
	'success after an empty one': (success) => [{ ...success, status: 200, body: '' }, success],
	'a web page': (success) => [success, { status: 200, headers: HTML_TYPE, body: PAGE }],
};

const HTTP_10: Record<string, Line[]> = {
	'until it closes': [],
	'with a length': [['content-length', '']],
	'kept alive': [
		['content-length', ''],
		['connection', 'keep-alive'],
	],
};

/** Answers that break the rules of HTTP/1.1, or use those that nobody expects. */
export const FRAMING_FAULTS = {
	/** Headers and the first half of the body, then the connection breaks. */
	halfBody: answerFault({
		standsFor: 'A connection that breaks in the middle of an answer',
		processes: true,
		isSilent: () => true,
		answer: ({ success }) => {
			const bytes = bytesOf(success.body);
			return framed(success, [['content-length', String(bytes.length)]], (all) => [
				all.subarray(0, all.length >> 1),
			]);
		},
	}),
	/** A Content-Length that does not fit; the connection closes after the body unless the form says otherwise. */
	contentLength: answerFault({
		standsFor:
			'A proxy that changes a body and forgets its length, or an attempt to make two readers disagree',
		processes: true,
		choices: { form: Object.keys(LENGTHS) },
		cases: formCases(Object.keys(LENGTHS)).map((one) => ({
			...one,
			...(LENGTHS[one.name].stall && { endless: true }),
		})),
		answer: ({ options: { form }, success }) => {
			const { make, stall } = LENGTHS[form];
			return framed(
				success,
				make(bytesOf(success.body).length).map((value) => ['content-length', value]),
				undefined,
				stall ? 'stall' : 'close',
			);
		},
	}),
	/** A chunked body that is broken; the connection closes after it. */
	chunked: answerFault({
		standsFor: 'A proxy that cuts chunks wrongly or dies between two of them',
		processes: true,
		choices: { form: Object.keys(CHUNKS) },
		answer: ({ options: { form }, success }) => {
			const { frame, more = [] } = CHUNKS[form];
			return framed(success, [CHUNKED, ...more], frame);
		},
	}),
	/** `count` headers, one header of `bytes` characters, or headers without end. */
	headerFlood: answerFault({
		standsFor: 'A host that makes the client hold more headers than it has room for',
		processes: true,
		options: { count: 5000, bytes: 1_000_000, ms: 1 },
		choices: { form: ['many', 'long', 'endless'] },
		cases: [
			{ name: 'many', options: { form: 'many' } },
			{ name: 'long', options: { form: 'long' } },
			{ name: 'endless', options: { form: 'endless' }, endless: true },
		],
		answer: ({ options: { form, count, bytes, ms }, success }) => {
			const flood: Record<string, Line[]> = {
				many: Array.from({ length: count }, (_, index) => [`x-flood-${index}`, 'a'.repeat(20)]),
				long: [['x-flood', 'a'.repeat(bytes)]],
			};
			if (form === 'endless') return { steps: endlessHeaders(ms) };
			const { length } = bytesOf(success.body);
			return framed(success, [
				...flood[form ?? 'many'],
				['content-length', String(length)],
				['connection', 'close'],
			]);
		},
	}),
	/** A header line that is against the rules. */
	headerCharacters: answerFault({
		standsFor: 'A server that puts unchecked text into a header',
		processes: true,
		choices: { form: Object.keys(BAD_LINES) },
		answer: ({ options: { form }, success }) => {
			const bytes = bytesOf(success.body);
			const lines = head(success.status, [
				...headerLines(withoutLength(success.headers)),
				['content-length', String(bytes.length)],
				['connection', 'close'],
			]);
			const start = lines.indexOf('\r\n') + 2;
			return {
				code: success.code,
				steps: [
					lines.subarray(0, start),
					BAD_LINES[form],
					lines.subarray(start),
					bytes,
					{ then: 'close' },
				],
			};
		},
	}),
	/** A first line that is no status line, or has a status that does not exist; the normal headers and body follow. */
	statusLine: answerFault({
		standsFor: 'Something else than an HTTP server behind the address',
		processes: true,
		choices: { form: Object.keys(STATUS_LINES) },
		answer: ({ options: { form }, success }) => {
			const bytes = bytesOf(success.body);
			const lines = [
				...headerLines(withoutLength(success.headers)),
				['content-length', bytes.length],
			];
			const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
			return {
				code: success.code,
				steps: [ASCII(`${STATUS_LINES[form]}\r\n${text}\r\n`), bytes, { then: 'close' }],
			};
		},
	}),
	/** The normal answer in HTTP/1.0. */
	http10: answerFault({
		standsFor: 'An old proxy or load balancer; nothing is wrong with it',
		processes: true,
		choices: { form: Object.keys(HTTP_10) },
		answer: ({ options: { form }, success }) => {
			const bytes = bytesOf(success.body);
			const framing = HTTP_10[form].map(([name, value]): Line => [
				name,
				value || String(bytes.length),
			]);
			return {
				code: success.code,
				steps: [
					head(
						success.status,
						[...headerLines(withoutLength(success.headers)), ...framing],
						'HTTP/1.0',
					),
					bytes,
					{ then: form === 'kept alive' ? 'keep' : 'close' },
				],
			};
		},
	}),
	/** `count` informational answers of `status`, `ms` apart, before the normal one; or nothing but these. */
	informational: answerFault({
		standsFor: 'A server that says over and over that it is still at it',
		processes: true,
		options: { count: 1000, status: 102, ms: 0 },
		choices: { form: ['then the answer', 'endless'] },
		cases: [
			{ name: '100', options: { status: 100, count: 3 } },
			{ name: '102, a thousand', options: { status: 102 } },
			{ name: '103', options: { status: 103, count: 3 } },
			{ name: 'endless', options: { form: 'endless', ms: 20 }, endless: true },
		],
		answer: ({ options, success }) => ({
			code: success.code,
			steps: informational(options, success),
		}),
	}),
	/** A second answer on the connection that nobody asked for, `ms` after the first. */
	twoAnswers: answerFault({
		standsFor:
			'Response splitting, or a proxy that mixes up connections: an answer that belongs to no request',
		processes: true,
		options: { ms: 0 },
		choices: { form: Object.keys(SECONDS) },
		cases: [
			...formCases(Object.keys(SECONDS)),
			{ name: 'late', options: { form: 'a refusal', ms: 30 } },
		],
		answer: ({ options: { form, ms }, success }) => {
			const [first, second] = SECONDS[form](success);
			return {
				code: first.code,
				steps: (async function* () {
					yield* answerSteps(buffered(first));
					if (ms > 0) yield { wait: ms };
					yield* answerSteps(buffered(second));
				})(),
			};
		},
	}),
	/** `text` and nothing else, then the connection closes. */
	raw: answerFault({
		standsFor: 'Whatever a test wants to put on the wire',
		processes: true,
		options: { text: 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"code":0}' },
		answer: ({ options: { text } }) => ({ steps: [ASCII(text), { then: 'close' }] }),
	}),
	/** The connection breaks before anything took effect. */
	dropBefore: answerFault({
		standsFor: 'A connection that is lost before the request is taken',
		processes: false,
		isSilent: () => true,
		answer: () => ({ steps: [{ then: 'close' }] }),
	}),
	/** The request takes effect, then the connection breaks. */
	dropAfter: answerFault({
		standsFor: 'A connection that is lost while the request is carried out',
		processes: true,
		isSilent: () => true,
		answer: () => ({ steps: [{ then: 'close' }] }),
	}),
};

const buffered = (answer: Answer): Answer => ({
	...answer,
	headers: withoutLength(answer.headers),
	body: bytesOf(answer.body),
});

async function* endlessHeaders(ms: number): AsyncGenerator<Step> {
	yield head(200, Object.entries(JSON_TYPE)).subarray(0, -2);
	for (let index = 0; ; index++) {
		yield ASCII(`x-flood-${index}: ${'a'.repeat(20)}\r\n`);
		yield { wait: ms };
	}
}

async function* informational(
	{ count, status, ms, form }: { count: number; status: number; ms: number; form: string },
	success: Answer,
): AsyncGenerator<Step> {
	const note = head(status, status === 103 ? [['link', '</style.css>; rel=preload']] : []);
	for (let index = 0; form === 'endless' || index < count; index++) {
		yield note;
		if (ms > 0 || index % 64 === 63) yield { wait: ms };
	}
	yield* answerSteps(success);
}
