import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../values/objects';
import { toText } from '../values/text';
import { NO_RECORDS, RATE_LIMITED, SERVICE_BROKEN } from './errorCodes';

/** What came back over HTTP, before anyone believed a word of it. */
export interface HttpAnswer {
	status: number;
	headers: Record<string, unknown>;
	/** What JSON the body held; the text itself where it held none, undefined where it was empty. */
	body: unknown;
}

/**
 * What an answer means.
 *
 * - `success`: the request took effect; `result` is the payload.
 * - `noRecords`: the query was fine and matched nothing (6451011).
 * - `rateLimited`: nothing took effect, ask again later.
 * - `refused`: CINNOX looked at the request and said no, and nothing took effect; without a `code` it
 *   may be somebody on the way who said so, and that proves nothing.
 * - `broken`: something on the way failed; whether the request took effect is unknown.
 */
export type Answer =
	| { kind: 'success'; result: unknown; body: unknown }
	| { kind: 'noRecords' }
	| { kind: 'rateLimited'; retryAfterMs?: number; code?: number; said?: string }
	| { kind: 'refused'; status: number; code?: number; said?: string; location?: string }
	| { kind: 'broken'; why: BrokenWhy; status?: number; code?: number; said?: string };

export type BrokenWhy =
	| 'serviceBroken'
	| 'serverStatus'
	| 'notJson'
	| 'unknownCode'
	| 'tooLarge'
	| 'empty'
	| 'timeout'
	| 'dropped'
	| 'unreachable';

/** Both are used for success in the public pages: the error table lists 200, Send Message says 0. */
const SUCCESS_CODES = new Set([0, 200]);

/** Members of an envelope that are not payload when the result stands at top level. */
const ENVELOPE_MEMBERS = new Set(['code', 'message', 'result']);

/** The longest text of CINNOX that is kept, in characters; errors.ts shows less of it. */
const LONGEST_TEXT = 5_000;

/** An HTTP date has 29 characters. */
const LONGEST_RETRY_AFTER = 64;

/** Seconds or a date, as RFC 9110 10.2.3 allows both; `undefined` when absent or nonsense. */
export function readRetryAfter(value: unknown, now = Date.now()): number | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	if (String(value).length > LONGEST_RETRY_AFTER || String(value).trim() === '') return undefined;
	const seconds = Number(value);
	const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(String(value)) - now;
	return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/**
 * Reads the envelope `{code, result}`, tolerantly.
 *
 * Success is a closed list, because a claim that a text was sent must be true: code 0 or 200, as a
 * number or in digits, or no code at all and an object or array with HTTP 2xx. A code of any other
 * form (null, false, a word) leaves the outcome open.
 *
 * Only HTTP 200 and 400 are documented, and no mapping from an error code to an HTTP status is, so
 * the code in the body decides first and the status second.
 * https://docs.cinnox.com/docs/error-codes-and-rate-limit
 */
export function readEnvelope({ status, headers, body }: HttpAnswer): Answer {
	const isEmpty = body === undefined || body === null || body === '';
	const envelope = isObject(body) ? body : undefined;
	const code = readCode(envelope?.code);
	const hasUnknownCode = code === undefined && envelope?.code !== undefined;
	const said = readText(envelope?.message);

	const isSuccessCode = code !== undefined && SUCCESS_CODES.has(code);
	if (code === RATE_LIMITED || (status === 429 && !isSuccessCode)) {
		return {
			kind: 'rateLimited',
			retryAfterMs: readRetryAfter(headers['retry-after']),
			code,
			said,
		};
	}
	if (code === NO_RECORDS) return { kind: 'noRecords' };
	if (code === SERVICE_BROKEN) return { kind: 'broken', why: 'serviceBroken', status, code, said };

	if (code !== undefined && isRefusal(code)) return { kind: 'refused', status, code, said };
	if (status >= 500 || status === 408) {
		return { kind: 'broken', why: 'serverStatus', status, code, said };
	}
	if (status >= 300 && status < 400) {
		return { kind: 'refused', status, location: readText(headers.location) };
	}
	// Without a code of CINNOX's own, which alone proves that nothing was done.
	if (status >= 400) return { kind: 'refused', status, said };

	if (isEmpty) return { kind: 'broken', why: 'empty', status };
	if (Array.isArray(body)) return { kind: 'success', result: body, body };
	if (envelope === undefined) return { kind: 'broken', why: 'notJson', status };
	if (hasUnknownCode || (code !== undefined && !isSuccessCode)) {
		const came = said ?? readText(toText(envelope?.code));
		return { kind: 'broken', why: 'unknownCode', status, said: came };
	}
	return { kind: 'success', result: envelope.result ?? withoutEnvelope(envelope), body };
}

/**
 * The rows of a list, wherever they are.
 *
 * The wrapper's name is documented for labels (`labelList`) and tags (`tags`) only; elsewhere the
 * result may be the array itself, an object that holds it, or (caller IDs) a single object.
 */
export function readList(result: unknown, property?: string): IDataObject[] {
	if (Array.isArray(result)) return result.filter(isObject);
	if (!isObject(result)) return [];
	const named = property === undefined ? undefined : result[property];
	if (Array.isArray(named)) return named.filter(isObject);
	const arrays = Object.values(result).filter(Array.isArray);
	const rows = arrays.find((array) => array.some(isObject));
	if (rows) return rows.filter(isObject);
	// An object that only wraps an empty array is an empty list; one without any array is one row.
	if (arrays.length > 0 && Object.keys(result).length === arrays.length) return [];
	return Object.keys(result).length === 0 ? [] : [result];
}

/** Codes of refusals have seven digits, but for 400: https://docs.cinnox.com/docs/error-codes-and-rate-limit */
function isRefusal(code: number): boolean {
	return code === 400 || code >= 1_000_000;
}

/** A code of CINNOX: a whole number, as such or in digits; undefined for anything else. */
function readCode(code: unknown): number | undefined {
	const value = typeof code === 'string' && /^\d{1,15}$/.test(code) ? Number(code) : code;
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function readText(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_TEXT) : undefined;
}

function withoutEnvelope(envelope: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(envelope).filter(([name]) => !ENVELOPE_MEMBERS.has(name)),
	);
}
