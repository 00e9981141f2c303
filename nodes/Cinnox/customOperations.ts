import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import type { Operation, Resource } from './shared/operation';
import { runDirectly } from './transport/direct';
import { readPlainRouting } from './transport/routing';

type CustomOperations = NonNullable<INodeType['customOperations']>;

/**
 * The operations that n8n hands to us as a whole instead of collecting their requests item by item:
 * Send SMS, because people run it over thousands of items, and the lists, because of their rows. All
 * others are declarative. See transport/direct.ts for why.
 */
export function customOperations(resources: Resource[]): CustomOperations {
	const custom: CustomOperations = {};
	for (const { value: resource, operations } of resources) {
		for (const operation of operations) {
			if (!isLarge(resource, operation)) continue;
			const routing = readPlainRouting(operation);
			if (routing === undefined) continue;
			(custom[resource] ??= {})[operation.value] = async function (this: IExecuteFunctions) {
				return await runDirectly(this, operation, routing);
			};
		}
	}
	return custom;
}

function isLarge(resource: string, { value, list }: Operation): boolean {
	return list !== undefined || (resource === 'sms' && value === 'send');
}
