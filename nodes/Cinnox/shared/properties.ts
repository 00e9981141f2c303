import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import {
	endpointPath,
	limit,
	maxConcurrency,
	output,
	returnAll,
	selectedFields,
	undocumentedNotice,
} from './fields';
import type { Operation, Resource } from './operation';

/** Which operations show a field: resource -> operations. */
type ShownBy = Map<string, Set<string>>;

interface Use {
	field: INodeProperties;
	shownBy: ShownBy;
}

/** The collections that every operation shares, in the order in which a person sees them. */
const COLLECTIONS = [
	{ part: 'updateFields', displayName: 'Update Fields', placeholder: 'Add Field' },
	{
		part: 'additionalFields',
		displayName: 'Additional Fields',
		placeholder: 'Add Field',
	},
	{ part: 'filters', displayName: 'Filters', placeholder: 'Add Filter' },
	{ part: 'options', displayName: 'Options', placeholder: 'Add Option' },
] as const;

/** Resource and Operation can't be expressions: the fields that are shown hang on them. */
const CHOICE = { type: 'options', noDataExpression: true } as const;

/**
 * The node's properties, from the operations of all resources.
 *
 * n8n evaluates an expression once more for every definition that shares the parameter's name, about
 * 1 ms each and item. So a field that several operations show is one object here, and comes out as
 * one definition whose displayOptions list them all; Options, Filters and Additional Fields are one
 * collection each.
 *
 * @throws Error at load when two different fields have one name, or when a field would also be shown
 * for an operation that does not have it
 */
export function toProperties(resources: Resource[]): INodeProperties[] {
	return [
		toResourceField(resources),
		...resources.map(toOperationField),
		...mergeFields(resources, fieldsOf, ''),
		...COLLECTIONS.flatMap(({ part, displayName, placeholder }) => {
			const inner = splitByResource(collectUses(resources, (operation) => partOf(operation, part)));
			if (inner.length === 0) return [];
			const shownBy = unite(inner.map(({ shownBy }) => shownBy));
			const collections: INodeProperties = {
				displayName,
				name: part,
				type: 'collection',
				placeholder,
				default: {},
				displayOptions: toDisplayOptions(part, shownBy, resources, ''),
				options: inner
					.map(({ field, shownBy: by }) => ({
						...field,
						// n8n would ask for its value even where a person has not added it.
						...(field.required ? { required: false } : {}),
						displayOptions: toDisplayOptions(field.name, by, resources, '/'),
					}))
					.sort((a, b) => a.displayName.localeCompare(b.displayName)),
			};
			return [collections];
		}),
	];
}

/** Every top-level field of an operation, those that its kind brings along included. */
export function fieldsOf(operation: Operation): INodeProperties[] {
	return [
		...(operation.documented ? [] : [undocumentedNotice]),
		...(operation.fields ?? []),
		...(operation.list ? [returnAll, limit] : []),
		...(operation.row?.simplified ? [output, selectedFields] : []),
	];
}

/** The fields of one of an operation's collections. */
export function partOf(
	operation: Operation,
	part: (typeof COLLECTIONS)[number]['part'],
): INodeProperties[] {
	const own = operation[part] ?? [];
	if (part !== 'options' || operation.routing === undefined) return own;
	return [...own, ...(operation.documented ? [] : [endpointPath]), maxConcurrency];
}

function toResourceField(resources: Resource[]): INodeProperties {
	return {
		...CHOICE,
		displayName: 'Resource',
		name: 'resource',
		options: [...resources]
			.sort((a, b) => a.name.localeCompare(b.name))
			.map(({ name, value }) => ({ name, value })),
		default: resources[0].value,
		// Hands every request of every operation to the transport.
		routing: { send: { paginate: true } },
	};
}

function toOperationField({ value, operations }: Resource): INodeProperties {
	return {
		...CHOICE,
		displayName: 'Operation',
		name: 'operation',
		displayOptions: { show: { resource: [value] } },
		options: [...operations].sort((a, b) => a.name.localeCompare(b.name)).map(toOperationOption),
		default: operations[0].value,
	};
}

function toOperationOption(operation: Operation): INodePropertyOptions {
	const { name, value, action, description, routing } = operation;
	return { name, value, action, description, ...(routing ? { routing } : {}) };
}

function collectUses(
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

function mergeFields(
	resources: Resource[],
	fieldsOfOperation: (operation: Operation) => INodeProperties[],
	root: '' | '/',
): INodeProperties[] {
	const uses = collectUses(resources, fieldsOfOperation);
	const names = new Set<string>();
	for (const { field } of uses) {
		if (names.has(field.name) && field.type !== 'notice') {
			throw new Error(`Two fields are named "${field.name}": share one, or rename one`);
		}
		names.add(field.name);
	}
	return inOrder(resources, uses, fieldsOfOperation).flatMap(({ field, shownBy }) =>
		// A notice holds no value, so that a second one costs nothing.
		(field.type === 'notice' ? byResource(shownBy) : [shownBy]).map((by) => ({
			...field,
			displayOptions: {
				...field.displayOptions,
				show: {
					...toDisplayOptions(field.name, by, resources, root).show,
					...field.displayOptions?.show,
				},
			},
		})),
	);
}

/**
 * An order in which every operation sees its fields in the order it lists them: a field comes after
 * all fields that some operation lists before it.
 */
function inOrder(
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

/** Inside a collection a field may stand several times for free, so each resource gets its own. */
function splitByResource(uses: Use[]): Use[] {
	return uses.flatMap(({ field, shownBy }) =>
		byResource(shownBy).map((by) => ({ field, shownBy: by })),
	);
}

function byResource(shownBy: ShownBy): ShownBy[] {
	const groups = new Map<string, ShownBy>();
	for (const [resource, operations] of shownBy) {
		const key = [...operations].sort().join(',');
		const group: ShownBy = groups.get(key) ?? new Map();
		group.set(resource, operations);
		groups.set(key, group);
	}
	return [...groups.values()];
}

function unite(all: ShownBy[]): ShownBy {
	const united: ShownBy = new Map();
	for (const shownBy of all) {
		for (const [resource, operations] of shownBy) {
			united.set(resource, new Set([...(united.get(resource) ?? []), ...operations]));
		}
	}
	return united;
}

/** displayOptions know "one of these resources and one of these operations" only. */
function toDisplayOptions(
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
