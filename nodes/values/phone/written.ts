/** A number as it was written, down to its digits. */
export interface WrittenNumber {
	/** Without a plus or the 00 that stands for it. */
	digits: string;
	/** Whether a plus or 00 says that a country code follows. */
	isInternational: boolean;
}

/** More digits than this are no number in any way of writing it. */
const MOST_DIGITS = 20;

/** What people and programs put between digits, and what can't be seen. */
const SEPARATORS =
	/[\s\-.()[\]/~\u00ad\u2010-\u2015\u2212\u2053\u223c\u30fc\uff08\uff09\uff0d-\uff0f\uff3b\uff3d\uff5e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Zero of each kind of digits: full-width, Arabic, Persian and Urdu. */
const ZEROS = [0xff10, 0x0660, 0x06f0];

const OTHER_DIGITS = /[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9]/g;

/**
 * What a person, a spreadsheet or another program wrote, as digits; or why it is no number. The time
 * it takes grows with the length of the text and no faster.
 */
export function readWritten(value: unknown): WrittenNumber | { reason: string } {
	if (typeof value === 'number' && !(Number.isSafeInteger(value) && value >= 0)) {
		return { reason: 'is not a whole number' };
	}
	if (typeof value !== 'string' && typeof value !== 'number') return { reason: 'is not a text' };
	const written = String(value)
		.replace(OTHER_DIGITS, toDigit)
		.replace(/\uff0b/g, '+')
		.trim()
		.replace(/^tel:/i, '');
	if (written === '') return { reason: 'is empty' };
	const compact = withoutFraction(written).replace(SEPARATORS, '');
	if (/\d(?:;?ext|x\d|#)/i.test(compact)) return { reason: 'has an extension' };
	if (/^\+?\d+e\+?\d+$/i.test(compact)) {
		return { reason: 'is written with an exponent, so digits are missing' };
	}
	if (/\p{L}/u.test(compact)) return { reason: 'holds letters' };
	const [, plus, zeros, digits] = /^(\+?)(?:(00))?(\d*)$/.exec(compact) ?? [];
	if (digits === undefined) return { reason: 'holds characters that are no digits' };
	if (digits === '') return { reason: 'has no digits' };
	if (digits.length > MOST_DIGITS) return { reason: 'has more than 15 digits' };
	return { digits, isInternational: plus === '+' || zeros === '00' };
}

function toDigit(character: string): string {
	const code = character.charCodeAt(0);
	const zero = ZEROS.find((start) => code >= start && code < start + 10) ?? 0;
	return String(code - zero);
}

/** Spreadsheets and their libraries print a column of numbers as `85291234567.0`. */
function withoutFraction(written: string): string {
	const dot = written.lastIndexOf('.');
	if (dot < 0 || !/^00?$/.test(written.slice(dot + 1))) return written;
	const whole = written.slice(0, dot);
	return /^\+?\d+$/.test(whole) ? whole : written;
}
