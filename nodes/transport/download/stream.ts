import { OperationalError, sleep } from 'n8n-workflow';

import { refuse } from '../../values/refusal';

/** The part of node:stream's Readable that is used; a node must not import it. */
export interface FileStream {
	pause: () => void;
	on(event: 'data', listener: (chunk: { length: number }) => void): void;
	on(event: 'error', listener: (error: Error) => void): void;
	on(event: 'end' | 'close', listener: () => void): void;
}

/**
 * Watches over a stream while it is stored.
 *
 * @returns a promise that only ever rejects: when the stream breaks, when more than `maxBytes` come,
 * or when nothing comes for `idleMs`
 */
export function guard(stream: FileStream, maxBytes: number, idleMs: number): Promise<never> {
	let received = 0;
	let ended = false;
	// Paused first: a listener for 'data' must not set a stream going that nobody stores yet.
	stream.pause();
	stream.on('end', () => (ended = true));
	stream.on('close', () => (ended = true));
	return new Promise<never>((_, reject) => {
		stream.on('error', reject);
		stream.on('data', ({ length }) => {
			received += length;
			if (received > maxBytes) reject(tooLarge(maxBytes));
		});
		const watch = async () => {
			for (let before = -1; before !== received;) {
				before = received;
				await sleep(idleMs);
				if (ended) return;
			}
			reject(new Stalled());
		};
		void watch();
	});
}

/** Looks like what n8n's HTTP client throws when an answer does not come in time. */
class Stalled extends OperationalError {
	readonly code = 'ETIMEDOUT';

	constructor() {
		super('The download stalled');
	}
}

const MB = 1024 * 1024;

/** The refusal of a file; `announced` is the size in bytes that its host said beforehand. */
export function tooLarge(maxBytes: number, announced?: number): Error {
	const limit = toMegabytes(maxBytes);
	return refuse(
		announced === undefined
			? `The file is larger than the ${limit} MB of 'Max File Size (MB)'`
			: `The file has ${toMegabytes(announced)} MB, more than the ${limit} MB of 'Max File Size (MB)'`,
		"Raise 'Max File Size (MB)' under Options, or leave this file out",
	);
}

function toMegabytes(bytes: number): string {
	return String(Math.ceil((bytes / MB) * 10) / 10);
}
