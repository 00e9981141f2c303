import { OperationalError, sleep } from 'n8n-workflow';

import { refuse } from '../../values/refusal';

/** The part of node:stream's Readable that is used; a node must not import it. */
export interface FileStream {
	on(event: 'data', listener: (chunk: { length: number }) => void): void;
	on(event: 'error', listener: (error: Error) => void): void;
	on(event: 'end' | 'close', listener: () => void): void;
	on(event: 'newListener', listener: (event: string) => void): void;
}

/** What a file may cost. */
export interface Limits {
	/** Larger files are refused, in bytes. */
	maxBytes: number;
	/** How long nothing may come, in ms. */
	idleMs: number;
	/** When the whole file has to be there, in ms since 1970. */
	deadline: number;
}

/** A stream that is watched over while n8n stores it. */
export interface Watched {
	/** Only ever rejects: the stream broke, or went over a limit. */
	broken: Promise<never>;
	/** Bytes that have come so far. */
	received: () => number;
	/** Whether an error of the one who stores the stream is not the stream's own. */
	isStorage: (error: unknown) => boolean;
	/** Ends the watch. */
	leave: () => void;
}

/** How often a watch looks at its clock, in ms. */
const LONGEST_LOOK_MS = 1_000;
const SHORTEST_LOOK_MS = 20;

/**
 * Watches over a stream while it is stored.
 *
 * The bytes are counted as they pass by whoever reads them. Where n8n keeps files in memory or in its
 * database, its reader listens for `data` and never resumes a stream that was paused; where it keeps
 * them on disk, a listener that comes before its reader takes the data away. So ours is added in the
 * moment in which n8n adds its own, be it for `data` or for `readable`.
 */
export function watch(stream: FileStream, { maxBytes, idleMs, deadline }: Limits): Watched {
	let received = 0;
	let lastAt = Date.now();
	let done = false;
	let ended = false;
	let failed: Error | undefined;
	const leave = () => {
		done = true;
	};
	const broken = new Promise<never>((_, reject) => {
		let isCounting = false;
		stream.on('newListener', (event) => {
			if ((event !== 'data' && event !== 'readable') || isCounting) return;
			isCounting = true;
			stream.on('data', ({ length }) => {
				received += length;
				lastAt = Date.now();
				if (received > maxBytes) reject(tooLarge(maxBytes));
			});
		});
		stream.on('end', () => {
			ended = true;
			leave();
		});
		stream.on('error', (error) => {
			failed = error;
			// What n8n could not store comes back here too; it is told by the one who stores.
			if (!isFileSystem(error)) reject(error);
		});
		const look = Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, idleMs / 10));
		const keepWatch = async () => {
			while (!done) {
				await sleep(look);
				const now = Date.now();
				if (done) return;
				if (now - lastAt >= idleMs) return reject(new Stalled());
				if (now >= deadline) return reject(tooSlow(received));
			}
		};
		void keepWatch();
	});
	// Nobody may be waiting any more when it breaks.
	broken.catch(() => {});
	return {
		broken,
		received: () => received,
		isStorage: (error) => ended || failed === undefined || isFileSystem(error),
		leave,
	};
}

/** Node.js's file system names the path in its errors; the network has none. */
function isFileSystem(error: unknown): boolean {
	const { code, path, syscall } = error as { code?: unknown; path?: unknown; syscall?: unknown };
	return (
		typeof path === 'string' ||
		FILE_SYSTEM_CODES.has(String(code)) ||
		(code === 'EIO' && syscall === 'write')
	);
}

/** No disk space, no quota, too large, read-only, not allowed, too many files. */
const FILE_SYSTEM_CODES = new Set([
	'ENOSPC',
	'EDQUOT',
	'EFBIG',
	'EROFS',
	'EACCES',
	'EPERM',
	'EMFILE',
	'ENFILE',
	'ENOENT',
	'ENOTDIR',
	'EISDIR',
]);

/** Looks like what n8n's HTTP client throws when an answer does not come in time. */
export class Stalled extends OperationalError {
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

/** Bytes still come, but too few: another try would take as long. */
function tooSlow(received: number): Error {
	return refuse(
		`The file did not come to its end in time: ${toMegabytes(received)} MB were there`,
		"Raise 'Timeout' under Request Options, which counts for the whole file",
	);
}

function toMegabytes(bytes: number): string {
	return String(Math.ceil((bytes / MB) * 10) / 10);
}
