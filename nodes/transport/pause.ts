import { OperationalError, sleep } from 'n8n-workflow';

/** Thrown when a person stops the execution while it waits. */
export class ExecutionStopped extends OperationalError {
	constructor() {
		super('The execution was stopped');
	}
}

/** @throws ExecutionStopped when the execution was stopped */
export function throwIfStopped(signal?: AbortSignal): void {
	if (signal?.aborted) throw new ExecutionStopped();
}

/**
 * Waits, and ends at once when the execution is stopped.
 *
 * @param ms milliseconds
 * @throws ExecutionStopped when the execution was stopped
 */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
	if (signal === undefined) return await sleep(ms);
	throwIfStopped(signal);
	let stop = () => {};
	const stopped = new Promise<never>((_, reject) => {
		stop = () => reject(new ExecutionStopped());
		signal.addEventListener('abort', stop, { once: true });
	});
	try {
		await Promise.race([sleep(ms), stopped]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
