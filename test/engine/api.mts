/** The operations of api/cinnox-open-api.yaml, as the tests look at them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { load } from 'js-yaml';

import { packageRoot } from './harness.mts';

export interface ApiOperation {
	operationId: string;
	method: string;
	path: string;
	documented: boolean;
	/** Operations of the node that the document names, as resource.operation. */
	usedBy: string[];
	/** Query parameters and members of the body. */
	parameters: string[];
	/** What a request may hold: an object schema for the query and one for the body. */
	schemas: unknown[];
}

/** Why an operation of the API is none of the node. */
export const LEFT_OUT: Record<string, string> = {
	setTdrEventSubscription: 'deprecated; it is the former name of setOutboundSmsEventSubscription',
};

/** Operations of the node that are no single address of the API, and why. */
export const WITHOUT_ADDRESS: Record<string, string> = {
	'sms:verifyOtp': 'checks in n8n; CINNOX has no call for it',
	'recording:download': "follows the file's own address, which listRecordingFiles gives",
	'customApi:request': 'any address',
	'account:check': 'tries every address that is a guess',
};

/** Set by the node itself wherever they stand. */
const PAGING = ['offset', 'limit', 'appID'];

type Json = Record<string, unknown>;
const document = load(readFileSync(join(packageRoot, 'api/cinnox-open-api.yaml'), 'utf8')) as Json;

const resolve = (value: unknown): Json => {
	const { $ref } = (value ?? {}) as { $ref?: string };
	if ($ref === undefined) return (value ?? {}) as Json;
	return resolve(
		$ref
			.slice(2)
			.split('/')
			.reduce((place: unknown, name) => (place as Json)[name], document),
	);
};

/** Names of the members of an object schema, those of its parts included. */
function membersOf(schema: unknown): string[] {
	const { properties, allOf, anyOf, oneOf } = resolve(schema) as { properties?: Json } & Record<
		'allOf' | 'anyOf' | 'oneOf',
		unknown[] | undefined
	>;
	return [
		...Object.keys(properties ?? {}),
		...[...(allOf ?? []), ...(anyOf ?? []), ...(oneOf ?? [])].flatMap(membersOf),
	];
}

export const api: ApiOperation[] = Object.entries(document.paths as Json).flatMap(([path, item]) =>
	Object.entries(item as Json)
		.filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
		.map(([method, raw]) => {
			const operation = raw as Json;
			const shared = ((item as Json).parameters ?? []) as unknown[];
			const parameters = [...shared, ...((operation.parameters ?? []) as unknown[])].map(resolve);
			const content = resolve(operation.requestBody).content as Record<string, Json> | undefined;
			return {
				operationId: String(operation.operationId),
				method: method.toUpperCase(),
				path,
				documented: operation['x-documented'] === true,
				usedBy: (operation['x-n8n'] ?? []) as string[],
				parameters: [
					...parameters
						.filter((parameter) => parameter.in === 'query')
						.map(({ name }) => String(name)),
					...membersOf(content?.['application/json']?.schema),
				].filter((name) => !PAGING.includes(name)),
				schemas: [
					...parameters.map((parameter) => ({
						properties: { [String(parameter.name)]: parameter.schema },
					})),
					content?.['application/json']?.schema,
				],
			};
		}),
);

/** A closed list of values that a member may have. */
export interface Enum {
	name: string;
	values: unknown[];
}

/** The closed lists in a schema, those of nested objects and of array entries included. */
export function enumsOf(schema: unknown, name?: string, depth = 0): Enum[] {
	if (depth > 12) return [];
	const { properties, items, allOf, anyOf, oneOf, ...own } = resolve(schema) as Json & {
		properties?: Json;
		items?: unknown;
	} & Record<'allOf' | 'anyOf' | 'oneOf', unknown[] | undefined>;
	return [
		...(Array.isArray(own.enum) && name !== undefined
			? [{ name, values: own.enum as unknown[] }]
			: []),
		...Object.entries(properties ?? {}).flatMap(([member, inner]) =>
			enumsOf(inner, member, depth + 1),
		),
		...(items === undefined ? [] : enumsOf(items, name, depth + 1)),
		...[...(allOf ?? []), ...(anyOf ?? []), ...(oneOf ?? [])].flatMap((part) =>
			enumsOf(part, name, depth + 1),
		),
	];
}
