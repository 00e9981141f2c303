import proxy from '@fastify/http-proxy';
import fastify from 'fastify';

/**
 * What stands before n8n in a deployment: events of production webhooks, forms and answers to those who
 * wait go to the webhook processors in turn, everything else (editor, REST API, test webhooks) to the main
 * process, as in deploy/Caddyfile.
 */
export interface Balancer {
	url: string;
	/** Requests that each webhook processor got. */
	counts: Map<string, number>;
	close(): Promise<void>;
}

/** @param port a free one of 127.0.0.1 */
export async function startBalancer(
	port: number,
	main: string,
	processors: string[],
): Promise<Balancer> {
	const counts = new Map(processors.map((url) => [url, 0]));
	let turn = 0;
	const server = fastify();
	await server.register(proxy, {
		upstream: '',
		replyOptions: {
			getUpstream: ({ raw: { url = '' } }) => {
				if (!/^\/(?:webhook|webhook-waiting|form|form-waiting)\//.test(url)) return main;
				const processor = processors[turn++ % processors.length]!;
				counts.set(processor, (counts.get(processor) ?? 0) + 1);
				return processor;
			},
		},
		// n8n closes a connection that was idle for 5 seconds: an event sent along at that moment is refused.
		http: { agentOptions: { keepAlive: false }, requestOptions: { timeout: 120_000 } },
	});
	await server.listen({ port, host: '127.0.0.1' });
	return { url: `http://127.0.0.1:${port}`, counts, close: async () => await server.close() };
}
