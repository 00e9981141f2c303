/** What a person gets who is asked by Send and Wait, and what n8n makes of the answer. */
import { randomUUID } from 'node:crypto';

import type { World } from '../../scripts/lib/world.mts';
import { byId } from '../support/resource-locator.mts';
import type { Execution, WorkflowJson, WorkflowNode } from './n8n-client.mts';
import { START } from './tool-workflows.mts';
import { waitFor } from './wait-for.mts';

export const ASKED = '85292110001';
export const ASK = 'Ask';
/** Runs once there is an answer, and puts out what came in. */
export const AFTER = 'After';

/** Parameters of Send and Wait by SMS. */
export const QUESTION = {
	resource: 'sms',
	operation: 'sendAndWait',
	senderNumber: byId('85230018000'),
	recipientNumber: ASKED,
	message: 'May we refund order 4711?',
	approvalOptions: { values: { approvalType: 'double' } },
};

/** Options under which n8n goes on after so many seconds. */
export const limitOf = (seconds: number) => ({
	limitWaitTime: {
		values: {
			limitType: 'afterTimeInterval',
			resumeAmount: seconds / 60,
			resumeUnit: 'minutes',
		},
	},
});

export const toNode = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown> = {},
): WorkflowNode => ({ id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters });

/** A workflow of nodes in a row. */
export function chain(...nodes: WorkflowNode[]): WorkflowJson {
	const connections: Record<string, unknown> = {};
	for (const [index, { name }] of nodes.slice(1).entries()) {
		connections[nodes[index]!.name] = { main: [[{ node: name, type: 'main', index: 0 }]] };
	}
	const placed = nodes.map((node, index) => ({
		...node,
		position: [220 * index, 0] as [number, number],
	}));
	return {
		name: randomUUID(),
		nodes: placed,
		connections,
		settings: { executionOrder: 'v1' },
	};
}

/** Start, question, what comes after. */
export function questionWorkflow(
	{ credential }: World,
	changes: Record<string, unknown> = {},
	{
		start = toNode(START, 'n8n-nodes-base.manualTrigger', 1),
		name = ASK,
		settings = {} as Record<string, unknown>,
	} = {},
): WorkflowJson {
	const ask = toNode(name, 'n8n-nodes-cinnox.cinnox', 1, { ...QUESTION, ...changes });
	return chain(
		start,
		{ ...ask, ...settings, credentials: { cinnoxApi: credential } },
		toNode(AFTER, 'n8n-nodes-base.noOp', 1),
	);
}

/** Waits until the question is sent and n8n waits for the answer. */
export async function waiting({ client, n8n }: World, executionId: string): Promise<void> {
	await waitFor(
		async () => {
			const { status, data } = await client.execution(executionId);
			if (['error', 'crashed', 'success'].includes(status)) {
				throw new Error(`It ended with ${status}: ${data.resultData.error?.message}`);
			}
			return status === 'waiting';
		},
		{
			describe: `execution ${executionId} to wait for the answer`,
			details: () => n8n.logTail(10),
		},
	);
}

/**
 * The execution once the node after the question has put that many items out: n8n 1.x may show the end
 * first.
 */
export async function answered(
	{ client }: World,
	executionId: string,
	count = 1,
): Promise<Execution> {
	return await waitFor(
		async () => {
			const execution = await client.finishedExecution(executionId);
			return outputsOf(execution).length >= count && execution;
		},
		{ describe: `what comes after the answer in execution ${executionId}` },
	);
}

/** The address in every question that was sent by SMS so far. */
export function addresses({ simulator }: World): URL[] {
	return simulator.state.sms
		.flatMap(({ text }) => /https?:\/\/\S+/.exec(text)?.[0] ?? [])
		.map((address) => new URL(address));
}

/** Presses a button of the page, or sends its text. */
export async function answer(address: URL, form: Record<string, string>): Promise<Response> {
	return await fetch(address, { method: 'POST', body: new URLSearchParams(form) });
}

export const APPROVE = { answer: '0' };
export const DECLINE = { answer: '1' };

/** What a node put out at each of its runs. */
export function outputsOf({ data }: Execution, node = AFTER): Array<Record<string, unknown>> {
	return (data.resultData.runData[node] ?? []).flatMap(({ data: out }) =>
		(out?.main[0] ?? []).map(({ json }) => json),
	);
}
