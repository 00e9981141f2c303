import { lineFault } from './types.mts';
import type { FaultOptions, Step } from './types.mts';

/** Cuts bytes into pieces of at most `size`. */
function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
	for (let start = 0; start < bytes.length; start += size)
		yield bytes.subarray(start, start + size);
}

const isBytes = (step: Step): step is Uint8Array => step instanceof Uint8Array;

/** Milliseconds, with what chance adds. */
const about = ({ ms, jitterMs }: { ms: number; jitterMs: number }, random: () => number): number =>
	ms + random() * jitterMs;

/** Steps of which one takes the place of what would come after a number of bytes. */
async function* endAfter(
	steps: AsyncIterable<Step>,
	{ bytes, from }: { bytes: number; from: 'answer' | 'body' },
	ending: Step,
): AsyncGenerator<Step> {
	let left = bytes;
	const isCounting = bodyBegins(from);
	for await (const step of steps) {
		// An answer that breaks off by itself before that many bytes does so here, too.
		if (!isBytes(step)) {
			yield step;
			continue;
		}
		const [before, counted] = isCounting(step);
		if (before.length > 0) yield before;
		if (counted === undefined) continue;
		if (counted.length >= left) {
			yield counted.subarray(0, left);
			yield ending;
			return;
		}
		left -= counted.length;
		yield counted;
	}
	// The whole answer is shorter than that, or has no body.
	yield ending;
}

/** Splits bytes as they go by where counting begins: at once, or after the first blank line. */
function bodyBegins(
	from: 'answer' | 'body',
): (bytes: Uint8Array) => [before: Uint8Array, counted: Uint8Array | undefined] {
	const nothing = new Uint8Array();
	let last = '';
	let counting = from !== 'body';
	return (bytes) => {
		if (counting) return [nothing, bytes];
		const text = last + Buffer.from(bytes).toString('latin1');
		const end = text.indexOf('\r\n\r\n');
		if (end < 0) {
			last = text.slice(-3);
			return [bytes, undefined];
		}
		counting = true;
		const start = end + 4 - last.length;
		return [bytes.subarray(0, start), bytes.subarray(start)];
	};
}

/** Places at which a connection can break: before, inside and after the headers, inside the body, after all of it. */
const PLACES: Record<string, FaultOptions> = {
	'before headers': { bytes: 0 },
	'inside headers': { bytes: 20 },
	'after headers': { bytes: 0, from: 'body' },
	'inside body': { bytes: 5, from: 'body' },
};
const AFTER_ALL: Record<string, FaultOptions> = { 'after all': { bytes: Infinity } };

const places = (options: Record<string, FaultOptions>, more: FaultOptions, endless = false) =>
	Object.entries(options).map(([name, place]) => ({
		name: [more.form, name].filter(Boolean).join(' '),
		options: { ...place, ...more },
		...(endless && { endless }),
	}));

/** Bytes between two looks at the clock under `bandwidth`. */
const TICK_MS = 20;

/**
 * Faults of the line. They change how an answer travels, not what it says, and add up: those of several that fit a request
 * all hit it, on top of a fault that makes up the answer.
 */
export const LINE_FAULTS = {
	/** Waits `ms` and up to `jitterMs` more before the first byte of the answer. */
	jitter: lineFault({
		standsFor: 'A way through the network that takes long, and not always equally long',
		options: { ms: 20, jitterMs: 60, seed: 1 },
		line: async function* (steps, { options, random }) {
			yield { wait: about(options, random) };
			yield* steps;
		},
	}),
	/** The answer in pieces of `bytes`, `ms` and up to `jitterMs` more apart. Its headers are cut up, too. */
	slicer: lineFault({
		standsFor:
			'Packets that are cut up on the way, so that no read gets a whole line, number or character',
		options: { bytes: 7, ms: 1, jitterMs: 0, seed: 1 },
		cases: [
			{ name: 'sevens', options: {} },
			{ name: 'single bytes', options: { bytes: 1, ms: 0 } },
		],
		line: async function* (steps, { options, random }) {
			const size = options.bytes;
			let first = true;
			for await (const step of steps) {
				if (!isBytes(step)) {
					yield step;
					continue;
				}
				for (const piece of pieces(step, size)) {
					if (!first) yield { wait: about(options, random) };
					first = false;
					yield piece;
				}
			}
		},
	}),
	/** At most `bytesPerSecond`. */
	bandwidth: lineFault({
		standsFor: 'A narrow line',
		options: { bytesPerSecond: 20_000 },
		line: async function* (steps, { options: { bytesPerSecond } }) {
			const started = performance.now();
			let sent = 0;
			for await (const step of steps) {
				if (!isBytes(step)) {
					yield step;
					continue;
				}
				const size = Math.max(1, Math.floor((bytesPerSecond * TICK_MS) / 1000));
				for (const piece of pieces(step, size)) {
					yield piece;
					sent += piece.length;
					const due = started + (sent / bytesPerSecond) * 1000;
					yield { wait: Math.max(0, due - performance.now()) };
				}
			}
		},
	}),
	/** The connection ends after `bytes` of the answer: closed in order, or reset. */
	cut: lineFault({
		standsFor: 'A proxy or server that dies or gives up while it answers',
		isSilent: ({ bytes, from }) => bytes < (from === 'body' ? 20 : 120),
		options: { bytes: 0, from: 'answer' },
		choices: { form: ['close', 'reset'] },
		cases: [
			...places({ ...PLACES, ...AFTER_ALL }, { form: 'close' }),
			...places({ ...PLACES, ...AFTER_ALL }, { form: 'reset' }),
		],
		line: (steps, { options }) =>
			endAfter(steps, options, { then: options.form === 'reset' ? 'reset' : 'close' }),
	}),
	/** After `bytes` of the answer nothing comes any more, and the connection stays open. */
	stall: lineFault({
		standsFor:
			'The other machine vanished without a word: power cut, cable pulled, firewall forgot the connection',
		isSilent: ({ bytes, from }) => bytes < (from === 'body' ? 20 : 120),
		options: { bytes: 0, from: 'answer' },
		cases: places(PLACES, {}, true),
		line: (steps, { options }) => endAfter(steps, options, { then: 'stall' }),
	}),
	/** After `bytes` of the answer our side is closed, while theirs stays open. */
	halfOpen: lineFault({
		standsFor: 'A connection of which one side was shut down and the other was not',
		isSilent: ({ bytes, from }) => bytes < (from === 'body' ? 20 : 120),
		options: { bytes: 0, from: 'answer' },
		cases: places({ ...PLACES, ...AFTER_ALL }, {}),
		line: (steps, { options }) => endAfter(steps, options, { then: 'halfOpen' }),
	}),
	/**
	 * The connection is reset after `bytes` of the request, its headers included; a request that is shorter, or whose
	 * headers alone are longer, at the end of what came. With `afterProcessing` the whole request is read and takes effect.
	 */
	resetRequest: lineFault({
		standsFor: 'An upload that breaks off, or a proxy that refuses one halfway',
		processes: false,
		isSilent: () => true,
		options: { bytes: 0 },
		cases: [
			{ name: 'after headers', options: { bytes: 0 } },
			{ name: 'inside body', options: { bytes: 400 } },
			{ name: 'after all', options: { bytes: Infinity } },
		],
		upload: ({ bytes }) => bytes,
		line: async function* () {
			yield { then: 'reset' };
		},
	}),
};
