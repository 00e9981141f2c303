import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { WAV_BYTES } from '../../simulator/files.mts';
import { idOf } from '../../simulator/seed.mts';
import { binaryData, keepFilesInS3, readBinary } from '../harness.mts';
import { byId, json, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();
const MB = 1024 * 1024;

const servers: Server[] = [];
afterEach(() =>
	servers.splice(0).forEach((server) => (server.closeAllConnections(), server.close())),
);

/** A host of files that is the host of the Base URL as well, as this machine is a private one. */
async function host(
	answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; requests: IncomingMessage[] }> {
	const requests: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		requests.push(request);
		answer(request, response);
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const run = async (url: string, parameters: object = {}, rest: object = {}) =>
	await runOperation(simulator(), 'recording:download', { url, ...parameters }, rest);

/** With the host of the file as the Base URL. */
const runAt = async (url: string, parameters: object = {}, rest: object = {}) =>
	await run(url, parameters, { credential: { baseUrl: new URL(url).origin }, ...rest });

describe('the file', () => {
	test('comes out as binary data with its name and type', async () => {
		const result = await run(`${simulator().url}/files/call-1.wav`);

		expect(result.error).toBeUndefined();
		const [{ binary, pairedItem, json: summary }] = result.items;
		expect(summary).toEqual({
			fileName: 'call-1.wav',
			mimeType: 'audio/wav',
			bytes: WAV_BYTES.length,
		});
		expect(binary?.data).toMatchObject({
			fileName: 'call-1.wav',
			mimeType: 'audio/wav',
			fileExtension: 'wav',
			bytes: WAV_BYTES.length,
		});
		// In n8n's storage, not in the item: it was streamed.
		expect(binary?.data.id).toMatch(/^filesystem-v2:/);
		expect((await readBinary(binary?.data)).equals(WAV_BYTES)).toBe(true);
		expect(pairedItem).toEqual({ item: 0 });
	});

	test("goes into S3, by n8n's own way there", async () => {
		const bucket = new Map<string, Buffer>();
		const undo = keepFilesInS3({ put: async (name, bytes) => void bucket.set(name, bytes) });
		const result = await run(`${simulator().url}/files/call-1.wav`).finally(undo);

		expect(json(result)[0].bytes).toBe(WAV_BYTES.length);
		expect(result.items[0].binary?.data.id).toMatch(/^s3:/);
		expect([...bucket.values()].some((bytes) => bytes.equals(WAV_BYTES))).toBe(true);
	});

	test('goes into the field that is named', async () => {
		const result = await run(`${simulator().url}/files/1.wav`, { binaryPropertyName: 'recording' });

		expect(Object.keys(result.items[0].binary ?? {})).toEqual(['recording']);
	});

	test('comes for every item of Get Many, by way of redirects too', async () => {
		const calls = [0, 2, 4];
		const listed = await runOperation(
			simulator(),
			'recording:getAll',
			{ call: byId('={{ $json.id }}') },
			{ items: calls.map((index) => ({ id: idOf('call', index) })) },
		);
		expect(json(listed).some(({ url }) => String(url).includes('/redirect/'))).toBe(true);
		const result = await run('={{ $json.url }}', {}, { items: json(listed) });

		expect(json(result).map(({ fileName }) => fileName)).toEqual(
			json(listed).map(({ fileName }) => fileName),
		);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			json(listed).map((_, item) => ({ item })),
		);
	});

	test('never takes the App Token along, not even to the host of the Base URL', async () => {
		await run(`${simulator().url}/files/redirect/2/1.wav`);

		const requests = sent(simulator());
		expect(requests).toHaveLength(3);
		for (const { headers } of requests) {
			expect(headers).not.toHaveProperty('authorization');
			expect(JSON.stringify(headers)).not.toContain(simulator().appToken);
		}
	});

	test('is named by its address and typed by its name where the host says neither', async () => {
		const { url } = await host((_request, response) => {
			response.writeHead(200, { 'content-type': 'binary/octet-stream' }).end('sound');
		});
		const result = await runAt(`${url}/a/Gespr%C3%A4ch%201.mp3?signature=secret`);

		expect(json(result)).toEqual([
			{ fileName: 'Gespräch 1.mp3', mimeType: 'audio/mpeg', bytes: 5 },
		]);
	});

	test('holds no more downloads open than Max Concurrent Requests', async () => {
		const open = { now: 0, most: 0 };
		const { url } = await host((_request, response) => {
			open.now += 1;
			open.most = Math.max(open.most, open.now);
			setTimeout(() => {
				open.now -= 1;
				response.writeHead(200, { 'content-type': 'audio/wav' }).end('sound');
			}, 30);
		});
		const result = await runAt(
			url,
			{ options: { maxConcurrency: 2 } },
			{ items: Array.from({ length: 8 }, () => ({})) },
		);

		expect(result.items).toHaveLength(8);
		expect(open.most).toBe(2);
	});
});

describe('the size', () => {
	test('is refused before the download where the host announces it', async () => {
		const result = await run(`${simulator().url}/files/1.wav?bytes=${3 * MB}`, {
			options: { maxFileSize: 2 },
		});

		expect(result.error?.message).toBe(
			"The file has 3 MB, more than the 2 MB of 'Max File Size (MB)'",
		);
	});

	test('is refused during the download where the host does not announce it', async () => {
		let written = 0;
		let stopped = false;
		const { url } = await host((_request, response) => {
			response.writeHead(200, { 'content-type': 'audio/wav' });
			response.on('close', () => (stopped = true));
			const write = () => {
				if (stopped) return;
				written += 65_536;
				response.write(Buffer.alloc(65_536), () => setImmediate(write));
			};
			write();
		});
		const result = await runAt(url, { options: { maxFileSize: 1 } });

		expect(result.error?.message).toBe("The file is larger than the 1 MB of 'Max File Size (MB)'");
		await expect.poll(() => stopped).toBe(true);
		expect(written).toBeLessThan(20 * MB);
	});

	test('may be raised', async () => {
		const result = await run(`${simulator().url}/files/1.wav?bytes=${101 * MB}`, {
			options: { maxFileSize: 102 },
		});

		expect(json(result)[0].bytes).toBe(101 * MB);
	});

	test('must be a number', async () => {
		const result = await run(`${simulator().url}/files/1.wav`, {
			options: { maxFileSize: '={{ "big" }}' },
		});

		expect(result.error?.message).toBe("'Max File Size (MB)' is not a number above 0");
		expect(sent(simulator())).toEqual([]);
	});
});

describe('the address', () => {
	const publicBase = { baseUrl: 'https://cinnox.example' };

	test.each([
		['ftp://files.example/1.wav', 'does not start with https://'],
		['file:///etc/passwd', 'does not start with https://'],
		['data:text/plain,x', 'does not start with https://'],
		['/files/1.wav', 'does not start with https://'],
		['not an address', 'does not start with https://'],
		['http://127.0.0.1/1.wav', 'is in a private network: 127.0.0.1'],
		['http://2130706433/1.wav', 'is in a private network: 127.0.0.1'],
		['http://0x7f.1/1.wav', 'is in a private network: 127.0.0.1'],
		['http://0177.0.0.1/1.wav', 'is in a private network: 127.0.0.1'],
		['http://169.254.169.254/latest/meta-data', 'is in a private network: 169.254.169.254'],
		['http://[::ffff:10.0.0.1]/1.wav', 'is in a private network: [::ffff:a00:1]'],
		['http://localhost:5678/rest/settings', 'is in a private network: localhost'],
	])('%s is refused before anything is sent', async (url, reason) => {
		const result = await run(url, {}, { credential: publicBase });

		expect(result.error?.message).toBe(`The address in 'File URL' ${reason}`);
		expect(result.error?.description).toContain('Recording > Get Many');
	});

	test('is refused in another private place than the Base URL', async () => {
		const result = await run('http://10.0.0.1/1.wav');

		expect(result.error?.message).toContain('is in a private network: 10.0.0.1');
	});

	test('is refused at another port of the private host of the Base URL', async () => {
		const { url, requests } = await host((_request, response) => response.end('admin'));
		const direct = await run(`${url}/1.wav`);
		expect(direct.error?.message).toContain('is in a private network: 127.0.0.1');

		const base = await host((_request, response) => {
			response.writeHead(302, { location: `${url}/1.wav` }).end();
		});
		const led = await runAt(base.url);
		expect(led.error?.message).toContain('leads on to is in a private network: 127.0.0.1');
		expect(base.requests).toHaveLength(1);
		expect(requests).toHaveLength(0);
	});

	test('is checked again wherever it leads on to', async () => {
		const { url, requests } = await host((_request, response) => {
			response.writeHead(302, { location: 'http://192.168.0.1/admin' }).end();
		});
		const result = await runAt(url);

		expect(result.error?.message).toBe(
			"The address that 'File URL' leads on to is in a private network: 192.168.0.1",
		);
		expect(requests).toHaveLength(1);
	});

	test('may lead on to five others, and not to six', async () => {
		const five = await run(`${simulator().url}/files/redirect/5/1.wav`);
		expect(five.items).toHaveLength(1);
		expect(sent(simulator())).toHaveLength(6);

		const six = await run(`${simulator().url}/files/redirect/6/1.wav`);
		expect(six.error?.message).toContain('leads on to more than 5 other addresses');
		expect(sent(simulator())).toHaveLength(12);
	});

	test('is needed', async () => {
		const result = await run('={{ $json.absent }}');

		expect(result.error?.message).toBe("'File URL' is empty");
	});

	test('stays secret when the file is gone', async () => {
		const { url } = await host((_request, response) => response.writeHead(403).end('expired'));
		const result = await runAt(`${url}/1.wav?signature=very-secret`);

		expect(result.error?.message).toContain('may not be read (HTTP 403)');
		expect(result.error?.description).toContain('Recording > Get Many');
		expect(`${result.error?.message} ${result.error?.description}`).not.toContain('very-secret');
	});
});

describe('a download that breaks', () => {
	test.each(['dropBefore', 'halfBody', 'status502', 'empty204', '429'] as const)(
		'is repeated: %s',
		async (kind) => {
			simulator().faults.add({ kind, path: '.wav', ...(kind === '429' && { retryAfter: 1 }) });
			const result = await run(`${simulator().url}/files/1.wav`);

			expect(result.error).toBeUndefined();
			expect((await readBinary(result.items[0].binary?.data)).equals(WAV_BYTES)).toBe(true);
			expect(sent(simulator())).toHaveLength(2);
		},
	);

	test('comes whole from a host that would cut it short while packing it', async () => {
		const file = randomBytes(MB);
		const { url } = await host(({ headers }, response) => {
			const packs = /gzip/.test(headers['accept-encoding'] ?? '');
			response.writeHead(200, {
				'content-type': 'audio/wav',
				...(packs && { 'content-encoding': 'gzip' }),
			});
			response.end(packs ? gzipSync(file).subarray(0, MB / 2) : file);
		});
		const result = await runAt(`${url}/1.wav`);

		expect((await readBinary(result.items[0].binary?.data)).equals(file)).toBe(true);
	});

	test('is repeated when nothing more comes for the time of Timeout', async () => {
		let tries = 0;
		const { url } = await host((_request, response) => {
			tries += 1;
			response.writeHead(200, { 'content-type': 'audio/wav' });
			if (tries === 1) response.write('half');
			else response.end('whole');
		});
		const result = await runAt(url, { requestOptions: { timeout: 300 } });

		expect(tries).toBe(2);
		expect(json(result)[0].bytes).toBe(5);
	});

	test('is given up when it drips for longer than Timeout', async () => {
		let closed = 0;
		const { url, requests } = await host((_request, response) => {
			response.writeHead(200, { 'content-type': 'audio/wav' });
			const drip = setInterval(() => response.write('.'), 30);
			response.on('close', () => (clearInterval(drip), (closed += 1)));
		});
		const before = performance.now();
		const result = await runAt(url, { requestOptions: { timeout: 500 } });

		expect(result.error?.message).toContain('did not come to its end in time');
		expect(result.error?.description).toContain("'Timeout'");
		expect(performance.now() - before).toBeLessThan(3_000);
		expect(requests).toHaveLength(1);
		await expect.poll(() => closed).toBe(1);
	});

	test.each([
		['the disk is full', false, 'ENOSPC', 'ENOSPC: no space left on device, write'],
		['the database is gone', true, 'ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'],
	])('is not blamed on the network and not repeated when %s', async (_, whole, code, message) => {
		vi.spyOn(binaryData, 'store').mockImplementationOnce(async (_location, stream) => {
			for await (const chunk of stream as Readable) if (!whole && chunk) break;
			throw Object.assign(new Error(message), { code });
		});
		const result = await run(`${simulator().url}/files/1.wav?bytes=${MB}`);

		expect(result.error?.message).toBe('The file came, but this n8n could not store it');
		expect(result.error?.description).toContain(message);
		expect(sent(simulator())).toHaveLength(1);
	});

	test('says so in the end, without the address', async () => {
		simulator().faults.add({ kind: 'status500', path: '.wav', times: Infinity });
		const result = await run(`${simulator().url}/files/1.wav?signature=very-secret`);

		const { host: name } = new URL(simulator().url);
		expect(result.error?.message).toBe(`${name} was not able to deliver the file (HTTP 500)`);
		expect(`${result.error?.message} ${result.error?.description}`).not.toContain('very-secret');
		expect(result.error?.stack).not.toContain('very-secret');
		expect(sent(simulator())).toHaveLength(5);
	});

	test('is not repeated for a web page in place of the file', async () => {
		simulator().faults.add({ kind: 'html', path: '.wav' });
		const result = await run(`${simulator().url}/files/1.wav`);

		expect(result.error?.message).toContain('leads to a web page');
		expect(sent(simulator())).toHaveLength(1);
	});

	test('keeps the other files with Continue On Fail', async () => {
		const result = await run(
			'={{ $json.url }}',
			{},
			{
				items: [{ url: 'http://10.0.0.1/1.wav' }, { url: `${simulator().url}/files/2.wav` }],
				settings: { onError: 'continueErrorOutput' },
			},
		);

		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(result.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
	});

	test('ends at once when the execution is stopped', async () => {
		let closed = false;
		const stop = new AbortController();
		const { url } = await host((_request, response) => {
			response.writeHead(200, { 'content-type': 'audio/wav' });
			response.write('half');
			response.on('close', () => (closed = true));
			setTimeout(() => stop.abort(), 100);
		});
		await runAt(url, {}, { signal: stop.signal });

		await expect.poll(() => closed).toBe(true);
	});
});
