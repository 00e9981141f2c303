import { describe, expect, test } from 'vitest';

import { checkAddress } from '../../../nodes/transport/download/address.ts';
import { readFileName, readMimeType } from '../../../nodes/transport/download/file.ts';

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

	test('takes the private host of the Base URL, and no other', () => {
		expect(checkAddress('http://10.0.0.5:9000/1.wav', 'https://10.0.0.5').port).toBe('9000');
		expect(() => checkAddress('http://10.0.0.6/1.wav', 'https://10.0.0.5')).toThrow('10.0.0.6');
	});

	test('reads a relative address as seen from the one that leads there', () => {
		const from = new URL('https://files.example/a/b');

		expect(checkAddress('../c', baseUrl, from).href).toBe('https://files.example/c');
		expect(checkAddress('//other.example/c', baseUrl, from).href).toBe('https://other.example/c');
		expect(() => checkAddress('//127.0.0.1/c', baseUrl, from)).toThrow('leads on to');
		expect(() => checkAddress('javascript:1', baseUrl, from)).toThrow('https://');
	});
});
