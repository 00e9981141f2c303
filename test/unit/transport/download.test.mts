import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { describe, expect, test } from 'vitest';

import { checkAddress } from '../../../nodes/transport/download/address.ts';
import { readFileName, readMimeType } from '../../../nodes/transport/download/file.ts';
import { watch } from '../../../nodes/transport/download/stream.ts';

const address = new URL('https://files.example/a/b%20c.wav?x=1');

describe('readFileName', () => {
	test.each([
		['attachment; filename="call 1.wav"', 'call 1.wav'],
		['attachment; filename=call.wav; size=3', 'call.wav'],
		['attachment; filename="a \\"b\\".wav"', 'a _b_.wav'],
		[`attachment; filename="x.wav"; filename*=UTF-8''Gespr%C3%A4ch.wav`, 'Gespräch.wav'],
		['attachment; filename="../../etc/passwd"', 'passwd'],
		['attachment; filename="C:\\\\temp\\\\call.wav"', 'call.wav'],
		['attachment; filename="a\u0000b\u202e.wav"', 'a_b_.wav'],
		['attachment; filename=".."', 'b c.wav'],
		['attachment; filename=""', 'b c.wav'],
		['inline', 'b c.wav'],
		[undefined, 'b c.wav'],
	])('%s gives %s', (disposition, name) => {
		expect(readFileName(disposition, address)).toBe(name);
	});

	test.each([
		['https://files.example/', 'recording'],
		['https://files.example/a%2Fb.wav', 'b.wav'],
		['https://files.example/%zz.wav', '%zz.wav'],
		[`https://files.example/${'x'.repeat(500)}.wav`, `${'x'.repeat(196)}.wav`],
	])('the address %s gives %s', (url, name) => {
		expect(readFileName(undefined, new URL(url))).toBe(name);
	});
});

describe('readMimeType', () => {
	test.each([
		['audio/wav', '1.mp3', 'audio/wav'],
		['Text/Plain; charset=utf-8', '1', 'text/plain'],
		['application/octet-stream', '1.MP3', 'audio/mpeg'],
		['binary/octet-stream', '1.bin', 'application/octet-stream'],
		['nonsense', '1.wav', 'audio/wav'],
		[undefined, 'constructor', 'application/octet-stream'],
		[undefined, '1.constructor', 'application/octet-stream'],
	])('%s and %s give %s', (contentType, fileName, mimeType) => {
		expect(readMimeType(contentType, fileName)).toBe(mimeType);
	});
});

describe('checkAddress', () => {
	const baseUrl = 'https://cinnox.example';

	test('takes a public address, without the part that is never sent', () => {
		expect(checkAddress(' https://files.example/1.wav?a=b#c ', baseUrl).href).toBe(
			'https://files.example/1.wav?a=b',
		);
	});

	test('takes the private host of the Base URL, at its port, and no other', () => {
		expect(checkAddress('https://10.0.0.5/1.wav', 'https://10.0.0.5').pathname).toBe('/1.wav');
		expect(checkAddress('http://nas.lan:90/1.wav', 'http://nas.lan:90/cinnox').port).toBe('90');
		for (const other of [
			'http://10.0.0.6/1.wav',
			'http://10.0.0.5/1.wav',
			'https://10.0.0.5:9000/1.wav',
		]) {
			expect(() => checkAddress(other, 'https://10.0.0.5')).toThrow(
				`private network: ${new URL(other).hostname}`,
			);
		}
	});

	test('takes another port of a public host', () => {
		expect(checkAddress('https://cinnox.example:8443/1.wav', baseUrl).port).toBe('8443');
	});

	test('takes linear time for a megabyte of a host, and repeats only its beginning', () => {
		const before = performance.now();
		for (const part of ['a.', '.', '-', '%2e', '1', '@', ':', ' ']) {
			const url = `https://a${part.repeat(1_000_000 / part.length)}`;
			let message = '';
			try {
				checkAddress(url, baseUrl);
			} catch (error) {
				({ message } = error as Error);
			}
			expect(message.length).toBeGreaterThan(0);
			expect(message.length).toBeLessThan(200);
		}
		expect(performance.now() - before).toBeLessThan(2_000);
	});

	test('reads a relative address as seen from the one that leads there', () => {
		const from = new URL('https://files.example/a/b');

		expect(checkAddress('../c', baseUrl, from).href).toBe('https://files.example/c');
		expect(checkAddress('//other.example/c', baseUrl, from).href).toBe('https://other.example/c');
		expect(() => checkAddress('//127.0.0.1/c', baseUrl, from)).toThrow('leads on to');
		expect(() => checkAddress('javascript:1', baseUrl, from)).toThrow('https://');
	});
});

describe('watch', () => {
	const limits = () => ({ maxBytes: 1_000_000, idleMs: 200, deadline: Date.now() + 5_000 });
	const chunks = Array.from({ length: 50 }, (_, index) => Buffer.alloc(1_000, index));
	const whole = Buffer.concat(chunks);

	/** How a reader may take a stream: all that n8n's storage does, and what it might do. */
	const readers: Array<[name: string, read: (stream: Readable) => Promise<Buffer>]> = [
		[
			"listens for 'data'",
			async (stream) =>
				await new Promise((resolve, reject) => {
					const parts: Buffer[] = [];
					stream.on('data', (chunk: Buffer) => parts.push(chunk));
					stream.once('end', () => resolve(Buffer.concat(parts)));
					stream.once('error', reject);
				}),
		],
		['iterates', async (stream) => Buffer.concat(await stream.toArray())],
		[
			'pipes',
			async (stream) => {
				const parts: Buffer[] = [];
				await pipeline(stream, async (source: AsyncIterable<Buffer>) => {
					for await (const chunk of source) parts.push(chunk);
				});
				return Buffer.concat(parts);
			},
		],
	];

	test.each(readers)('counts every byte and takes none from one who %s', async (_, read) => {
		const stream = Readable.from(chunks, { objectMode: false });
		const watched = watch(stream, limits());

		// As n8n's storage: not in the same moment.
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(watched.received()).toBe(0);
		expect((await read(stream)).equals(whole)).toBe(true);
		expect(watched.received()).toBe(whole.length);
	});

	test.each(readers)('ends one who %s at the limit', async (_, read) => {
		const stream = Readable.from(chunks, { objectMode: false });
		const { broken } = watch(stream, { ...limits(), maxBytes: 10_000 });
		void read(stream).catch(() => {});

		await expect(broken).rejects.toThrow('Max File Size (MB)');
	});

	test('breaks off silence, and what drips longer than the deadline', async () => {
		const silent = new Readable({ read: () => {} });
		const dripping = Readable.from(
			(async function* () {
				for (;;) {
					yield Buffer.from('.');
					await new Promise((resolve) => setTimeout(resolve, 20));
				}
			})(),
		);
		const watchedSilence = watch(silent, limits());
		const watchedDrip = watch(dripping, { ...limits(), deadline: Date.now() + 400 });
		silent.on('data', () => {});
		dripping.on('data', () => {});

		await expect(watchedSilence.broken).rejects.toThrow('stalled');
		await expect(watchedDrip.broken).rejects.toThrow('did not come to its end in time');
		dripping.destroy();
	});

	test('tells a full disk from a broken connection', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-cinnox-watch-'));
		const stream = Readable.from(chunks, { objectMode: false });
		const watched = watch(stream, limits());
		const missing = join(folder, 'missing', 'file');
		const error: unknown = await pipeline(stream, createWriteStream(missing)).catch(
			(reason: unknown) => reason,
		);
		expect(watched.isStorage(error)).toBe(true);
		rmSync(folder, { recursive: true });

		const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
		const broken = new Readable({ read: () => broken.destroy(reset) });
		const watchedBreak = watch(broken, limits());
		broken.on('data', () => {});
		await expect(watchedBreak.broken).rejects.toBe(reset);
		expect(watchedBreak.isStorage(reset)).toBe(false);
	});
});
