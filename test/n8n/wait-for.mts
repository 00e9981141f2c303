import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
	/** What is waited for, for the message when it does not come: "the reply SMS". */
	describe: string;
	timeoutMs?: number;
	intervalMs?: number;
	/** What was there instead, for the same message. */
	details?: () => string | Promise<string>;
}

/**
 * Asks again and again until the answer is neither undefined, null nor false, and returns it.
 * An error thrown by the question counts as "not yet", and is named when the time is up.
 */
export async function waitFor<T>(
	question: () => T | Promise<T>,
	{ describe, timeoutMs = 30_000, intervalMs = 100, details }: WaitOptions,
): Promise<Exclude<T, undefined | null | false>> {
	const deadline = performance.now() + timeoutMs;
	let lastError: unknown;
	for (;;) {
		try {
			const answer = await question();
			lastError = undefined;
			if (answer !== undefined && answer !== null && answer !== false) {
				return answer as Exclude<T, undefined | null | false>;
			}
		} catch (error) {
			lastError = error;
		}
		if (performance.now() >= deadline) break;
		await sleep(intervalMs);
	}
	const parts = [`Waited ${timeoutMs / 1000} seconds in vain for ${describe}.`];
	if (lastError) parts.push(`Last error: ${(lastError as Error).message}`);
	if (details) parts.push(await details());
	throw new Error(parts.join('\n'));
}
