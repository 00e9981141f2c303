import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { WAIT_INDEFINITELY } from 'n8n-workflow';

import { isPrivateHost } from '../../transport/hosts';

/** Where a node keeps the question that is open, as JSON: n8n stores it with the waiting execution. */
export const OPEN_QUESTION = 'openQuestion';

/** The query parameter of the address that says which question it answers. */
export const ROUND = 'r';

/** What n8n offers to an operation that asks a person and goes on when there is an answer. */
export interface Waiting {
	/** How many items came in: n8n waits once for all of them. */
	readonly items: number;
	/** The signed address under which this question is answered, and none that comes later. */
	readonly address: string;
	/**
	 * Has n8n put the execution to sleep once the operation has returned.
	 *
	 * @param question what the page at the address needs; kept as JSON
	 * @param expired what is put out when nobody answers in time
	 * @param until when that is; never if absent
	 */
	sleep: (question: IDataObject, expired: IDataObject, until?: Date) => Promise<void>;
}

/** n8n 1.x validates the signature of an address only for executions that ask for it. */
type MayAskForSignature = { setSignatureValidationRequired?: () => void };

/**
 * Waiting as n8n's engine offers it, or undefined where a node can't wait: an n8n that is too old, or
 * a tool that n8n runs outside of its engine, where the agent's own execution would fall asleep.
 *
 * @param items how many came in
 */
export function toWaiting(context: IExecuteFunctions, items: number): Waiting | undefined {
	const needed = ['getSignedResumeUrl', 'putExecutionToWait', 'getExecuteData', 'getContext'];
	if (!needed.every((name) => typeof context[name as keyof IExecuteFunctions] === 'function')) {
		return undefined;
	}
	const { runIndex = 0 } = context as { runIndex?: number };
	const round = String(runIndex);
	return {
		items,
		get address() {
			(context as MayAskForSignature).setSignatureValidationRequired?.();
			return context.getSignedResumeUrl({ [ROUND]: round });
		},
		sleep: async (question, expired, until = WAIT_INDEFINITELY) => {
			context.getContext('node')[OPEN_QUESTION] = JSON.stringify({ ...question, round });
			// When the time is up n8n puts out what came in. An earlier approval may stand there, and a
			// tool that waits for this one would run.
			context.getExecuteData().data.main = [[{ json: expired, pairedItem: { item: 0 } }]];
			warnOfPrivateHost(context);
			await context.putExecutionToWait(until);
		},
	};
}

/** Says beside the output that a phone will not reach the address; absent in old versions of n8n. */
function warnOfPrivateHost(context: IExecuteFunctions): void {
	const { host, hostname } = new URL(context.getSignedResumeUrl());
	if (!isPrivateHost(hostname)) return;
	const { addExecutionHints } = context as Partial<IExecuteFunctions>;
	addExecutionHints?.call(context, {
		message: `The link in the message leads to ${host}, which is reached from inside your network only. Set N8N_WEBHOOK_URL to n8n's public address if the person is elsewhere.`,
		type: 'warning',
		location: 'outputPane',
	});
}
