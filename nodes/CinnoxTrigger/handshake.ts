import type { IDataObject } from 'n8n-workflow';

import { readJson } from '../values/json';
import { isObject } from '../values/objects';
import { toWord } from '../values/text';

/** Far above what CINNOX sends, far below what costs memory; in bytes. */
const LARGEST_BODY = 1_048_576;
const DEEPEST_BODY = 32;
const MOST_VALUES = 50_000;
const LONGEST_CHALLENGE = 1_024;

/** What n8n knows about a request; it parses JSON and text bodies itself. */
export interface RawRequest {
	body: unknown;
	rawBody?: Buffer;
	contentType?: string;
	/** Charset of the Content-Type, as n8n's own reader takes it. */
	encoding?: string;
}

/** Why a request is answered with a 4xx and starts nothing. */
export interface Refusal {
	status: number;
	message: string;
}

export type ReadBody = { body: IDataObject } | { refusal: Refusal };

/**
 * The JSON object of a request, whoever sent it.
 *
 * The public pages do not name the content type of a notification, so everything that is not
 * clearly something else is read as JSON. Size, depth and number of values are bounded: the body
 * goes through recursive functions of n8n later.
 */
export function readBody({ body, rawBody, contentType, encoding }: RawRequest): ReadBody {
	if (rawBody !== undefined && rawBody.length > LARGEST_BODY) {
		return refuse(413, 'The body is larger than 1 MB');
	}
	const mediaType = (contentType ?? '').split(';', 1)[0].trim().toLowerCase();
	if (/^multipart\/|\/x-www-form-urlencoded$|[/+]xml$/.test(mediaType)) {
		return refuse(415, 'The body has to be JSON');
	}
	const parsed = parse(body, rawBody, encoding);
	if (!isObject(parsed)) return refuse(400, 'The body has to be a JSON object');
	if (!isBounded(parsed)) return refuse(400, 'The body is nested too deeply or holds too much');
	return { body: parsed };
}

function refuse(status: number, message: string): ReadBody {
	return { refusal: { status, message } };
}

/**
 * Read again from the bytes, which n8n has unpacked and keeps: in what it parsed, an ID beyond 2^53
 * has lost its last digits. What n8n parsed counts where there are no bytes, or they say nothing.
 */
function parse(body: unknown, rawBody: Buffer | undefined, encoding = 'utf8'): unknown {
	const charset = Buffer.isEncoding(encoding) ? encoding : 'utf8';
	const text = rawBody?.length ? rawBody.toString(charset) : body;
	if (typeof text !== 'string') return body;
	if (text.length > LARGEST_BODY) return undefined;
	const read = readJson(text);
	return 'value' in read ? read.value : body;
}

/** Without recursion, because the depth is what is in question. */
function isBounded(body: IDataObject): boolean {
	let values = 0;
	let level: unknown[] = [body];
	for (let depth = 0; level.length > 0; depth++) {
		if (depth >= DEEPEST_BODY) return false;
		const next: unknown[] = [];
		for (const value of level) {
			for (const entry of Object.values(value as object)) {
				values += 1;
				if (values > MOST_VALUES) return false;
				if (typeof entry === 'object' && entry !== null) next.push(entry);
			}
		}
		level = next;
	}
	return true;
}

/** Members that a notification has and a handshake has not. */
const EVENT_MEMBERS = new Set(
	[
		'id',
		'eid',
		'status',
		'serviceId',
		'caller',
		'callees',
		'senderNumber',
		'recipientNumber',
		'content',
		'eventDescription',
		'transactionId',
		'appId',
		'displayCaseNumber',
		'fullName',
	].map(toWord),
);

/** Members that a handshake may have; where events are not described, every other one makes an event. */
const HANDSHAKE_MEMBERS = new Set(['challenge', 'type', 'token', 'timestamp', 'message']);

/**
 * The challenge, when CINNOX verifies the URL: a POST with `challenge` and no event content.
 *
 * Notifications carry a `challenge` of their own, for CINNOX's internal use, and are events
 * nevertheless. https://docs.cinnox.com/docs/createeditdelete-call-event-subscription
 *
 * @param isDescribed whether the members of the subscription's events are known
 */
export function readChallenge(body: IDataObject, isDescribed = true): string | undefined {
	let challenge: unknown;
	for (const [name, value] of Object.entries(body)) {
		const word = toWord(name);
		if (word === 'challenge') {
			challenge = value;
			continue;
		}
		if (value === null) continue;
		if (typeof value === 'object') return undefined;
		if (EVENT_MEMBERS.has(word) || /label|inquiry|enquiry/.test(word)) return undefined;
		if (!isDescribed && !HANDSHAKE_MEMBERS.has(word)) return undefined;
	}
	if (typeof challenge !== 'string') return undefined;
	return challenge !== '' && challenge.length <= LONGEST_CHALLENGE ? challenge : undefined;
}

/** What CINNOX expects as the answer to its challenge. */
export function answerTo(challenge: string): IDataObject {
	return { code: 0, result: { challenge } };
}
