import type {
	IAllExecuteFunctions,
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { readJson } from '../values/json';
import { toText } from '../values/text';
import type { Account } from './account';
import { CREDENTIAL_TYPE } from './account';
import { addressOf } from './addresses';
import type { BodyStream } from './answerBody';
import { readText, untilDeadline } from './answerBody';
import type { Answer, HttpAnswer } from './envelope';
import { readEnvelope } from './envelope';
import { NO_RECORDS } from './errorCodes';
import type { Failure } from './errors';
import type { Passage } from './learnedLimit';
import { LONGEST_RETRY_AFTER_MS } from './learnedLimit';
import { readNetworkError } from './networkError';
import type { AccountPace, Leave, Turn } from './pace';
import { paceOf, StillRefused } from './pace';
import { ExecutionStopped, pause, throwIfStopped } from './pause';
import { redactor } from './redact';
import { notWaited, retryDelay } from './retry';

/** One request to the CINNOX Open API, as an operation describes it. */
export interface CinnoxRequest {
	method: IHttpRequestMethods;
	/** Path from the Base URL on, as in api/cinnox-open-api.yaml; `{appID}` is filled in. */
	url: string;
	/** The address is a person's own, so that none takes its place. */
	isAsWritten?: boolean;
	qs?: IDataObject;
	body?: IHttpRequestOptions['body'];
	/** What n8n itself adds: proxy, timeout, certificate check, allowed domains. */
	extra?: Partial<IHttpRequestOptions>;
}

/** Whose request it is, for the pace. */
export interface Sender {
	account: Account;
	/** The execution; requests of different executions take turns. */
	owner: string;
	/** Most requests of this node in flight at once. */
	concurrency?: number;
	signal?: AbortSignal;
}

export const DEFAULT_CONCURRENCY = 10;

/** n8n's own default of five minutes is too long for an API that answers in seconds; in ms. */
const TIMEOUT_MS = 60_000;
const N8N_DEFAULT_TIMEOUT_MS = 300_000;

/** The result of a request that took effect; `result` is undefined when nothing matched. */
export interface Success {
	result: unknown;
	noRecords: boolean;
}

/** A request that did not succeed, before it is put into words. */
export class RequestFailed extends Error {
	readonly failure: Failure;

	/** What was found out about it afterwards, for the message. */
	note?: string;

	constructor(failure: Failure) {
		super(failure.answer.kind);
		this.failure = failure;
	}
}

/** What is known of a write that may have left. */
export interface WriteTrack {
	/** CINNOX may have carried a request out; only a proof that it did not takes that back. */
	isOpen: boolean;
	/** When the first of them left, in ms since 1970. */
	left?: number;
}

/**
 * The one way that every request to CINNOX takes: pace, send, read the envelope, decide.
 *
 * Reads are repeated until they succeed or the budget of retry.ts is used up. A write is repeated
 * only on an answer that proves that CINNOX did nothing with it.
 *
 * @param track told before a write leaves, and when CINNOX has proved that it did nothing
 * @throws RequestFailed when CINNOX refused, or the retries are used up
 * @throws ExecutionStopped when a person stopped the execution
 */
export async function request(
	context: IAllExecuteFunctions,
	cinnoxRequest: CinnoxRequest,
	sender: Sender,
	track: WriteTrack = { isOpen: false },
): Promise<Success> {
	const isRead = cinnoxRequest.method === 'GET';
	const pace = paceOf(sender.account.key);
	const waited = notWaited();
	const wasOpen = track.isOpen;
	let refusal: RateLimited | undefined;

	for (;;) {
		const leave = await enter(
			pace,
			{
				owner: sender.owner,
				concurrency: sender.concurrency ?? DEFAULT_CONCURRENCY,
				requestsPerMinute: sender.account.requestsPerMinute,
				isRepeated: refusal !== undefined,
				signal: sender.signal,
			},
			refusal,
		);
		if (!isRead) {
			track.isOpen = true;
			track.left ??= Date.now();
		}
		const [sent] = await Promise.allSettled([send(context, cinnoxRequest, sender)]);
		leave(passageOf(sent));
		if (sent.status === 'rejected') {
			// Refused before it left, unless a person stopped the execution meanwhile.
			if (!(sent.reason instanceof ExecutionStopped)) track.isOpen = wasOpen;
			throw sent.reason;
		}
		const answer = isRead ? sent.value : demandContent(sent.value);
		if (provesNothingHappened(answer)) track.isOpen = wasOpen;

		if (answer.kind !== 'broken' && answer.kind !== 'rateLimited') {
			pace.retries.answered(waited.taken);
		}
		if (answer.kind === 'success') return { result: answer.result, noRecords: false };
		if (answer.kind === 'noRecords') return { result: undefined, noRecords: true };
		if (isEmptySuccess(cinnoxRequest, answer)) return { result: {}, noRecords: false };

		if (answer.kind === 'rateLimited' && (answer.retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS) {
			refusal = answer;
			continue;
		}
		const delay =
			answer.kind === 'rateLimited' ? undefined : retryDelay(answer, isRead, waited, pace.retries);
		if (delay === undefined) {
			throw new RequestFailed({
				answer,
				uncertain: !isRead && !provesNothingHappened(answer),
				isQuotaSpent: waited.isQuotaSpent,
			});
		}
		await pause(delay, sender.signal);
	}
}

type RateLimited = Extract<Answer, { kind: 'rateLimited' }>;

/**
 * Waits for a turn.
 *
 * @param refusal what CINNOX last said to this request
 * @throws RequestFailed when CINNOX has refused everything for too long
 */
async function enter(pace: AccountPace, turn: Turn, refusal?: RateLimited): Promise<Leave> {
	const [entered] = await Promise.allSettled([pace.enter(turn)]);
	if (entered.status === 'fulfilled') return entered.value;
	if (!(entered.reason instanceof StillRefused)) throw entered.reason;
	throw new RequestFailed({ answer: refusal ?? { kind: 'rateLimited' }, uncertain: false });
}

function passageOf(sent: PromiseSettledResult<Answer>): Passage {
	if (sent.status === 'rejected') return 'broken';
	const { value: answer } = sent;
	if (answer.kind === 'rateLimited') return { retryAfterMs: answer.retryAfterMs };
	return answer.kind === 'broken' ? 'broken' : 'answered';
}

/**
 * What an answer says of a write. `{}` and `[]` without a code are an empty list to a read; that a write
 * was accepted they do not say, and neither does "no records found".
 */
function demandContent(answer: Answer): Answer {
	if (answer.kind === 'noRecords') return { kind: 'refused', status: 400, code: NO_RECORDS };
	const isBare =
		answer.kind === 'success' && Object.keys(Object(answer.body) as object).length === 0;
	return isBare ? { kind: 'broken', why: 'empty' } : answer;
}

/** Whether CINNOX did nothing for sure: its own code said no, or no connection was made. */
function provesNothingHappened(answer: Answer): boolean {
	return (
		(answer.kind === 'refused' && answer.code !== undefined) ||
		answer.kind === 'rateLimited' ||
		(answer.kind === 'broken' && answer.why === 'unreachable')
	);
}

/**
 * Sends once. What the network does is an answer of its own.
 *
 * @throws ExecutionStopped
 * @throws what n8n refused the request with before it left, see networkError.ts
 */
async function send(
	context: IAllExecuteFunctions,
	cinnoxRequest: CinnoxRequest,
	{ account, signal }: Sender,
): Promise<Answer> {
	const { method, qs, body, extra } = cinnoxRequest;
	const timeout = readTimeout(extra?.timeout);
	const deadline = AbortSignal.timeout(timeout);
	const options: IHttpRequestOptions = {
		...extra,
		method,
		baseURL: account.baseUrl,
		url: addressOf(account, cinnoxRequest),
		qs,
		body,
		json: true,
		// Read by ourselves: within the time, up to a size, and with all digits of its numbers.
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A redirect would carry the App Token to another host.
		disableFollowRedirect: true,
		timeout,
		// Ends the connection too, where n8n knows it (from about 2.34 on).
		abortSignal: deadline,
	};
	try {
		const sending = context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL_TYPE,
			options,
			{ credentialsDecrypted: account.credentials },
		) as Promise<IN8nHttpFullResponse>;
		const response = await untilDeadline(sending, deadline);
		if (response === undefined) return { kind: 'broken', why: 'timeout' };
		return await readAnswer(response, deadline, redactor(account.appToken));
	} catch (error) {
		throwIfStopped(signal);
		return readNetworkError(error);
	}
}

/**
 * Reads an answer to its end, and what it means.
 *
 * @param clean takes the App Token out of a text
 */
export async function readAnswer(
	{ statusCode: status, headers, body }: IN8nHttpFullResponse,
	deadline: AbortSignal,
	clean: (text: string) => string,
): Promise<Answer> {
	const text = await readText(body as unknown as BodyStream, deadline);
	if (typeof text !== 'string') return { ...text, status };
	const read = readJson(clean(text));
	const answer: HttpAnswer = {
		status,
		headers: Object.fromEntries(
			['retry-after', 'location'].map((name) => [name, clean(toText(headers?.[name]))]),
		),
		body: text === '' ? undefined : 'value' in read ? read.value : text,
	};
	return readEnvelope(answer);
}

/** The person's own timeout in ms, or ours in place of n8n's default. */
export function readTimeout(timeout?: number): number {
	return timeout === undefined || timeout === N8N_DEFAULT_TIMEOUT_MS ? TIMEOUT_MS : timeout;
}

/** HTTP 204 says by itself that there is no content, and to a delete that is a plain yes. */
function isEmptySuccess({ method }: CinnoxRequest, answer: Answer): boolean {
	return (
		method === 'DELETE' &&
		answer.kind === 'broken' &&
		answer.why === 'empty' &&
		answer.status === 204
	);
}

/** CINNOX's code in what a request failed with, if there was one. */
export function codeOf(error: unknown): number | undefined {
	if (!(error instanceof RequestFailed)) return undefined;
	const { answer } = error.failure;
	return 'code' in answer ? answer.code : undefined;
}

/** What a promise was rejected with, or undefined. Keeps `throw` out of catch blocks. */
export async function failureOf(promise: Promise<unknown>): Promise<Error | undefined> {
	try {
		await promise;
		return undefined;
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}
