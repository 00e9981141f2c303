import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { Answer, Ending, Step, Wire } from './types.mts';

const CRLF = '\r\n';
const HEAD_END = Buffer.from(CRLF + CRLF);

/** A status line and headers, with nothing added, as bytes. Header values go out as they are. */
export function head(
	status: number | string,
	headers: Iterable<readonly [name: string, value: string]>,
	version = 'HTTP/1.1',
): Buffer {
	const reason = STATUS_CODES[status];
	const line = `${version} ${status}${reason === undefined ? '' : ` ${reason}`}`;
	const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
	return Buffer.from([line, ...lines, '', ''].join(CRLF), 'latin1');
}

/** Headers as lines, a list of values as several of them. */
export const headerLines = (
	headers: Record<string, string | string[]>,
): [name: string, value: string][] =>
	Object.entries(headers).flatMap(([name, value]) =>
		[value].flat().map((one): [string, string] => [name, one]),
	);

/** Statuses whose answers have no body by the protocol. */
export const isBodiless = (status: number): boolean =>
	status < 200 || status === 204 || status === 304;

/** The answer as Node would write it, as steps. */
export async function* answerSteps({ status, headers, body }: Answer): AsyncGenerator<Step> {
	const lines = headerLines(headers);
	const announced = lines.some(([name]) => name.toLowerCase() === 'content-length');
	if (body instanceof Readable) {
		if (!announced) throw new Error('A stream needs a Content-Length');
		yield head(status, [...lines, ['connection', 'keep-alive']]);
		for await (const chunk of body) yield chunk as Buffer;
		return;
	}
	const bytes = isBodiless(status) ? Buffer.alloc(0) : Buffer.from(body);
	yield head(status, [
		...lines,
		...(announced || isBodiless(status)
			? []
			: ([['content-length', String(bytes.length)]] as const)),
		['connection', 'keep-alive'],
	]);
	if (bytes.length > 0) yield bytes;
}

export const isWire = (made: Answer | Wire): made is Wire => 'steps' in made;

/** What the player tells about what went out. */
export interface Account {
	/** The headers went out to their end; `status` is that of their status line. */
	onHead: (status: number) => void;
	/** Everything went out that was to go out. */
	onEnd: () => void;
}

/**
 * Writes steps to the socket of a response that was taken out of Node's hands.
 *
 * @returns once everything is written and the ending is under way, or the client is gone
 */
export async function play(
	response: ServerResponse,
	steps: AsyncIterable<Step>,
	wait: (ms: number, signal: AbortSignal) => Promise<void>,
	account: Account,
): Promise<void> {
	const socket = response.socket;
	if (!socket || socket.destroyed) return;
	const gone = new AbortController();
	const leave = (): void => gone.abort();
	socket.once('close', leave);
	// Errors of a connection that breaks on purpose are no news.
	const ignore = (): void => undefined;
	socket.on('error', ignore);
	const watch = headWatcher(account.onHead);
	let ending: Ending = 'keep';
	try {
		for await (const step of steps) {
			if (gone.signal.aborted) return;
			if (step instanceof Uint8Array) {
				if (step.length === 0) continue;
				await write(socket, step);
				watch(step);
			} else if ('wait' in step) {
				if (step.wait > 0) await wait(step.wait, gone.signal);
			} else {
				ending = step.then;
				break;
			}
		}
		if (gone.signal.aborted) return;
		account.onEnd();
		ENDINGS[ending](socket, response);
	} catch (error) {
		// Whoever waited is told when the simulator stops; a client that left needs nobody.
		if (!gone.signal.aborted) throw error;
	} finally {
		socket.off('close', leave);
		if (ending === 'keep') socket.off('error', ignore);
	}
}

const ENDINGS: Record<Ending, (socket: Socket, response: ServerResponse) => void> = {
	keep: (socket, response) => settle(socket, response),
	close: (socket) => void socket.end(() => socket.destroy()),
	reset: (socket) => void socket.resetAndDestroy(),
	stall: () => undefined,
	halfOpen: (socket) => void socket.end(),
};

/** Resolves when the bytes are with the operating system, or the connection is gone. */
async function write(socket: Socket, bytes: Uint8Array): Promise<void> {
	await new Promise<void>((resolve) => {
		socket.write(bytes, () => resolve());
	});
}

/** Lets Node believe that it wrote the answer, so that it reads the next request on this connection. */
function settle(socket: Socket, response: ServerResponse): void {
	const own = Object.getOwnPropertyDescriptor(socket, 'write');
	socket.write = ((...args: unknown[]): boolean => {
		const done = args.findLast((argument) => typeof argument === 'function');
		if (done) process.nextTick(done as () => void);
		return true;
	}) as Socket['write'];
	response.end();
	if (own) Object.defineProperty(socket, 'write', own);
	else delete (socket as Partial<Socket>).write;
}

/** Looks for the end of the headers in bytes as they go by; informational answers do not count. */
function headWatcher(onHead: (status: number) => void): (bytes: Uint8Array) => void {
	let seen: Buffer | undefined = Buffer.alloc(0);
	return (bytes) => {
		while (seen) {
			seen = Buffer.concat([seen, bytes]);
			const end = seen.indexOf(HEAD_END);
			if (end < 0) return;
			const status = Number(
				/^HTTP\/\d\.\d (\d{3})(?=[ \r])/.exec(seen.subarray(0, 64).toString('latin1'))?.[1],
			);
			if (status >= 100 && status < 200 && status !== 101) {
				bytes = seen.subarray(end + HEAD_END.length);
				seen = Buffer.alloc(0);
				continue;
			}
			if (status) onHead(status);
			seen = undefined;
		}
	};
}
