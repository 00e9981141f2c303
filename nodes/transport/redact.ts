import { withoutTrailing } from '../values/text';

const MARK = '*****';

/** Shorter needles would be found everywhere, in characters. */
const SHORTEST_NEEDLE = 8;

/**
 * Takes the App Token out of texts: as it is, percent-encoded, escaped as in JSON, in capitals or
 * small letters, in Base64 (also as part of a longer text such as `Bearer <token>`) and in hex.
 *
 * @returns a function that is quick where there is nothing to find
 */
export function redactor(secret: string): (text: string) => string {
	if (secret === '') return (text) => text;
	const needles = needlesOf(secret);
	return (text) => {
		let clean = text;
		for (const needle of needles) {
			if (clean.includes(needle)) clean = clean.split(needle).join(MARK);
		}
		return clean;
	};
}

/** Replaces every occurrence of the App Token in one text. */
export function redact(text: string, secret: string): string {
	return redactor(secret)(text);
}

function needlesOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const plain = [
		secret,
		encodeURIComponent(secret),
		JSON.stringify(secret).slice(1, -1),
		secret.split('/').join('\\/'),
		bytes.toString('hex'),
	];
	const derived = [
		...plain.flatMap((text) => [text.toLowerCase(), text.toUpperCase()]),
		...base64Of(bytes, 'base64'),
		...base64Of(bytes, 'base64url'),
	].filter((text) => text.length >= SHORTEST_NEEDLE);
	// The longest first: a shorter one may be part of it.
	return [...new Set([...plain, ...derived])].sort((a, b) => b.length - a.length);
}

/** What Base64 makes of the secret wherever it begins, without the letters that its neighbours share. */
function base64Of(bytes: Buffer, encoding: 'base64' | 'base64url'): string[] {
	return [0, 1, 2].map((shift) => {
		const padded = withoutTrailing(
			Buffer.concat([Buffer.alloc(shift), bytes]).toString(encoding),
			'=',
		);
		const begin = Math.ceil((shift * 8) / 6);
		const end = Math.floor(((shift + bytes.length) * 8) / 6);
		return padded.slice(begin, end);
	});
}
