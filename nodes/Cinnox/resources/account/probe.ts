import type { IHttpRequestMethods } from 'n8n-workflow';

import type { Answer } from '../../../transport/envelope';
import {
	INVALID_APP_ID,
	INVALID_TOKEN,
	NO_RECORDS,
	NO_SUCH_ROUTE,
	TOO_MANY_RECORDS,
	WRONG_PARAMETER,
} from '../../../transport/errorCodes';
import { redact } from '../../../transport/redact';
import { failureOf, RequestFailed } from '../../../transport/request';
import type { Item } from '../../operation/item';

/** What an address answered. */
export interface Probed {
	path: string;
	answer: 'there' | 'noSuchPath' | 'unclear';
	/** HTTP status, CINNOX's code and words, as far as there were any. */
	status?: number;
	code?: number;
	said?: string;
	/** CINNOX took the request as it was. */
	isAccepted?: boolean;
}

/** A probe that hangs must not hold up all others; in ms. */
const TIMEOUT_MS = 15_000;

/** As text, because n8n does not send an object without members. */
const EMPTY_OBJECT = '{}';
const JSON_BODY = { 'Content-Type': 'application/json' };

/** Longest words of CINNOX that are put out, in characters. */
const LONGEST_QUOTE = 200;

/** Codes that only an operation answers with, which has looked at what was asked. */
const FROM_AN_OPERATION = new Set<number | undefined>([
	WRONG_PARAMETER,
	NO_RECORDS,
	TOO_MANY_RECORDS,
	7210101,
	7210102,
	7210103,
	7210104,
]);

/** Nothing can be found out with them. */
const CREDENTIAL_CODES = new Set<number | undefined>([INVALID_TOKEN, INVALID_APP_ID]);

/**
 * Asks whether there is an operation at an address, by a request that can't do anything: a GET of one
 * row, or a POST or PATCH of an empty object where the operation has members that it requires.
 *
 * @param path whole, from the Base URL on
 * @throws RequestFailed where CINNOX does not accept the credential; ExecutionStopped
 */
export async function probe(
	item: Item,
	method: Exclude<IHttpRequestMethods, 'DELETE'>,
	path: string,
): Promise<Probed> {
	const { extra } = item.draft;
	const isRead = method === 'GET';
	const failure = await failureOf(
		item.send({
			method,
			url: path,
			isAsWritten: true,
			...(isRead ? { qs: { limit: 1 } } : { body: EMPTY_OBJECT }),
			extra: { timeout: TIMEOUT_MS, ...extra, ...(isRead ? {} : { headers: JSON_BODY }) },
		}),
	);
	if (failure === undefined) return { path, answer: 'there', isAccepted: true };
	if (!(failure instanceof RequestFailed)) throw failure;
	const { answer } = failure.failure;
	const { status, code, said } = detailsOf(answer);
	if (CREDENTIAL_CODES.has(code)) throw failure;
	const isNowhere = code === NO_SUCH_ROUTE || (code ?? status) === 404;
	return {
		path,
		answer: isNowhere ? 'noSuchPath' : FROM_AN_OPERATION.has(code) ? 'there' : 'unclear',
		...(status === undefined ? {} : { status }),
		...(code === undefined ? {} : { code }),
		...(said === undefined
			? {}
			: { said: redact(said, item.run.account.appToken).slice(0, LONGEST_QUOTE) }),
	};
}

function detailsOf(answer: Answer): { status?: number; code?: number; said?: string } {
	return {
		status: 'status' in answer ? answer.status : undefined,
		code: 'code' in answer ? answer.code : undefined,
		said: 'said' in answer ? answer.said : undefined,
	};
}
