import type { Answer } from './envelope';

/** Far above any page of 500 rows; n8n would have to hold the text and what it means. In bytes. */
export const LARGEST_ANSWER = 64 * 1024 * 1024;

/** The part of node:stream's Readable that is used; a node must not import it. */
export interface BodyStream extends AsyncIterable<Uint8Array> {
	on(event: 'error', listener: (error: Error) => void): unknown;
	destroy(): unknown;
}

/**
 * Waits for the headers of an answer, until the deadline.
 *
 * n8n's own timeout is one of silence, so headers that drip would hold a request open for ever.
 *
 * @returns undefined when the time is over; an answer that comes later is thrown away
 */
export async function untilDeadline<T extends { body?: unknown }>(
	sending: Promise<T>,
	deadline: AbortSignal,
): Promise<T | undefined> {
	const timedOut = whenAborted(deadline);
	try {
		const response = await Promise.race([sending, timedOut.promise]);
		if (response === undefined) void sending.then(throwAway, () => {});
		return response;
	} finally {
		timedOut.forget();
	}
}

function throwAway({ body }: { body?: unknown }): void {
	const stream = body as Partial<BodyStream> | undefined;
	stream?.on?.('error', () => {});
	stream?.destroy?.();
}

/**
 * Reads an answer to its end, as text.
 *
 * n8n's own timeout ends with the headers, so a body that drips would hold a request open for ever.
 *
 * @param deadline aborted when the time for the whole answer is over
 * @returns what is wrong in place of a text: too slow, too large, broken off, not decodable
 */
export async function readText(
	stream: BodyStream,
	deadline: AbortSignal,
): Promise<string | Extract<Answer, { kind: 'broken' }>> {
	// Somebody has to listen, or an error of a stream that nobody reads any more would end n8n.
	stream.on('error', () => {});
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	const iterator = stream[Symbol.asyncIterator]();
	const timedOut = whenAborted(deadline);
	try {
		for (;;) {
			const next = await Promise.race([iterator.next(), timedOut.promise]);
			if (next === undefined) return { kind: 'broken', why: 'timeout' };
			if (next.done) return Buffer.concat(chunks).toString('utf8');
			bytes += next.value.length;
			if (bytes > LARGEST_ANSWER) return { kind: 'broken', why: 'tooLarge' };
			chunks.push(next.value);
		}
	} catch {
		return { kind: 'broken', why: 'dropped' };
	} finally {
		timedOut.forget();
		stream.destroy();
	}
}

function whenAborted(signal: AbortSignal): { promise: Promise<undefined>; forget: () => void } {
	let forget = () => {};
	const promise = new Promise<undefined>((resolve) => {
		const stop = () => resolve(undefined);
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, { once: true });
		forget = () => signal.removeEventListener('abort', stop);
	});
	return { promise, forget };
}
