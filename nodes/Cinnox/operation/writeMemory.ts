import type { INodeExecutionData } from 'n8n-workflow';

import { RequestFailed } from '../../transport/request';

/** How many outcomes one n8n process remembers, and for how long (ms). */
const MOST = 20_000;
const LONGEST_MS = 60 * 60_000;

interface Remembered {
	until: number;
	outcome: INodeExecutionData['json'] | RequestFailed;
}

/**
 * What became of the writes of running executions.
 *
 * n8n's own Retry On Fail runs every item of a node again, those that succeeded included. A write
 * that CINNOX accepted (or may have accepted) is answered from here then, so that nobody gets a text
 * twice. A loop in the workflow is another run of the node and sends again, as asked.
 */
export class WriteMemory {
	private readonly outcomes = new Map<string, Remembered>();

	/** Writes under way: n8n may run a node again while items of its last try still wait for a turn. */
	private readonly underWay = new Map<string, Promise<INodeExecutionData['json']>>();

	/**
	 * Runs `write` unless it already ran, or is running, for this key.
	 *
	 * Only what must not be repeated is remembered: a success, and a failure that leaves open whether
	 * CINNOX acted.
	 *
	 * @param key names execution, node, run, item (and part of it); undefined = nothing is remembered
	 */
	async once(
		key: string | undefined,
		write: () => Promise<INodeExecutionData['json']>,
	): Promise<INodeExecutionData['json']> {
		if (key === undefined) return await write();
		const known = this.outcomes.get(key);
		if (known !== undefined && known.until > Date.now()) {
			if (known.outcome instanceof RequestFailed) throw known.outcome;
			return structuredClone(known.outcome);
		}
		const running = this.underWay.get(key);
		if (running !== undefined) return structuredClone(await running);
		const attempt = this.attempt(key, write);
		this.underWay.set(key, attempt);
		try {
			return await attempt;
		} finally {
			this.underWay.delete(key);
		}
	}

	private async attempt(
		key: string,
		write: () => Promise<INodeExecutionData['json']>,
	): Promise<INodeExecutionData['json']> {
		const [attempt] = await Promise.allSettled([write()]);
		if (attempt.status === 'fulfilled') {
			this.remember(key, structuredClone(attempt.value));
			return attempt.value;
		}
		const reason: unknown = attempt.reason;
		if (reason instanceof RequestFailed && reason.failure.uncertain) this.remember(key, reason);
		throw reason;
	}

	private remember(key: string, outcome: Remembered['outcome']): void {
		this.outcomes.delete(key);
		this.outcomes.set(key, { until: Date.now() + LONGEST_MS, outcome });
		if (this.outcomes.size <= MOST) return;
		for (const oldest of this.outcomes.keys()) {
			this.outcomes.delete(oldest);
			return;
		}
	}
}

export const writeMemory = new WriteMemory();
