import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { SEND_AND_WAIT_OPERATION } from 'n8n-workflow';

import type { Field, Operation, Resource } from './definition';
import { isWrite } from './definition';
import { inOrder } from './fieldOrder';
import type { CollectionName } from './fields';
import {
	additionalBodyFields,
	collectionOfBodyFields,
	COLLECTIONS,
	endpointPath,
	limit,
	maxConcurrency,
	output,
	returnAll,
	selectedFields,
} from './fields';
import { byResource, collectUses, splitByResource, toDisplayOptions, unite } from './shownBy';

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
		...resources.flatMap(toToolDescriptions),
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
		...(operation.fields ?? []),
		...(operation.list ? [returnAll, limit] : []),
		...(operation.row?.simplified ? [output, selectedFields] : []),
	];
}

/** What the kind of an operation adds to its collections. */
const addedTo: Record<CollectionName, (operation: Operation) => INodeProperties[]> = {
	updateFields: () => [],
	additionalFields: (operation) => bodyFieldsIn('additionalFields', operation),
	filters: ({ rowFilters = [] }) => rowFilters.map(({ field }) => field),
	options: (operation) =>
		operation.routing === undefined
			? []
			: [
					...bodyFieldsIn('options', operation),
					...(operation.documented ? [] : [endpointPath]),
					maxConcurrency,
				],
};

function bodyFieldsIn(part: CollectionName, operation: Operation): INodeProperties[] {
	return isWrite(operation) && collectionOfBodyFields(operation) === part
		? [additionalBodyFields]
		: [];
}

/** The fields of one of an operation's collections. */
export function partOf(operation: Operation, part: CollectionName): INodeProperties[] {
	return [...(operation[part] ?? []), ...addedTo[part](operation)];
}

function toResourceField(resources: Resource[]): INodeProperties {
	return {
		...CHOICE,
		displayName: 'Resource',
		name: 'resource',
		options: [...resources]
			.sort((a, b) => a.name.localeCompare(b.name))
			.map(({ name, value, description }) => ({ name, value, description })),
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

/** What a language model has to know that holds the tool, besides what the operation does. */
const CAUTIONS = {
	text: "It reaches real people at once, costs money and can't be taken back. Use it only when the user asked for this text to exactly these recipients; never guess a number, and never call it again because an answer is missing.",
	write: 'It changes data in CINNOX. Use it only when the user asked for this change.',
	read: 'It only reads.',
};

/**
 * How a tool introduces itself to a language model. n8n would make it of the action alone, such as
 * "Send SMS in CINNOX"; a property of this name in the twin that n8n makes of the node takes its place.
 * A person sees it there and can change it.
 */
function toToolDescriptions({ value: resource, operations }: Resource): INodeProperties[] {
	return operations.map((operation) => ({
		displayName: 'Tool Description',
		name: 'toolDescription',
		// Human review is a tool too, but introduces none: the tools behind it introduce themselves.
		type: operation.value === SEND_AND_WAIT_OPERATION ? 'hidden' : 'string',
		typeOptions: { rows: 7 },
		displayOptions: {
			show: { '@tool': [true], resource: [resource], operation: [operation.value] },
		},
		default: toToolDescription(operation),
		required: true,
		noDataExpression: true,
		description: 'What the language model is told about this tool',
	}));
}

function toToolDescription(operation: Operation): string {
	const { action, description, sendsText, mayWrite } = operation;
	const caution = sendsText ? 'text' : isWrite(operation) || mayWrite ? 'write' : 'read';
	return `${action} in CINNOX. ${description.replace(/[^.]$/, '$&.')} ${CAUTIONS[caution]}`;
}

function mergeFields(
	resources: Resource[],
	fieldsOfOperation: (operation: Operation) => INodeProperties[],
	root: '' | '/',
): INodeProperties[] {
	const uses = collectUses(resources, fieldsOfOperation);
	const names = new Set<string>();
	for (const { field } of uses) {
		if ((field as Field).isVariant) continue;
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
