import type {
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	IN8nRequestOperations,
	INodeExecutionData,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Call, Operation, Resource } from '../shared/operation';
import { toText } from '../shared/text';
import type { ItemContext } from './item';
import { Item, NOTHING_SENT, waitsForOthers } from './item';
import { joinRollCall } from './rollCall';

type Transport = Extract<IN8nRequestOperations['pagination'], (...args: never[]) => unknown>;

/**
 * The one way that every operation's requests take.
 *
 * Hooked in once, as the node's pagination function: it is the only hook of a declarative node that
 * may send more than one request and decide by itself what an answer means.
 */
export function transport(resources: Resource[]): Transport {
	const operations = new Map<string, Operation>();
	for (const resource of resources) {
		for (const operation of resource.operations) {
			operations.set(`${resource.value}:${operation.value}`, operation);
		}
	}

	return async function (
		this: IExecutePaginationFunctions,
		{ options },
	): Promise<INodeExecutionData[]> {
		const name = ['resource', 'operation']
			.map((part) => toText(this.getNodeParameter(part)))
			.join(':');
		const operation = operations.get(name);
		if (operation === undefined) {
			throw new NodeOperationError(this.getNode(), `This node has no operation "${name}"`, {
				description: "Pick 'Resource' and 'Operation' from their lists",
			});
		}
		return await runItem(this, operation, options as IHttpRequestOptions);
	};
}

async function runItem(
	context: ItemContext,
	operation: Operation,
	options: IHttpRequestOptions,
): Promise<INodeExecutionData[]> {
	const run = context.getExecuteData?.();
	const item = new Item(context, operation, () => options);
	// Before the first `await`, and by the operation's method and not the item's (a custom call may
	// have several), so that all items of the run take part in one roll call.
	const rollCall =
		run !== undefined && waitsForOthers(context, operation, operation.routing?.request?.method)
			? joinRollCall(run, isBatched(context) ? 0 : countItems(context))
			: undefined;
	let call: Call;
	try {
		call = await item.check();
	} catch (error) {
		rollCall?.refuse();
		return item.fail(item.explain(error, rollCall && rollCall.size > 1 ? NOTHING_SENT : ''));
	}
	try {
		// The node fails with the item that was refused, whatever the others return.
		if (rollCall && !(await rollCall.pass())) return [];
		return await item.send(call);
	} catch (error) {
		return item.fail(item.explain(error));
	}
}

/** The items that n8n goes through; `getExecuteData` has them all, also with Execute Once. */
function countItems({ inputData = {} }: ItemContext): number {
	return (inputData.main ?? inputData.ai_tool)?.[0]?.length ?? 0;
}

/** Whether the person has n8n start the items in batches, one after the other. */
function isBatched(context: ItemContext): boolean {
	const { batching } = context.getNodeParameter('requestOptions', {}) as {
		batching?: { batch?: { batchInterval?: number } };
	};
	return Number(batching?.batch?.batchInterval ?? 0) > 0;
}
