import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll } from 'vitest';

/** A URL that answers the challenge; /silent never gives it back, /slow not the first time. */
export function useWebhook(): () => string {
	let asked = 0;
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { challenge } = JSON.parse(Buffer.concat(chunks).toString()) as { challenge?: string };
			if (request.url === '/slow') asked += 1;
			const isSilent = request.url === '/silent' || (request.url === '/slow' && asked < 2);
			const result = isSilent ? {} : { challenge };
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ code: 0, result }));
		});
	});
	beforeAll(
		async () => await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)),
	);
	afterAll(() => {
		server.closeAllConnections();
		server.close();
	});
	return () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
