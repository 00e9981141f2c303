import { readFileSync } from 'node:fs';
import type { ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';
import { OpenAPIBackend } from 'openapi-backend';
import type { Document } from 'openapi-backend';

/** One operation of api/cinnox-open-api.yaml with its validators. */
export interface Operation {
	operationId: string;
	method: string;
	/** With parameters as {name}. */
	path: string;
	documented: boolean;
	/** Member of the answer that holds the list, where the document names it. */
	listProperty?: string;
	exactlyOneOf?: string[];
	/** Members that the document knows in a body. */
	bodyMembers?: string[];
	timeRange?: { required: boolean; maximumDays?: number };
	requestValidators: ValidateFunction[];
	responseValidators: Record<string, ValidateFunction>;
}

/** What is validated: the parts of one request. Query and path values may still be text. */
export interface RequestParts {
	path: Record<string, unknown>;
	query: Record<string, unknown>;
	/** Parsed JSON; undefined when there was no body. */
	requestBody?: unknown;
}

export interface Verdict {
	/** In the vendor's style, the most important first; empty when the request conforms. */
	errors: string[];
	/** The query with numbers as numbers. */
	query: Record<string, unknown>;
}

const DOCUMENT_URL = new URL('../../api/cinnox-open-api.yaml', import.meta.url);
const DAY = 86_400_000;

let contract: Promise<Map<string, Operation>> | undefined;

/** All operations of the document by operationId. Read once per process. */
export function loadContract(): Promise<Map<string, Operation>> {
	contract ??= read();
	return contract;
}

async function read(): Promise<Map<string, Operation>> {
	const backend = new OpenAPIBackend({
		definition: load(readFileSync(DOCUMENT_URL, 'utf8')) as Document,
		// Its own check of the document knows OpenAPI 3.0 only; the unit test of the document checks it as 3.1.
		quick: true,
		ajvOpts: { allErrors: true, strict: false },
		customizeAjv: (ajv) => {
			// A union instead of overloads in the types of the CommonJS package.
			(addFormats as unknown as (target: unknown) => void)(ajv);
			return ajv;
		},
	});
	await backend.init();
	return new Map(
		backend.router.getOperations().map((entry) => {
			const raw = entry as unknown as Record<string, unknown>;
			const operationId = String(entry.operationId);
			return [
				operationId,
				{
					operationId,
					method: entry.method.toUpperCase(),
					path: entry.path,
					documented: raw['x-documented'] === true,
					listProperty: raw['x-list-property'] as string | undefined,
					bodyMembers: bodyMembersOf(raw),
					exactlyOneOf: raw['x-exactly-one-of'] as string[] | undefined,
					timeRange: raw['x-time-range'] as Operation['timeRange'],
					// Compiled when first used, then kept by the library: all of them take half a second.
					get requestValidators() {
						return backend.validator.getRequestValidatorsForOperation(operationId) ?? [];
					},
					get responseValidators() {
						return (backend.validator.getStatusBasedResponseValidatorForOperation(operationId) ??
							{}) as Record<string, ValidateFunction>;
					},
				},
			];
		}),
	);
}

function bodyMembersOf(operation: Record<string, unknown>): string[] | undefined {
	const { requestBody } = operation as {
		requestBody?: { content?: Record<string, { schema?: { properties?: object } }> };
	};
	const properties = requestBody?.content?.['application/json']?.schema?.properties;
	return properties && Object.keys(properties);
}

/** Checks a request against the document. */
export function validateRequest(operation: Operation, parts: RequestParts): Verdict {
	const coerced = { ...parts, query: { ...parts.query } };
	if (coerced.requestBody === undefined) delete coerced.requestBody;
	const failures = operation.requestValidators.flatMap((validate) =>
		validate(coerced) ? [] : [...(validate.errors ?? [])],
	);
	const errors = [...describe(failures), ...queryRules(operation, coerced.query)];
	return { errors, query: coerced.query };
}

/** How failures in the query read in the vendor's error table; the others say what is wrong in plain words. */
const QUERY_MESSAGES: Partial<Record<string, (error: ErrorObject, name: string) => string>> = {
	minimum: (_error, name) => `negative ${name}`,
	maximum: (error, name) => `exceed maximum ${name} ${error.params.limit}`,
	required: (error) => `${error.params.missingProperty} is required`,
	minLength: (_error, name) => `${name} is required`,
};

/** Failures that only sum up other failures. */
const SUMMARIES = new Set(['if', 'anyOf', 'oneOf']);

function describe(failures: ErrorObject[]): string[] {
	const unknown = failures
		.filter((error) => error.keyword === 'additionalProperties' && error.instancePath === '/query')
		.map((error) => String(error.params.additionalProperty));
	const rest = failures.filter(
		(error) => !(error.keyword === 'additionalProperties' && error.instancePath === '/query'),
	);
	const details = rest.filter((error) => !SUMMARIES.has(error.keyword));
	return [
		...(unknown.length > 0 ? [`invalid query: ${unknown.join(', ')}`] : []),
		...(details.length > 0 ? details : rest).map(describeOne),
	];
}

function describeOne(error: ErrorObject): string {
	const [, place, ...names] = error.instancePath.split('/');
	const name = names.join('.');
	if (place === 'query') {
		return QUERY_MESSAGES[error.keyword]?.(error, name) ?? `Bad query: ${name} ${error.message}`;
	}
	if (error.keyword !== 'required') return `invalid ${name || 'request body'}: ${error.message}`;
	const missing = String(error.params.missingProperty);
	if (missing === 'requestBody') return 'request body is required';
	return `${[...names, missing].join('.')} is required`;
}

/** Rules between query parameters, which a schema can't say in the vendor's words. */
function queryRules(operation: Operation, query: Record<string, unknown>): string[] {
	const { exactlyOneOf, timeRange } = operation;
	if (exactlyOneOf) {
		const sent = exactlyOneOf.filter((name) => query[name] !== undefined);
		if (sent.length === 0) return [`${exactlyOneOf.join(' or ')} is required`];
		if (sent.length > 1) return [`only one of ${exactlyOneOf.join(' or ')} is allowed`];
	}
	return timeRange ? timeRangeRules(timeRange, query) : [];
}

function timeRangeRules(
	rules: NonNullable<Operation['timeRange']>,
	{ startAt, endAt }: Record<string, unknown>,
): string[] {
	if (startAt === undefined && endAt === undefined) {
		return rules.required ? ['empty time range (missing startAt and endAt)'] : [];
	}
	if (startAt === undefined || endAt === undefined) return ['missing one of startAt, endAt'];
	const length = Date.parse(String(endAt)) - Date.parse(String(startAt));
	if (length < 0) return ['endAt is prior to startAt'];
	return rules.maximumDays !== undefined && length > rules.maximumDays * DAY
		? [`Exceed maximum query day ${rules.maximumDays}`]
		: [];
}
