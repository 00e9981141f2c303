import type { Answer } from './faults.mts';
import { Refusal } from './errors.mts';
import type { ResolvedOptions } from './types.mts';

/** What an operation results in: a list, or anything else. */
export type Result = { list: unknown[] } | { value: unknown };

export const list = (rows: unknown[]): Result => ({ list: rows });
export const value = (fields: unknown): Result => ({ value: fields });

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

/** Frames a result as the options want it. An empty list is refused with 6451011, as the API does. */
export function success(
	result: Result,
	options: ResolvedOptions,
	documentedProperty?: string,
): Answer {
	if ('list' in result && result.list.length === 0) {
		throw new Refusal(6451011, 'No records found', options.noRecordsStatus);
	}
	const code = options.successCode;
	const framed = frame(result, options, documentedProperty);
	return {
		status: 200,
		code,
		headers: JSON_HEADERS,
		body: JSON.stringify({ code, ...(options.memberCase === 'pascal' ? pascal(framed) : framed) }),
	};
}

function frame(result: Result, options: ResolvedOptions, documentedProperty?: string): object {
	const top = options.envelope === 'topLevel';
	if ('list' in result) {
		const property = documentedProperty ?? options.listProperty ?? (top ? 'list' : undefined);
		if (property === undefined) return { result: result.list };
		return top ? { [property]: result.list } : { result: { [property]: result.list } };
	}
	// Nothing but an object has fields that could stand beside code.
	return top && !Array.isArray(result.value) ? (result.value as object) : { result: result.value };
}

/** The same with every member but `result` beginning with a capital letter. */
function pascal(value: object): object {
	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => [
			name === 'result' ? name : capital(name),
			inside(member),
		]),
	);
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function inside(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inside);
	return value !== null && typeof value === 'object' ? pascal(value) : value;
}

/** Turns a refusal into its answer. */
export function refused(refusal: Refusal, options: ResolvedOptions): Answer {
	const limited = refusal.code === options.rateLimitCode;
	return {
		status:
			options.statusByCode[refusal.code] ??
			refusal.status ??
			(limited ? options.rateLimitStatus : options.refusalStatus),
		code: refusal.code,
		headers: {
			...JSON_HEADERS,
			...(limited &&
				options.retryAfterSeconds !== undefined && {
					'retry-after': String(options.retryAfterSeconds),
				}),
		},
		body: JSON.stringify({ code: refusal.code, message: refusal.message }),
	};
}
