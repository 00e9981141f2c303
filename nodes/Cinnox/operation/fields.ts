import type { Field, Operation } from './definition';

/** The collections that every operation shares, in the order in which a person sees them. */
export const COLLECTIONS = [
	{ part: 'updateFields', displayName: 'Update Fields', placeholder: 'Add Field' },
	{
		part: 'additionalFields',
		displayName: 'Additional Fields',
		placeholder: 'Add Field',
	},
	{ part: 'filters', displayName: 'Filters', placeholder: 'Add Filter' },
	{ part: 'options', displayName: 'Options', placeholder: 'Add Option' },
] as const;

export type CollectionName = (typeof COLLECTIONS)[number]['part'];

export const returnAll: Field = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limit: Field = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	displayOptions: { show: { returnAll: [false] } },
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

export const output: Field = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	options: [
		{
			name: 'Raw',
			value: 'raw',
			description:
				'Everything that CINNOX answers, unchanged, except that a field named error comes out as cinnoxError',
		},
		{
			name: 'Selected Fields',
			value: 'selectedFields',
			description: 'Only the fields that you name',
		},
		{ name: 'Simplified', value: 'simplified', description: 'The fields needed most often' },
	],
	default: 'simplified',
	description: 'How much of each record to return',
};

export const selectedFields: Field = {
	displayName: 'Fields',
	name: 'selectedFields',
	type: 'string',
	isList: true,
	displayOptions: { show: { output: ['selectedFields'] } },
	default: '',
	required: true,
	placeholder: 'e.g. status, text, callerInfo.phoneNumber',
	description: 'Names separated by commas. A dot leads into a nested object.',
};

/** In place of the address that the operation's routing names. */
export const endpointPath: Field = {
	displayName: 'Endpoint Path',
	name: 'endpointPath',
	type: 'string',
	default: '',
	placeholder: 'e.g. /v1/api/apps/{appID}/send_sms',
	description:
		"CINNOX does not publish this operation's address. If it does not answer, Account > Check finds out whether another one does. Write that one here, or the one that CINNOX gives you, under the Base URL. {appID} stands for the App ID.",
};

export const maxConcurrency: Field = {
	displayName: 'Max Concurrent Requests',
	name: 'maxConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 10,
	description: 'How many requests of this node may be under way at once',
};

/** Where an operation shows Additional Body Fields: a collection of its own would hold nothing else. */
export function collectionOfBodyFields({
	additionalFields = [],
}: Pick<Operation, 'additionalFields'>): CollectionName {
	return additionalFields.length > 0 ? 'additionalFields' : 'options';
}

/** For body fields that the public pages of CINNOX do not show. */
export const additionalBodyFields: Field = {
	displayName: 'Additional Body Fields',
	name: 'additionalBodyFields',
	type: 'json',
	default: '{}',
	placeholder: 'e.g. { "campaign": "spring" }',
	description:
		"A JSON object whose members are added to the request's body. For fields that CINNOX accepts and this node does not show.",
};
