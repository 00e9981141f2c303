/**
 * What comes out of every operation and trigger as JSON Schemas, in the form in which n8n looks for them
 * beside a node: `__schema__/v<version>/<resource>/<operation>.json`, and for a trigger
 * `__schema__/v<version>.json`. n8n's editor shows the fields before anything ran.
 *
 * They follow api/cinnox-open-api.yaml as far as an operation puts out rows of CINNOX's answer; what it
 * adds or puts in their place stands in `gives` of its definition. The package must be built.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { load } from 'js-yaml';

import type * as definition from '../../nodes/Cinnox/operation/definition.ts';
import type * as rows from '../../nodes/Cinnox/operation/rows.ts';
import type * as polled from '../../nodes/CinnoxPollingTrigger/reports/index.ts';
import type * as events from '../../nodes/CinnoxTrigger/events/index.ts';
import { repoRoot } from './paths.mts';

/** A JSON Schema as far as n8n's editor looks at it. */
export interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** A schema as the OpenAPI document writes it. */
interface ApiSchema {
	$ref?: string;
	type?: string | string[];
	properties?: Record<string, ApiSchema>;
	items?: ApiSchema;
	allOf?: ApiSchema[];
	anyOf?: ApiSchema[];
	oneOf?: ApiSchema[];
}

interface ApiOperation {
	'x-list-property'?: string;
	responses?: Record<string, ApiResponse>;
}

interface ApiResponse {
	$ref?: string;
	content?: Record<string, { schema: ApiSchema }>;
}

interface ApiDocument {
	paths: Record<string, Record<string, ApiOperation>>;
	components: { schemas: Record<string, ApiSchema> };
}

const document = load(
	readFileSync(path.join(repoRoot, 'api/cinnox-open-api.yaml'), 'utf8'),
) as ApiDocument;
const nodes = path.join(repoRoot, 'dist/nodes');
const require = createRequire(import.meta.url);

/** Nobody needs more of an object within an object within an object. */
const DEEPEST = 4;

function resolve<T extends { $ref?: string }>(value: T): T {
	if (value.$ref === undefined) return value;
	const names = value.$ref.slice(2).split('/');
	return resolve(
		names.reduce((place: unknown, name) => (place as Record<string, unknown>)[name], document) as T,
	);
}

/** A schema with its parts put together: of alternatives the first, which is the usual one. */
function whole(schema: ApiSchema): ApiSchema {
	const { allOf = [], anyOf, oneOf, ...own } = resolve(schema);
	return [...allOf, ...(anyOf ?? oneOf ?? []).slice(0, 1)].map(whole).reduce(
		(merged, part) => ({
			...merged,
			...part,
			properties: { ...merged.properties, ...part.properties },
		}),
		own,
	);
}

function toSchema(schema: ApiSchema, depth = 0): Schema {
	const { type, properties = {}, items } = whole(schema);
	const [first = 'string'] = [type ?? (items ? 'array' : undefined)].flat();
	if (first === 'array') {
		return { type: 'array', items: items ? toSchema(items, depth + 1) : { type: 'string' } };
	}
	if (first !== 'object') return { type: first === 'integer' ? 'number' : first };
	const inner = depth >= DEEPEST ? [] : Object.entries(properties);
	return {
		type: 'object',
		properties: Object.fromEntries(
			inner.map(([name, member]) => [name, toSchema(member, depth + 1)]),
		),
	};
}

/** The members of one row of an operation's answer. */
function rowOf({ routing, list }: definition.Operation): Record<string, Schema> {
	if (routing === undefined) return {};
	const { method, url } = routing.request;
	const operation = document.paths[url]?.[method.toLowerCase()];
	const response = operation?.responses?.['200'];
	const answer = response && resolve(response).content?.['application/json']?.schema;
	if (answer === undefined) return {};
	const { result, ...beside } = whole(answer).properties ?? {};
	const property = list?.property ?? operation?.['x-list-property'];
	const found = property === undefined ? result : whole(result ?? {}).properties?.[property];
	const { items, properties } = whole(found ?? beside[property ?? ''] ?? {});
	const row = items ? whole(items).properties : properties;
	return Object.fromEntries(
		Object.entries(row ?? {}).map(([name, member]) => [name, toSchema(member)]),
	);
}

/** A row as the node puts it out: under stable names, numbers that are none as text, simplified. */
function shaped(row: Record<string, Schema>, shape: rows.RowShape): Record<string, Schema> {
	const { flatName } = require(path.join(nodes, 'Cinnox/operation/rows.js')) as typeof rows;
	const { aliases = {}, strings = [], simplified } = shape;
	const spellings = new Map(
		Object.entries(aliases).flatMap(([name, others]) => others.map((other) => [other, name])),
	);
	const named: Record<string, Schema> = {};
	for (const [name, schema] of Object.entries(row)) named[spellings.get(name) ?? name] = schema;
	const at = (dotted: string): Schema | undefined =>
		dotted.split('.').reduce<Schema | undefined>((place, name) => place?.properties?.[name], {
			type: 'object',
			properties: named,
		});
	for (const dotted of strings) {
		const place = at(dotted);
		if (place !== undefined && place.type !== 'array') place.type = 'string';
	}
	if (simplified === undefined) return named;
	return Object.fromEntries(
		simplified.map((name) => [flatName(name), at(name) ?? { type: 'string' }]),
	);
}

/** `string`, `number`, `boolean`, or with `[]` behind a list of them. */
function toKind(kind: string): Schema {
	return kind.endsWith('[]')
		? { type: 'array', items: { type: kind.slice(0, -2) } }
		: { type: kind };
}

const toKinds = (kinds: Record<string, string> = {}) =>
	Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, toKind(kind)]));

/** What comes out of an operation; undefined where nobody can know. */
export function outputOf(operation: definition.Operation): Schema | undefined {
	const { row, run, gives = {} } = operation;
	const own = row || !run ? shaped(rowOf(operation), row ?? {}) : {};
	const like =
		gives.like === undefined ? {} : toSchema(document.components.schemas[gives.like]).properties;
	const properties = { ...toKinds(gives.adds), ...like, ...own };
	return Object.keys(properties).length === 0 ? undefined : { type: 'object', properties };
}

/** What every event has, and what is no text of what only some have. */
const OF_EVENTS = ['event', 'eventKey', 'id', 'serviceId', 'receivedAt'];
const NO_TEXT: Record<string, Schema> = {
	durationSeconds: { type: 'number' },
	files: { type: 'number' },
	isRecording: { type: 'boolean' },
	participants: { type: 'array', items: { type: 'object', properties: {} } },
	segments: { type: 'number' },
	toParties: {
		type: 'array',
		items: {
			type: 'object',
			properties: { number: { type: 'string' }, eid: { type: 'string' } },
		},
	},
	totalRecipients: { type: 'number' },
};

/** The fields of all events together: which of them come depends on the event. */
export function eventOutput(fields: string[][]): Schema {
	const names = [...new Set([...OF_EVENTS, ...fields.flat()])];
	return {
		type: 'object',
		properties: Object.fromEntries(
			names.map((name) => [name, NO_TEXT[name] ?? { type: 'string' }]),
		),
	};
}

/** All schemas as files, by their path from the repository's root. */
export function schemaFiles(): Map<string, string> {
	const { resources } = require(path.join(nodes, 'Cinnox/resources')) as {
		resources: definition.Resource[];
	};
	const { eventTable } = require(path.join(nodes, 'CinnoxTrigger/events')) as typeof events;
	const { polledEventTable } = require(
		path.join(nodes, 'CinnoxPollingTrigger/reports'),
	) as typeof polled;
	const files = new Map<string, string>();
	const add = (file: string, schema: Schema) =>
		files.set(`nodes/${file}.json`, `${JSON.stringify({ ...schema, version: 1 }, null, '\t')}\n`);
	for (const { value: resource, operations } of resources) {
		for (const operation of operations) {
			const schema = outputOf(operation);
			if (schema) add(`Cinnox/__schema__/v1.0.0/${resource}/${operation.value}`, schema);
		}
	}
	for (const [node, table] of [
		['CinnoxTrigger', eventTable()],
		['CinnoxPollingTrigger', polledEventTable()],
	] as const) {
		const schema = eventOutput(table.map(({ fields }) => fields));
		// The editor asks for the one, n8n's AI builder for the other.
		add(`${node}/__schema__/v1.0.0`, schema);
		add(`${node}/__schema__/v1.0.0/output`, schema);
	}
	return files;
}
