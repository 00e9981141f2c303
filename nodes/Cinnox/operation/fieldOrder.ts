import type { INodeProperties } from 'n8n-workflow';

import type { Operation, Resource } from './definition';
import type { Use } from './shownBy';

/**
 * An order in which every operation sees its fields in the order it lists them: a field comes after
 * all fields that some operation lists before it.
 */
export function inOrder(
	resources: Resource[],
	uses: Use[],
	fieldsOfOperation: (operation: Operation) => INodeProperties[],
): Use[] {
	const before = new Map<INodeProperties, Set<INodeProperties>>();
	for (const { field } of uses) before.set(field, new Set());
	for (const resource of resources) {
		for (const operation of resource.operations) {
			const fields = fieldsOfOperation(operation);
			fields.forEach((field, index) => {
				if (index > 0) before.get(field)?.add(fields[index - 1]);
			});
		}
	}
	const ordered: Use[] = [];
	let rest = uses;
	while (rest.length > 0) {
		const placed = new Set(ordered.map(({ field }) => field));
		const next = rest.find(({ field }) =>
			[...(before.get(field) ?? [])].every((other) => placed.has(other)),
		);
		if (next === undefined) {
			throw new Error(
				`Operations list these fields in contradicting orders: ${rest.map(({ field }) => field.name).join(', ')}`,
			);
		}
		ordered.push(next);
		rest = rest.filter((use) => use !== next);
	}
	return ordered;
}
