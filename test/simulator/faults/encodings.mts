import { once } from 'node:events';
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { JSON_TYPE, bytesOf, padded, withRawMember, withoutLength } from './bodies.mts';
import { answerFault } from './types.mts';
import type { Answer, FaultCase } from './types.mts';

/** How each Content-Encoding is made, whole and piece by piece. */
const ENCODERS: Record<
	string,
	{ whole: (bytes: Buffer) => Buffer; stream: () => NodeJS.ReadWriteStream }
> = {
	gzip: { whole: (bytes) => zlib.gzipSync(bytes), stream: () => zlib.createGzip({ level: 1 }) },
	br: {
		whole: (bytes) => zlib.brotliCompressSync(bytes),
		stream: () =>
			zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
	},
	deflate: {
		whole: (bytes) => zlib.deflateSync(bytes),
		stream: () => zlib.createDeflate({ level: 1 }),
	},
	zstd: {
		whole: (bytes) => zlib.zstdCompressSync(bytes),
		stream: () => zlib.createZstdCompress(),
	},
};

const byEncoding = (more: Partial<FaultCase> = {}): FaultCase[] =>
	Object.keys(ENCODERS).map((encoding) => ({ name: encoding, options: { encoding }, ...more }));

const encoder = (encoding = 'gzip') => {
	if (!Object.hasOwn(ENCODERS, encoding)) throw new Error(`There is no encoding ${encoding}`);
	return ENCODERS[encoding];
};

const encoded = (answer: Answer, encoding: string | undefined, body: Answer['body']): Answer => ({
	...answer,
	headers: { ...withoutLength(answer.headers), 'content-encoding': String(encoding) },
	body,
});

const bombs = new Map<string, Promise<Buffer>>();

/** A small body that becomes large; made once in a process. */
function bomb(encoding: string, megabytes: number): Promise<Buffer> {
	const key = `${encoding} ${megabytes}`;
	const made = bombs.get(key) ?? inflatable(encoding, megabytes);
	bombs.set(key, made);
	return made;
}

async function inflatable(encoding: string, megabytes: number): Promise<Buffer> {
	const stream = encoder(encoding).stream();
	const chunks: Buffer[] = [];
	stream.on('data', (chunk: Buffer) => chunks.push(chunk));
	Readable.from(padded('{"code":0,"result":{"text":"', 'a', megabytes * 1e6, '"}}')).pipe(stream);
	await once(stream, 'end');
	return Buffer.concat(chunks);
}

/** Answers whose Content-Encoding does not fit, does not end, or does too much. */
export const ENCODING_FAULTS = {
	/** The normal body, called compressed although it is not. */
	encodingMismatch: answerFault({
		standsFor:
			'A proxy that unpacks an answer and leaves its Content-Encoding in place, or adds one',
		processes: true,
		options: { encoding: 'gzip' },
		cases: [...byEncoding(), { name: 'unknown', options: { encoding: 'x-rot13' } }],
		answer: ({ options: { encoding }, success }) => encoded(success, encoding, success.body),
	}),
	/** The normal body, compressed, of which the second half is missing; Content-Length fits what is there. */
	encodingTruncated: answerFault({
		standsFor: 'A cache that kept half of a compressed answer',
		processes: true,
		isSilent: () => true,
		options: { encoding: 'gzip' },
		cases: byEncoding(),
		answer: ({ options: { encoding }, success }) => {
			const whole = encoder(encoding).whole(bytesOf(success.body));
			return encoded(success, encoding, whole.subarray(0, Math.ceil(whole.length / 2)));
		},
	}),
	/** The normal body, compressed, with one bit of it changed. */
	encodingCorrupt: answerFault({
		standsFor: 'A bit that fell over on the way or on a disk',
		processes: true,
		options: { encoding: 'gzip' },
		cases: byEncoding(),
		answer: ({ options: { encoding }, success }) => {
			const whole = Buffer.from(encoder(encoding).whole(bytesOf(success.body)));
			whole[whole.length >> 1] ^= 0x10;
			return encoded(success, encoding, whole);
		},
	}),
	/** The normal body, compressed as it should be; the control for the others. */
	encodingRight: answerFault({
		standsFor: 'A server that compresses although nobody asked; nothing is wrong with it',
		processes: true,
		options: { encoding: 'gzip' },
		cases: byEncoding(),
		answer: ({ options: { encoding }, success }) =>
			encoded(success, encoding, encoder(encoding).whole(bytesOf(success.body))),
	}),
	/** A small body that unpacks to `megabytes` of JSON that claims success. */
	bomb: answerFault({
		standsFor: 'A hostile or broken host that makes the client unpack more than it can hold',
		processes: true,
		options: { encoding: 'gzip', megabytes: 300 },
		cases: byEncoding({ heavy: true }),
		answer: async ({ options: { encoding, megabytes } }) =>
			encoded(
				{ status: 200, code: 0, headers: JSON_TYPE, body: '' },
				encoding,
				await bomb(encoding, megabytes),
			),
	}),
};

/** Answers that are too deep or too long. */
export const SIZE_FAULTS = {
	/** The normal answer with a member `nested` of `depth` levels in its result, in its first row, or beside its code. */
	nested: answerFault({
		standsFor: 'A body that parses and that no recursive function gets to the bottom of',
		processes: true,
		options: { depth: 20_000 },
		choices: { form: ['arrays', 'objects'] },
		cases: [
			{ name: '20,000 arrays', options: { depth: 20_000 } },
			{ name: '20,000 objects', options: { depth: 20_000, form: 'objects' } },
			{ name: '200,000 arrays', options: { depth: 200_000 } },
		],
		answer: ({ options: { depth, form }, success }) => {
			const [before, after, code] = withRawMember(success, 'nested');
			const [open, close] = form === 'objects' ? ['{"a":', '}'] : ['[', ']'];
			const core = form === 'objects' ? '0' : '';
			const body = before + open.repeat(depth) + core + close.repeat(depth) + after;
			return { status: 200, code, headers: JSON_TYPE, body };
		},
	}),
	/** The normal answer, made `megabytes` longer by a long text in it or by spaces after it. */
	big: answerFault({
		standsFor: 'An answer that is far longer than anybody thought',
		processes: true,
		options: { megabytes: 1 },
		choices: { form: ['text', 'spaces'] },
		cases: [
			{ name: '1 MB', options: { megabytes: 1 } },
			{ name: '1 MB of spaces', options: { megabytes: 1, form: 'spaces' } },
			{ name: '50 MB', options: { megabytes: 50 }, heavy: true },
			{ name: '300 MB', options: { megabytes: 300 }, heavy: true },
		],
		answer: ({ options: { megabytes, form }, success }) => {
			const [before, after, code] = withRawMember(success, 'text');
			const count = megabytes * 1e6;
			const [head, character, tail] =
				form === 'spaces' ? [`${before}""${after}`, ' ', ''] : [`${before}"`, 'a', `"${after}`];
			return {
				status: 200,
				code,
				headers: {
					...JSON_TYPE,
					'content-length': String(Buffer.byteLength(head + tail) + count),
				},
				body: Readable.from(padded(head, character, count, tail)),
			};
		},
	}),
};
