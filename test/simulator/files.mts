import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from './faults.mts';

const SAMPLE_RATE = 8000;

/** Length of the recording in seconds. */
export const WAV_SECONDS = 0.25;

/** A tone of 440 Hz, 8 bit mono. */
export const WAV_BYTES: Buffer = wav();

function wav(): Buffer {
	const samples = SAMPLE_RATE * WAV_SECONDS;
	const bytes = Buffer.alloc(44 + samples);
	bytes.write('RIFF', 0);
	bytes.writeUInt32LE(36 + samples, 4);
	bytes.write('WAVEfmt ', 8);
	bytes.writeUInt32LE(16, 16);
	bytes.writeUInt16LE(1, 20);
	bytes.writeUInt16LE(1, 22);
	bytes.writeUInt32LE(SAMPLE_RATE, 24);
	bytes.writeUInt32LE(SAMPLE_RATE, 28);
	bytes.writeUInt16LE(1, 32);
	bytes.writeUInt16LE(8, 34);
	bytes.write('data', 36);
	bytes.writeUInt32LE(samples, 40);
	for (let index = 0; index < samples; index++) {
		bytes[44 + index] = 128 + Math.round(100 * Math.sin((2 * Math.PI * 440 * index) / SAMPLE_RATE));
	}
	return bytes;
}

const TYPES: Record<string, { type: string; bytes: Buffer }> = {
	wav: { type: 'audio/wav', bytes: WAV_BYTES },
	txt: {
		type: 'text/plain; charset=utf-8',
		bytes: Buffer.from('Agent: How may I help you?\nCaller: My flight is late.\n'),
	},
};

/** Longest file that `bytes` may ask for. */
const MAX_BYTES = 1024 ** 3;
const CHUNK = Buffer.alloc(65_536, 0x80);

/** The file, padded with silence to `total` bytes where that is more, without holding it in memory. */
async function* padded(bytes: Buffer, total: number): AsyncGenerator<Buffer> {
	yield bytes;
	for (let left = total - bytes.length; left > 0; left -= CHUNK.length) {
		yield left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
	}
}

/**
 * A recording file. Nobody asks for a token here, as the vendor describes its download URLs.
 *
 * @param name file name; its ending decides the type
 * @param bytes length to pad the file to, at most 1 GiB
 */
export function fileAnswer(name: string, bytes = 0): Answer {
	const file = TYPES[name.split('.').pop() ?? ''] ?? TYPES.wav;
	const length = Math.max(file.bytes.length, Math.min(bytes, MAX_BYTES));
	return {
		status: 200,
		headers: {
			'content-type': file.type,
			'content-length': String(length),
			'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
		},
		body: length === file.bytes.length ? file.bytes : Readable.from(padded(file.bytes, length)),
	};
}

/** A redirect to a file, by way of `left` - 1 more redirects. */
function redirectAnswer(name: string, left: number): Answer {
	const file = encodeURIComponent(name);
	const location = left > 1 ? `/files/redirect/${left - 1}/${file}` : `/files/${file}`;
	return { status: 302, headers: { location }, body: '' };
}

/**
 * The addresses under which recordings are downloaded.
 *
 * @param serve answers a request with what `make` returns
 */
export function mountFiles(
	app: FastifyInstance,
	serve: (
		request: FastifyRequest,
		reply: FastifyReply,
		make: () => Answer,
	) => Promise<FastifyReply>,
): void {
	type Params = { name: string; count: string };
	app.get('/files/:name', (request, reply) => {
		const { bytes } = request.query as { bytes?: string };
		const { name } = request.params as Params;
		return serve(request, reply, () => fileAnswer(name, Number(bytes) || 0));
	});
	app.get('/files/redirect/:count/:name', (request, reply) => {
		const { name, count } = request.params as Params;
		return serve(request, reply, () => redirectAnswer(name, Number(count)));
	});
}
