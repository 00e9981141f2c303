/**
 * How a text is billed.
 *
 * CINNOX: English text has 160 characters in one SMS and 153 in each part of a longer one; one
 * non-English character makes the whole text non-English, with 70 and 67. Every part is billed.
 * "English" is the GSM-7 alphabet of the mobile networks, of which some characters count twice.
 * https://docs.cinnox.com/docs/operation-overview, 3GPP TS 23.038
 */
export interface Segments {
	encoding: 'GSM-7' | 'UCS-2';
	/** Units that are billed: a character such as € or an emoji counts as two. */
	characters: number;
	segments: number;
}

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
	const units: number[] = [];
	let encoding: Segments['encoding'] = 'GSM-7';
	for (const character of text) {
		if (GSM_7.has(character)) units.push(1);
		else if (GSM_7_TWICE.has(character)) units.push(2);
		else {
			encoding = 'UCS-2';
			break;
		}
	}
	const sizes = encoding === 'GSM-7' ? units : Array.from(text, (character) => character.length);
	const characters = sizes.reduce((sum, size) => sum + size, 0);
	const { single, split } = LIMITS[encoding];
	if (characters === 0) return { encoding, characters, segments: 0 };
	if (characters <= single) return { encoding, characters, segments: 1 };

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
	return { encoding, characters, segments };
}
