import type { IExecuteFunctions, IN8nRequestOperations, INodeType } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { shorten } from '../../values/refusal';
import { toText } from '../../values/text';
import type { Resource } from './definition';
import { readRouting } from './routing';
import type { RunnableOperation } from './run';
import { runOperation, toItemContexts } from './run';
import { valueReader } from './values';

type CustomOperations = NonNullable<INodeType['customOperations']>;
type PaginationHook = Extract<IN8nRequestOperations['pagination'], (...args: never[]) => unknown>;

/** What n8n calls, whichever way it came to run the node. */
export interface Entrances {
	/** In a workflow, and as a tool that is run by n8n's engine: all items at once. */
	customOperations: CustomOperations;
	/**
	 * Where n8n runs its RoutingNode itself (a tool in process, an MCP server, a test step): its only
	 * hook that may send what it wants. What RoutingNode put together is not used, so that one piece
	 * of code reads the routing.
	 */
	pagination: PaginationHook;
}

/**
 * The two entrances to every operation of the node. Both lead to run.ts.
 *
 * @throws Error at load when the routing of an operation can't be read
 */
export function toEntrances(resources: Resource[]): Entrances {
	const operations = new Map<string, RunnableOperation>();
	const customOperations: CustomOperations = {};
	for (const { value: resource, operations: own } of resources) {
		customOperations[resource] = {};
		for (const operation of own) {
			const runnable = {
				...operation,
				draft: readRouting(operation),
				read: valueReader(operation),
			};
			operations.set(`${resource}:${operation.value}`, runnable);
			customOperations[resource][operation.value] = async function (this: IExecuteFunctions) {
				return [await runOperation(toItemContexts(this), runnable)];
			};
		}
	}
	const pagination: PaginationHook = async function () {
		const name = ['resource', 'operation']
			.map((part) => toText(this.getNodeParameter(part)))
			.join(':');
		const operation = operations.get(name);
		if (operation === undefined) {
			throw new NodeOperationError(
				this.getNode(),
				`This node has no operation "${shorten(name)}"`,
				{
					description: "Pick 'Resource' and 'Operation' from their lists",
				},
			);
		}
		return await runOperation([this], operation);
	};
	return { customOperations, pagination };
}
