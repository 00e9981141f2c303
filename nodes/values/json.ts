/** Deeper than any answer of CINNOX, shallower than what breaks recursive functions, in levels. */
export const DEEPEST = 200;

/** An integer of 16 and more digits may lie beyond 2^53, where a number loses its last digits. */
const LONG_INTEGER = /\d{16}/;

/** What a text can't be read as JSON for. */
export type Unreadable = 'notJson' | 'tooDeep';

/**
 * Reads JSON from outside, in time proportional to its length.
 *
 * Integers that a number can't hold exactly come out as text, so that an ID keeps all its digits.
 * What is nested more than `DEEPEST` levels is refused: later code, n8n's own included, would end in
 * a stack overflow.
 */
export function readJson(text: string): { value: unknown } | { problem: Unreadable } {
	const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	if (depthOf(source) > DEEPEST) return { problem: 'tooDeep' };
	try {
		return {
			value: JSON.parse(LONG_INTEGER.test(source) ? quoteLongIntegers(source) : source) as unknown,
		};
	} catch {
		return { problem: 'notJson' };
	}
}

const QUOTE = '"';

/** The end of the text that begins with the quote at `start`. */
function endOfText(json: string, start: number): number {
	let end = start;
	let slashes: number;
	do {
		end = json.indexOf(QUOTE, end + 1);
		if (end === -1) return json.length;
		slashes = 0;
		while (json[end - 1 - slashes] === '\\') slashes += 1;
	} while (slashes % 2 === 1);
	return end;
}

const BRACKETS_AND_QUOTES = /[[\]{}"]/g;

function depthOf(json: string): number {
	let depth = 0;
	let deepest = 0;
	BRACKETS_AND_QUOTES.lastIndex = 0;
	for (let found = BRACKETS_AND_QUOTES.exec(json); found; found = BRACKETS_AND_QUOTES.exec(json)) {
		const [mark] = found;
		if (mark === QUOTE) BRACKETS_AND_QUOTES.lastIndex = endOfText(json, found.index) + 1;
		else if (mark === '[' || mark === '{') {
			depth += 1;
			deepest = Math.max(deepest, depth);
			if (deepest > DEEPEST) break;
		} else depth -= 1;
	}
	return deepest;
}

const NUMBERS_AND_QUOTES = /"|-?\d[\d.eE+-]*/g;

function quoteLongIntegers(json: string): string {
	const parts: string[] = [];
	let done = 0;
	NUMBERS_AND_QUOTES.lastIndex = 0;
	for (let found = NUMBERS_AND_QUOTES.exec(json); found; found = NUMBERS_AND_QUOTES.exec(json)) {
		const [token] = found;
		if (token === QUOTE) {
			NUMBERS_AND_QUOTES.lastIndex = endOfText(json, found.index) + 1;
			continue;
		}
		if (!/^-?\d{16,}$/.test(token) || Number.isSafeInteger(Number(token))) continue;
		parts.push(json.slice(done, found.index), QUOTE, token, QUOTE);
		done = found.index + token.length;
	}
	parts.push(json.slice(done));
	return parts.join('');
}
