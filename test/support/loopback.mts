import net from 'node:net';

/** A port of 127.0.0.1 that nothing listens on; `preferred` if that is free. */
export async function freePort(preferred = 0): Promise<number> {
	const server = net.createServer();
	const port = await new Promise<number | undefined>((resolve) => {
		server.once('error', () => resolve(undefined));
		server.listen(preferred, '127.0.0.1', () => {
			resolve((server.address() as net.AddressInfo).port);
		});
	});
	if (port === undefined) return await freePort();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/**
 * Lets a server listen on a free port of 127.0.0.1.
 *
 * @returns its base URL, without a trailing slash
 */
export async function listen(server: net.Server): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}
