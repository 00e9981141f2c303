import { Readable } from 'node:stream';
import type { Json } from '../json.mts';
import type { Answer } from './types.mts';

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
export const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' };

/** What an answer says that claims success for a request that never took effect. */
export const CLAIM: Answer = {
	status: 200,
	code: 0,
	headers: JSON_TYPE,
	body: '{"code":0,"result":{}}',
};

export const PAGE = '<html><body><h1>Please sign in</h1></body></html>';

/** A refusal in CINNOX's form. */
export const refusal = (
	status: number,
	code: number,
	message: string,
	retryAfter?: number | string,
): Answer => ({
	status,
	code,
	headers: { ...JSON_TYPE, ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) },
	body: JSON.stringify({ code, message }),
});

/** The body of an answer as JSON; undefined for files and for answers that are no JSON. */
export function parsed({ headers, body }: Answer): Json {
	if (body instanceof Readable || !String(headers['content-type']).includes('json'))
		return undefined;
	return JSON.parse(String(body));
}

/** The first list inside an answer, with a way to put another one in its place; undefined where there is none. */
export function listIn(body: Json): { rows: Json[]; replace: (rows: Json[]) => void } | undefined {
	for (const holder of [body, body?.result]) {
		if (holder === null || typeof holder !== 'object' || Array.isArray(holder)) continue;
		for (const [name, rows] of Object.entries(holder)) {
			if (Array.isArray(rows)) return { rows, replace: (other) => void (holder[name] = other) };
		}
	}
	return undefined;
}

/** The bytes of a body. Of a stream only that there are some matters to a fault, not which. */
export const bytesOf = (body: Answer['body']): Buffer =>
	body instanceof Readable ? Buffer.alloc(65_536) : Buffer.from(body);

/** The same answer with another text as its body. */
export const withText = (answer: Answer, body: string | Buffer | Readable): Answer => ({
	...answer,
	headers: withoutLength(answer.headers),
	body,
});

export const withoutLength = ({
	'content-length': _length,
	...headers
}: Answer['headers']): Answer['headers'] => headers;

/** Stands where raw JSON text is put in. No answer of the simulator holds it. */
const PLACE = '\u0002raw\u0002';

/** The text of an object to whose `result`, or to which itself, a member with raw JSON text as its value was added. */
export function withRawMember(
	answer: Answer,
	name: string,
): [before: string, after: string, code: number | undefined] {
	const body = parsed(answer) ?? { code: 0, result: {} };
	const holder = memberHolder(body);
	holder[name] = PLACE;
	const [before, after] = JSON.stringify(body).split(JSON.stringify(PLACE));
	return [before, after, answer.code];
}

/** Where one more member of an answer would stand: in its result, in the first row of its list, or beside its code. */
function memberHolder(body: Json): Json {
	const row = listIn(body)?.rows[0];
	if (row !== null && typeof row === 'object') return row;
	const { result } = body;
	return result !== null && typeof result === 'object' && !Array.isArray(result) ? result : body;
}

const BLOCK = 1_000_000;

/** `head`, then `count` times the character, then `tail`, without holding it all in memory. */
export async function* padded(
	head: string,
	character: string,
	count: number,
	tail: string,
): AsyncGenerator<Buffer> {
	yield Buffer.from(head);
	const block = Buffer.alloc(BLOCK, character);
	for (let left = count; left > 0; left -= BLOCK)
		yield left < BLOCK ? block.subarray(0, left) : block;
	yield Buffer.from(tail);
}

/** JSON text that is put into JSON.stringify's output as it is. */
export const rawJson = (text: string): unknown =>
	(JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(text);

/** Whether a member of this name holds an identifier: id, _id, tagID, callId, but not paid. */
export const isId = (name: string): boolean => /^_?id$|[a-z](ID|Id)$/.test(name);
