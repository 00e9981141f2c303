import { validateRequest } from '../contract.mts';
import type { Operation, RequestParts, Verdict } from '../contract.mts';
import type { StrictnessOptions } from './options.mts';
import { RULES } from './rules.mts';

type Options = Required<StrictnessOptions>;

const DAY = 86_400_000;

/** Integers in a query are int32 in decimal digits. Source: https://docs.cinnox.com/docs/get-label-list */
const INTEGERS = ['offset', 'limit'];
const DIGITS = /^-?\d+$/;

/**
 * Holds a request against the document, against what the pages say besides, and against the options.
 *
 * @returns what is wrong, and the query with numbers as numbers and its limit filled in
 */
export function checkParts(
	operation: Operation,
	parts: RequestParts,
	headers: Record<string, string | undefined>,
	options: Options,
): Verdict {
	const verdict = validateRequest(operation, parts);
	const { query } = verdict;
	const errors = verdict.errors.filter((error) => !/^exceed maximum limit \d+$/.test(error));
	errors.push(
		...integerErrors(parts.query, errors),
		...limitErrors(query, options),
		...rangeErrors(operation, query, options),
		...headerErrors(parts, headers, options),
	);
	// The rules rely on what the schemas assure.
	if (errors.length === 0) errors.push(...bodyErrors(operation, parts, options));
	return { errors, query: { ...query, limit: query.limit ?? options.defaultLimit } };
}

function integerErrors(query: RequestParts['query'], known: string[]): string[] {
	return INTEGERS.filter((name) => typeof query[name] === 'string')
		.filter((name) => !DIGITS.test(query[name] as string))
		.map((name) => `Bad query: ${name} must be integer`)
		.filter((error) => !known.includes(error));
}

const limitErrors = ({ limit }: Verdict['query'], { maximumLimit }: Options): string[] =>
	Number(limit) > maximumLimit ? [`exceed maximum limit ${maximumLimit}`] : [];

function rangeErrors(
	{ timeRange }: Operation,
	{ startAt, endAt }: Verdict['query'],
	options: Options,
): string[] {
	if (!timeRange) return [];
	if (startAt === undefined && endAt === undefined) {
		return options.timeRange === 'required' && !timeRange.required
			? ['empty time range (missing startAt and endAt)']
			: [];
	}
	const length = Date.parse(String(endAt)) - Date.parse(String(startAt));
	return timeRange.maximumDays === undefined && length > options.maximumDays * DAY
		? [`Exceed maximum query day ${options.maximumDays}`]
		: [];
}

const headerErrors = (
	{ requestBody }: RequestParts,
	headers: Record<string, string | undefined>,
	{ contentTypeOnGet }: Options,
): string[] =>
	contentTypeOnGet === 'required' &&
	requestBody === undefined &&
	!/^application\/json\b/.test(headers['content-type'] ?? '')
		? ['Content-Type must be application/json']
		: [];

function bodyErrors(
	{ operationId, bodyMembers }: Operation,
	{ requestBody }: RequestParts,
	options: Options,
): string[] {
	if (requestBody === undefined) return [];
	const unknown =
		options.unknownBodyMembers === 'refused' && bodyMembers
			? Object.keys(requestBody as object).filter((name) => !bodyMembers.includes(name))
			: [];
	const broken = RULES.filter(({ operations }) =>
		operations.length > 0
			? operations.includes(operationId)
			: operationId.endsWith('EventSubscription'),
	).map(({ check }) => check(requestBody, options));
	return [
		...(unknown.length > 0 ? [`invalid body: ${unknown.join(', ')}`] : []),
		...broken.filter((error) => error !== undefined),
	];
}
