import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { Operation, Resource } from './definition';

/** Which operations show a field: resource -> operations. */
export type ShownBy = Map<string, Set<string>>;

/** A field, and which operations show it. */
export interface Use {
	field: INodeProperties;
	shownBy: ShownBy;
}

/** The fields of all operations, each once. */
export function collectUses(
	resources: Resource[],
	fieldsOfOperation: (operation: Operation) => INodeProperties[],
): Use[] {
	const uses = new Map<INodeProperties, Use>();
	for (const resource of resources) {
		for (const operation of resource.operations) {
			for (const field of fieldsOfOperation(operation)) {
				const use: Use = uses.get(field) ?? { field, shownBy: new Map() };
				const operations = use.shownBy.get(resource.value) ?? new Set<string>();
				use.shownBy.set(resource.value, operations.add(operation.value));
				uses.set(field, use);
			}
		}
	}
	return [...uses.values()];
}

/** Inside a collection a field may stand several times for free, so each resource gets its own. */
export function splitByResource(uses: Use[]): Use[] {
	return uses.flatMap(({ field, shownBy }) =>
		byResource(shownBy).map((by) => ({ field, shownBy: by })),
	);
}

export function byResource(shownBy: ShownBy): ShownBy[] {
	const groups = new Map<string, ShownBy>();
	for (const [resource, operations] of shownBy) {
		const key = [...operations].sort().join(',');
		const group: ShownBy = groups.get(key) ?? new Map();
		group.set(resource, operations);
		groups.set(key, group);
	}
	return [...groups.values()];
}

export function unite(all: ShownBy[]): ShownBy {
	const united: ShownBy = new Map();
	for (const shownBy of all) {
		for (const [resource, operations] of shownBy) {
			united.set(resource, new Set([...(united.get(resource) ?? []), ...operations]));
		}
	}
	return united;
}

/** displayOptions know "one of these resources and one of these operations" only. */
export function toDisplayOptions(
	name: string,
	shownBy: ShownBy,
	resources: Resource[],
	root: '' | '/',
): IDisplayOptions {
	const operations = new Set([...shownBy.values()].flatMap((values) => [...values]));
	for (const resource of resources.filter(({ value }) => shownBy.has(value))) {
		for (const { value } of resource.operations) {
			if (operations.has(value) && !shownBy.get(resource.value)?.has(value)) {
				throw new Error(
					`Field "${name}" would also be shown for ${resource.value}:${value}: rename it there or here`,
				);
			}
		}
	}
	return {
		show: {
			[`${root}resource`]: [...shownBy.keys()],
			[`${root}operation`]: [...operations],
		},
	};
}
