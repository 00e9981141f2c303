/** Fewest and most digits of a number with its country code, by ITU-T E.164. */
const SHORTEST = 7;
const LONGEST = 15;

export type PhoneNumber = { number: string } | { reason: string };

/**
 * A phone number in the form that CINNOX documents: country code and number, digits only.
 *
 * Spaces, dashes, dots, brackets and a leading + or 00 are dropped.
 * https://docs.cinnox.com/docs/send-otp-sms ("country code followed by the phone number")
 */
export function readPhoneNumber(value: unknown): PhoneNumber {
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		return { reason: 'is not a whole number' };
	}
	if (typeof value !== 'string' && typeof value !== 'number') return { reason: 'is not a text' };
	const written = String(value).trim();
	if (written === '') return { reason: 'is empty' };
	const number = written
		.replace(/[\s\-.()/\u00a0\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '')
		.replace(/^(\+|00)/, '');
	if (/\p{L}/u.test(number)) return { reason: 'holds letters' };
	if (!/^\d+$/.test(number)) return { reason: 'holds characters that are no digits' };
	if (number.startsWith('0')) return { reason: 'starts with 0, so its country code is missing' };
	if (number.length < SHORTEST) return { reason: `has fewer than ${SHORTEST} digits` };
	if (number.length > LONGEST) return { reason: `has more than ${LONGEST} digits` };
	return { number };
}

export interface Recipients {
	numbers: string[];
	/** Numbers that were given more than once, each once. */
	duplicates: string[];
	/** 1-based position, as written, and what is wrong. */
	invalid: Array<{ position: number; value: string; reason: string }>;
}

/**
 * Recipients from a typed list (commas, semicolons or new lines between them), one number, or an
 * array of numbers.
 */
export function readRecipients(value: unknown): Recipients {
	const written = Array.isArray(value)
		? value
		: typeof value === 'string'
			? value.split(/[,;\n]/).filter((part) => part.trim() !== '')
			: value === undefined || value === null
				? []
				: [value];
	const numbers = new Set<string>();
	const duplicates = new Set<string>();
	const invalid: Recipients['invalid'] = [];
	written.forEach((entry, index) => {
		const read = readPhoneNumber(entry);
		if ('reason' in read) {
			invalid.push({ position: index + 1, value: quote(entry), reason: read.reason });
		} else if (numbers.has(read.number)) duplicates.add(read.number);
		else numbers.add(read.number);
	});
	return { numbers: [...numbers], duplicates: [...duplicates], invalid };
}

function quote(value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : (JSON.stringify(value) ?? String(value));
	return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
