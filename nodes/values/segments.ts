/**
 * How a text is billed, by the letter of CINNOX's page: English text has 160 characters in one SMS and
 * 153 in each part of a longer one; one non-English character makes the whole text non-English, with
 * 70 and 67. Every part is billed.
 * https://docs.cinnox.com/docs/operation-overview
 */
export interface Segments {
	/** English text goes out in the one, any other in the other. */
	encoding: 'GSM-7' | 'UCS-2';
	/** An emoji and its like count as two. */
	characters: number;
	segments: number;
	/**
	 * Only where it differs: by the GSM-7 alphabet of the mobile networks (3GPP TS 23.038), which has é
	 * and Ω, and in which characters such as [ and € count twice.
	 */
	segmentsGsm7?: number;
}

interface Count {
	characters: number;
	segments: number;
}

/** What "English" is: the letters, digits and signs of ASCII, and line breaks. */
const ENGLISH = /^[\n\r\x20-\x7e]*$/;

const GSM_7 = new Set(
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** Sent as an escape and a second unit. */
const GSM_7_TWICE = new Set('\f^{}\\[~]|€');

const LIMITS = {
	'GSM-7': { single: 160, split: 153 },
	'UCS-2': { single: 70, split: 67 },
} as const;

export function countSegments(text: string): Segments {
	const encoding = ENGLISH.test(text) ? 'GSM-7' : 'UCS-2';
	const billed = count(unitsOf(text, encoding === 'GSM-7'), encoding);
	const gsm7 = sizesInGsm7(text);
	const carried = gsm7 === undefined ? count(unitsOf(text, false), 'UCS-2') : count(gsm7, 'GSM-7');
	return {
		encoding,
		...billed,
		...(carried.segments === billed.segments ? {} : { segmentsGsm7: carried.segments }),
	};
}

function unitsOf(text: string, isEnglish: boolean): number[] {
	return Array.from(text, (character) => (isEnglish ? 1 : character.length));
}

/** Undefined for a text that the GSM-7 alphabet can't write. */
function sizesInGsm7(text: string): number[] | undefined {
	const sizes: number[] = [];
	for (const character of text) {
		if (GSM_7.has(character)) sizes.push(1);
		else if (GSM_7_TWICE.has(character)) sizes.push(2);
		else return undefined;
	}
	return sizes;
}

function count(sizes: number[], encoding: Segments['encoding']): Count {
	const characters = sizes.reduce((sum, size) => sum + size, 0);
	const { single, split } = LIMITS[encoding];
	if (characters === 0) return { characters, segments: 0 };
	if (characters <= single) return { characters, segments: 1 };

	// A character of two units is never torn apart between two parts.
	let segments = 1;
	let used = 0;
	for (const size of sizes) {
		if (used + size > split) {
			segments += 1;
			used = 0;
		}
		used += size;
	}
	return { characters, segments };
}
