import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, LedgerEntry, Simulator } from '../../../simulator/index.mts';
import { NUMBERS, idOf } from '../../../simulator/index.mts';

/** What came over the wire. */
export interface Seen {
	/** Everything, as Latin-1, so that each character is a byte. */
	text: string;
	bytes: Buffer;
	/** First line, headers without their end, and what follows the first blank line. */
	statusLine: string;
	headers: string[];
	body: Buffer;
	/** When each piece came, in milliseconds after the request. */
	pieces: { at: number; length: number }[];
	/** How the connection was after it: closed by the simulator, reset, or still open. */
	ending: 'closed' | 'reset' | 'open';
	ms: number;
}

export interface Asked {
	method: string;
	/** What follows the App ID. */
	path: string;
	body?: unknown;
	/** Besides those that every request has. The connection closes after the answer unless they say otherwise. */
	headers?: Record<string, string>;
}

/** Has the connection stay open after the answer. */
export const KEEP_ALIVE = { connection: 'keep-alive' };

export const SEND_SMS: Asked = {
	method: 'POST',
	path: 'send_sms',
	body: { senderNumber: NUMBERS[0].number, recipientNumbers: ['85291234567'], text: 'Hello' },
};
export const LIST_SMS: Asked = { method: 'GET', path: 'data/sms-detail?limit=5' };
export const DELETE_TAG: Asked = { method: 'DELETE', path: `tag/${idOf('tag', 0)}` };

/** The bytes of a request. */
export function requestText(to: Simulator, { method, path, body, headers }: Asked): string {
	const text = body === undefined ? '' : JSON.stringify(body);
	const lines = {
		host: new URL(to.url).host,
		authorization: `Bearer ${to.appToken}`,
		...(body !== undefined && { 'content-type': 'application/json' }),
		'content-length': String(Buffer.byteLength(text)),
		connection: 'close',
		...headers,
	};
	const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
	return `${method} /v1/api/apps/${to.appId}/${path} HTTP/1.1\r\n${head.join('')}\r\n${text}`;
}

/**
 * Sends a request over a socket of its own and takes down what comes back.
 *
 * @param quietMs how long nothing may come, in milliseconds, before the connection counts as open and is given up
 * @param limitMs after how many milliseconds it is given up in any case. Both count from when the answer is under way,
 * since a first request takes longer: it compiles the schemas of the document.
 */
export async function ask(
	to: Simulator,
	asked: Asked,
	quietMs?: number,
	limitMs?: number,
): Promise<Seen> {
	return await askText(to, requestText(to, asked), quietMs, limitMs);
}

export async function askText(
	to: Simulator,
	text: string,
	quietMs = 5000,
	limitMs = 10_000,
): Promise<Seen> {
	const { hostname, port } = new URL(to.url);
	const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
	const before = to.ledger.length;
	const chunks: Buffer[] = [];
	const pieces: Seen['pieces'] = [];
	let started = performance.now();
	const ending = await new Promise<Seen['ending']>((resolve) => {
		const isUnderWay = (): boolean => {
			const { faults, status } = to.ledger[before] ?? {};
			return faults !== undefined || status !== undefined;
		};
		const giveUp = (ms: number): NodeJS.Timeout =>
			setTimeout(() => (isUnderWay() ? resolve('open') : later()), ms);
		let limit: NodeJS.Timeout | undefined;
		let timer: NodeJS.Timeout | undefined;
		const later = (): void => {
			clearTimeout(timer);
			timer = giveUp(quietMs);
			if (!isUnderWay()) clearTimeout(limit);
			if (!isUnderWay() || limit === undefined) limit = giveUp(limitMs);
		};
		socket.on('connect', () => {
			started = performance.now();
			socket.write(text, later);
		});
		socket.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			pieces.push({ at: performance.now() - started, length: chunk.length });
			later();
		});
		socket.on('end', () => resolve('closed'));
		socket.on('error', () => resolve('reset'));
		socket.on('close', () => {
			clearTimeout(timer);
			clearTimeout(limit);
		});
	});
	const ms = performance.now() - started;
	socket.destroy();
	return { ...dissect(Buffer.concat(chunks)), pieces, ending, ms };
}

export function dissect(
	bytes: Buffer,
): Pick<Seen, 'text' | 'bytes' | 'statusLine' | 'headers' | 'body'> {
	const text = bytes.toString('latin1');
	const end = text.indexOf('\r\n\r\n');
	const [statusLine, ...headers] = text.slice(0, end < 0 ? undefined : end).split('\r\n');
	return {
		text,
		bytes,
		statusLine,
		headers,
		body: end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4),
	};
}

/** Values of a header, in order. */
export const valuesOf = ({ headers }: Pick<Seen, 'headers'>, name: string): string[] =>
	headers
		.filter((line) => line.toLowerCase().startsWith(`${name}:`))
		.map((line) => line.slice(name.length + 1).trim());

/** What comes back under one fault or several, and what the ledger says of it. */
export async function askUnder(
	to: Simulator,
	faults: Fault | Fault[],
	asked: Asked = SEND_SMS,
	quietMs?: number,
	limitMs?: number,
): Promise<Seen & { entry: LedgerEntry }> {
	const seq = to.ledger.at(-1)?.seq ?? 0;
	for (const fault of [faults].flat()) to.faults.add(fault);
	const seen = await ask(to, asked, quietMs, limitMs);
	// The ledger is written before the last byte, yet maybe not before the client read it.
	await sleep(1);
	return { ...seen, entry: to.ledger.find((entry) => entry.seq > seq) as LedgerEntry };
}
