import { JSON_TYPE } from './bodies.mts';
import { answerFault } from './types.mts';
import type { Step } from './types.mts';
import { head } from './wire.mts';

const DEFAULT_MS = 1000;

const delay = ({ ms }: { ms: number }): number => ms;

/** One byte each `ms`, for ever. */
async function* drops(ms: number): AsyncGenerator<Step> {
	for (;;) {
		yield { wait: ms };
		yield Buffer.from('a');
	}
}

const LONG = String(1e12);

/** Answers that take their time, or all of it. */
export const SLOW_FAULTS = {
	/** Waits `ms`, then works normally. */
	latency: answerFault({
		standsFor: 'A server or line that is slow to take a request',
		processes: true,
		options: { ms: DEFAULT_MS },
		cases: [{ name: '50 ms', options: { ms: 50 } }],
		before: delay,
	}),
	/** The request takes effect at once, the answer comes `ms` later. */
	delayedAfter: answerFault({
		standsFor: 'A server that works at once and answers late; its headers are waited for',
		processes: true,
		options: { ms: DEFAULT_MS },
		cases: [{ name: '50 ms', options: { ms: 50 } }],
		after: delay,
	}),
	/** Reads the request and never answers. */
	timeout: answerFault({
		standsFor: 'A server that hangs',
		processes: false,
		isSilent: () => true,
		cases: [{ name: 'never', options: {}, endless: true }],
		answer: () => ({ steps: [{ then: 'stall' }] }),
	}),
	/** Headers at once, then one byte of a body each `ms`, for ever. */
	drip: answerFault({
		standsFor: 'A host that keeps a connection busy for ever, by malice or by mistake',
		processes: true,
		isSilent: () => true,
		options: { ms: 100 },
		choices: { form: ['length', 'chunked', 'unannounced'] },
		cases: ['length', 'chunked', 'unannounced'].map((form) => ({
			name: form,
			options: { form },
			endless: true,
		})),
		answer: ({ options: { ms, form } }) => ({ steps: drip(ms, form) }),
	}),
	/** One byte of a header each `ms`, for ever. */
	dripHeaders: answerFault({
		standsFor: 'The same, so slow that not even the headers are ever complete',
		processes: true,
		isSilent: () => true,
		options: { ms: 100 },
		cases: [{ name: 'headers', options: {}, endless: true }],
		answer: ({ options: { ms } }) => ({
			steps: (async function* () {
				yield Buffer.from('HTTP/1.1 200 OK\r\nx-drip: ');
				yield* drops(ms);
			})(),
		}),
	}),
};

async function* drip(ms: number, form: string | undefined): AsyncGenerator<Step> {
	const framing: Record<string, [name: string, value: string]> = {
		length: ['content-length', LONG],
		chunked: ['transfer-encoding', 'chunked'],
		unannounced: ['connection', 'close'],
	};
	yield head(200, [...Object.entries(JSON_TYPE), framing[form ?? 'length']]);
	// One chunk that is long enough for all the bytes that will ever come.
	if (form === 'chunked') yield Buffer.from(`${(1e12).toString(16)}\r\n`);
	yield Buffer.from('{"code":0,"result":{"text":"');
	yield* drops(ms);
}
