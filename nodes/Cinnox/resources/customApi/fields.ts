import type { Field } from '../../operation/definition';

export const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

export const method: Field = {
	displayName: 'Method',
	name: 'method',
	type: 'options',
	options: METHODS.map((name) => ({ name, value: name })),
	default: 'GET',
	description: 'Only GET is repeated when something breaks; the others are sent once',
};

export const path: Field = {
	displayName: 'Path',
	name: 'path',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. labels or /v1/api/apps/{appID}/labels',
	description:
		'What does not begin with /v1 is taken under /v1/api/apps/{appID}/, where {appID} stands for the App ID. Or a whole URL under the Base URL.',
};

export const queryParameters: Field = {
	displayName: 'Query Parameters',
	name: 'queryParameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Parameter',
	default: {},
	options: [
		{
			displayName: 'Parameter',
			name: 'values',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. fullName',
				},
				{ displayName: 'Value', name: 'value', type: 'string', default: '' },
			],
		},
	],
};

export const jsonBody: Field = {
	displayName: 'Body (JSON)',
	name: 'jsonBody',
	type: 'json',
	displayOptions: { show: { method: ['DELETE', 'PATCH', 'POST', 'PUT'] } },
	default: '{}',
	placeholder: 'e.g. { "labelIds": ["64c1f0e2a1b2c3d4e5f60718"] }',
	description: 'A JSON object or array. An empty object is not sent with DELETE.',
};

export const queryJson: Field = {
	displayName: 'Query Parameters (JSON)',
	name: 'queryJson',
	type: 'json',
	default: '{}',
	placeholder: 'e.g. { "fullName": "Mei Chan" }',
	description: 'A JSON object whose members are added to the query',
};

export const returnAllPages: Field = {
	displayName: 'Return All Pages',
	name: 'returnAllPages',
	type: 'boolean',
	default: false,
	description:
		"Whether to read a list with 'offset' and 'limit', 500 rows at a time, until there are no more. Only with GET.",
};

export const listProperty: Field = {
	displayName: 'List Property',
	name: 'listProperty',
	type: 'string',
	default: '',
	placeholder: 'e.g. labelList',
	description:
		'Member of the result that holds the rows. A result that is a list, or holds nothing but one, needs none.',
};
