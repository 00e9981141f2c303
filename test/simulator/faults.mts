import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Fault, FaultKind } from './types.mts';

/** An answer as it would go out. */
export interface Answer {
	status: number;
	/** `code` of the body. */
	code?: number;
	headers: Record<string, string>;
	body: string | Buffer | Readable;
}

interface FaultPlan {
	/** Whether the request takes effect unless the fault says otherwise. */
	processes: boolean;
	/** Answers in place of the normal answer, which is there when the request was processed. */
	answer?: (tools: FaultTools) => Promise<void> | void;
}

interface FaultTools {
	fault: Fault;
	reply: FastifyReply;
	/** Undefined when the request was not processed. */
	normal: Answer | undefined;
	send: (answer: Answer) => void;
	wait: (ms: number) => Promise<void>;
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' };

const refusal = (
	status: number,
	code: number,
	message: string,
	retryAfter?: number | string,
): Answer => ({
	status,
	code,
	headers: { ...JSON_TYPE, ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) },
	body: JSON.stringify({ code, message }),
});

/** Takes the connection out of the framework's hands and breaks it. */
function destroy(reply: FastifyReply): void {
	reply.hijack();
	reply.raw.destroy();
}

const DEFAULT_MS = 1000;

/** What each kind does. */
export const FAULTS: Record<FaultKind, FaultPlan> = {
	/** Waits `ms`, then works normally. */
	latency: { processes: true },
	/** HTTP 429, with Retry-After where the fault has one. */
	'429': {
		processes: false,
		answer: ({ fault, send }) => send(refusal(429, 6451010, 'Too many requests', fault.retryAfter)),
	},
	/** The documented refusal, HTTP 400 with 6451010. */
	rateLimited: {
		processes: false,
		answer: ({ fault, send }) => send(refusal(400, 6451010, 'Too many requests', fault.retryAfter)),
	},
	badService: {
		processes: false,
		answer: ({ send }) => send(refusal(400, 6451001, 'Bad response from the service')),
	},
	status500: {
		processes: false,
		answer: ({ send }) =>
			send({
				status: 500,
				headers: { 'content-type': 'text/plain' },
				body: 'Internal Server Error',
			}),
	},
	status502: {
		processes: false,
		answer: ({ send }) =>
			send({
				status: 502,
				headers: HTML_TYPE,
				body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
			}),
	},
	/** Reads the request and never answers. */
	timeout: { processes: false, answer: ({ reply }) => void reply.hijack() },
	/** The connection breaks before anything took effect. */
	dropBefore: { processes: false, answer: ({ reply }) => destroy(reply) },
	/** The request takes effect, then the connection breaks. */
	dropAfter: { processes: true, answer: ({ reply }) => destroy(reply) },
	/** Headers and the first half of the body, then the connection breaks. */
	halfBody: {
		processes: true,
		answer: ({ reply, normal }) => {
			const { status, headers, body } = normal ?? {
				status: 200,
				headers: JSON_TYPE,
				body: '{"code":0}',
			};
			// Of a stream the first half does not matter, only that less comes than was announced.
			const bytes = body instanceof Readable ? Buffer.alloc(65_536) : Buffer.from(body);
			reply.hijack();
			reply.raw.writeHead(status, { 'content-length': bytes.length, ...headers });
			reply.raw.write(bytes.subarray(0, bytes.length >> 1), () => reply.raw.destroy());
		},
	},
	invalidJson: {
		processes: true,
		answer: ({ send }) =>
			send({ status: 200, headers: JSON_TYPE, body: '{"code":0,"result":{"status":tru' }),
	},
	/** A page of some proxy, with status 200. */
	html: {
		processes: true,
		answer: ({ send }) =>
			send({
				status: 200,
				headers: HTML_TYPE,
				body: '<html><body><h1>Please sign in</h1></body></html>',
			}),
	},
	empty204: { processes: true, answer: ({ send }) => send({ status: 204, headers: {}, body: '' }) },
	/** Any code, message and status. */
	code: {
		processes: false,
		answer: ({ fault, send }) =>
			send(
				refusal(
					fault.status ?? 400,
					fault.code ?? 6451000,
					fault.message ?? 'Bad query',
					fault.retryAfter,
				),
			),
	},
	/** The request takes effect at once, the answer comes `ms` later. */
	delayedAfter: {
		processes: true,
		answer: async ({ fault, normal, send, wait }) => {
			await wait(fault.ms ?? DEFAULT_MS);
			if (normal) send(normal);
		},
	},
};

/** Milliseconds to wait before a request is processed. */
export const latencyOf = (fault: Fault | undefined): number =>
	fault?.kind === 'latency' ? (fault.ms ?? DEFAULT_MS) : 0;

/** Whether the request takes effect under this fault. */
export const processesUnder = (fault: Fault): boolean =>
	fault.afterProcessing ?? FAULTS[fault.kind].processes;

/** Faults that are still to come, in the order in which they were added. */
export class FaultQueue {
	#faults: (Fault & { left: number })[] = [];

	/** @throws Error for a kind that does not exist */
	add(fault: Fault): void {
		if (!Object.hasOwn(FAULTS, fault.kind)) throw new Error(`There is no fault ${fault.kind}`);
		this.#faults.push({ ...fault, left: fault.times ?? 1 });
	}

	clear(): void {
		this.#faults = [];
	}

	/** The fault that hits this request, used up by one. */
	take(method: string, path: string, isApi: boolean): Fault | undefined {
		if (this.#faults.length === 0) return undefined;
		const hit = this.#faults.find(
			(fault) =>
				(fault.method === undefined || fault.method.toUpperCase() === method) &&
				(fault.path === undefined ? isApi : matches(fault.path, path)),
		);
		if (hit && --hit.left <= 0) this.#faults = this.#faults.filter((fault) => fault !== hit);
		return hit;
	}
}

const matches = (wanted: string | RegExp, path: string): boolean =>
	// search() and not test(), which remembers a position in patterns with the g flag.
	typeof wanted === 'string' ? path.endsWith(wanted) : path.search(wanted) >= 0;
