import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LedgerEntry } from '../types.mts';
import { CLAIM } from './bodies.mts';
import type { PendingFault } from './settle.mts';
import type { Answer, FaultTools, FaultyRequest, Step } from './types.mts';
import { answerSteps, isWire, play } from './wire.mts';

/** What answering under faults needs of the server. */
export interface Answering {
	request: FastifyRequest;
	reply: FastifyReply;
	entry: LedgerEntry;
	/** Milliseconds before every request is processed. */
	latencyMs: number;
	/** Carries the request out and notes in the ledger whether it took effect. */
	make: () => Promise<Answer> | Answer;
	/** Sends an answer as the framework does. */
	send: (answer: Answer) => void;
	/** Rejects when the simulator is closed. */
	wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Answers a request under the faults that hit it. */
export async function answerUnder(
	faults: PendingFault[],
	{ request, reply, entry, latencyMs, make, send, wait }: Answering,
): Promise<void> {
	const maker = faults.find(({ row }) => !row.line);
	const lines = faults.filter(({ row }) => row.line);
	note(entry, faults);
	const before = latencyMs + (maker?.row.before?.(maker.options) ?? 0);
	if (before > 0) await wait(before);
	const normal = faults.every(({ processes }) => processes) ? await make() : undefined;
	const after = maker?.row.after?.(maker.options) ?? 0;
	if (after > 0) await wait(after);

	const success = normal ?? CLAIM;
	const tools = ({ options, random, memory }: PendingFault): FaultTools<never> =>
		({
			options,
			random,
			memory,
			request: described(request),
			normal,
			success,
		}) as FaultTools<never>;
	const made = (await maker?.row.answer?.(tools(maker))) ?? success;
	if (!isWire(made) && lines.length === 0) return send(made);

	const whole = { sent: false };
	let steps: AsyncIterable<Step> = told(
		isWire(made) ? made.steps : answerSteps(made),
		() => (whole.sent = true),
	);
	for (const fault of lines) steps = fault.row.line?.(steps, tools(fault)) ?? steps;
	reply.hijack();
	await play(reply.raw, steps, wait, {
		onHead: (status) => (entry.status = status),
		onEnd: () => {
			if (whole.sent && entry.status !== undefined) entry.code = made.code;
		},
	});
}

function note(entry: LedgerEntry, faults: PendingFault[]): void {
	const kinds = faults.map(({ kind }) => kind);
	if (kinds.length === 0) return;
	entry.fault = faults.find(({ row }) => !row.line)?.kind ?? kinds[0];
	entry.faults = kinds;
}

/** Steps that tell when the last of them was taken. */
async function* told(
	steps: AsyncIterable<Step> | Iterable<Step>,
	onEnd: () => void,
): AsyncGenerator<Step> {
	for await (const step of steps) {
		// What ends the connection is the last step, and nobody asks for another one after it.
		if (!(step instanceof Uint8Array) && 'then' in step) onEnd();
		yield step;
	}
	onEnd();
}

function described({ method, url, query, params, headers }: FastifyRequest): FaultyRequest {
	return {
		method,
		url,
		path: url.split('?', 1)[0],
		query: query as Record<string, unknown>,
		appId: (params as { appID?: string } | undefined)?.appID ?? '',
		token: /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '',
		host: headers.host ?? '',
	};
}

/** Bytes that the headers of a request took, as near as they can be told afterwards. */
const headLength = ({ method, url, rawHeaders }: IncomingMessage): number =>
	`${method} ${url} HTTP/1.1\r\n`.length +
	rawHeaders.reduce((length, part) => length + Buffer.byteLength(part, 'latin1') + 2, 2);

/**
 * Resets the connection of a request after as many bytes of it as one of its faults says, or at its end.
 *
 * @returns whether it does; the request is lost then
 */
export function breaksUpload(
	faults: PendingFault[],
	reply: FastifyReply,
	entry: LedgerEntry,
): boolean {
	const fault = faults.find(({ row, processes }) => row.upload && !processes);
	if (!fault) return false;
	note(entry, faults);
	breakUpload(fault, reply);
	return true;
}

function breakUpload(fault: PendingFault, reply: FastifyReply): void {
	const { raw: incoming } = reply.request;
	reply.hijack();
	const reset = (): void => void incoming.socket.resetAndDestroy();
	let left = (fault.row.upload?.(fault.options) ?? 0) - headLength(incoming);
	if (left <= 0) return reset();
	incoming.on('data', (bytes: Buffer) => {
		left -= bytes.length;
		if (left <= 0) reset();
	});
	incoming.once('end', reset);
	incoming.once('error', () => undefined);
}
