import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request } from 'undici';
import { afterEach } from 'vitest';
import { startSimulator } from '../../simulator/index.mts';
import type { App, Simulator, SimulatorOptions } from '../../simulator/index.mts';
import type { Json } from '../../simulator/json.mts';
import { listen } from '../../support/loopback.mts';

const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
	await Promise.all(open.splice(0).map((close) => close()));
});

/** Starts a simulator that is closed after the test. */
export async function simulator(options?: SimulatorOptions): Promise<Simulator> {
	const started = await startSimulator({ deliveryDelayMs: 1, ...options });
	open.push(() => started.close());
	return started;
}

export interface Reply {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	body: Json;
}

export interface CallOptions {
	app?: App;
	token?: string;
	headers?: Record<string, string>;
	/** Sent as it is instead of a JSON body. */
	raw?: string;
}

/** Calls an operation; `path` is what follows the App ID. */
export async function call(
	to: Simulator,
	method: string,
	path: string,
	body?: unknown,
	{ app = to, token = app.appToken, headers, raw }: CallOptions = {},
): Promise<Reply> {
	return await fetchJson(`${to.url}/v1/api/apps/${app.appId}/${path}`, method, {
		headers: {
			authorization: `Bearer ${token}`,
			...(body !== undefined || raw !== undefined ? { 'content-type': 'application/json' } : {}),
			...headers,
		},
		body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
	});
}

export async function fetchJson(
	url: string,
	method = 'GET',
	options: { headers?: Record<string, string>; body?: string } = {},
): Promise<Reply> {
	const response = await request(url, { method: method as 'GET', ...options });
	const text = await response.body.text();
	let body: unknown = text;
	try {
		body = JSON.parse(text);
	} catch {
		// Some answers are no JSON on purpose.
	}
	return { status: response.statusCode, headers: response.headers, body };
}

export interface Hook {
	url: string;
	received: Json[];
}

/** A receiver that answers challenges, or whatever `answer` does. */
export async function hook(
	answer: (body: Json, response: ServerResponse) => void = echoChallenge,
): Promise<Hook> {
	const received: Json[] = [];
	const server = createServer((incoming, response) => {
		void readBody(incoming).then((body) => {
			received.push(body);
			answer(body, response);
		});
	});
	const url = await listen(server);
	open.push(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	return { url: `${url}/hook`, received };
}

export function echoChallenge(body: Json, response: ServerResponse): void {
	const isChallenge = typeof body === 'object' && Object.keys(body).join() === 'challenge';
	send(response, isChallenge ? { code: 0, result: { challenge: body.challenge } } : { code: 0 });
}

export function send(response: ServerResponse, body: unknown, status = 200): void {
	response.writeHead(status, { 'content-type': 'application/json' });
	response.end(JSON.stringify(body));
}

async function readBody(incoming: IncomingMessage): Promise<unknown> {
	let text = '';
	for await (const chunk of incoming) text += chunk;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
