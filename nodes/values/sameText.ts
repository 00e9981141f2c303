/** The shortest text that may stand for a longer one that begins like it, where it ends with dots. */
const SHORTEST_WITH_DOTS = 20;

/** The same where nothing shows that it was shortened: about as long as one SMS. */
const SHORTEST_CUT = 140;

const DOTS = /(?:\u2026|\.\.\.)$/;

/**
 * Whether a text that a report shows is the one that was sent: whether reports keep blanks, and all
 * of a long text, is not documented.
 *
 * @param sent, shown as `toComparable` gives them
 */
export function isSameText(sent: string, shown: string): boolean {
	if (sent === shown) return true;
	const begin = shown.replace(DOTS, '').trimEnd();
	const shortest = begin === shown ? SHORTEST_CUT : SHORTEST_WITH_DOTS;
	return begin.length >= shortest && begin.length < sent.length && sent.startsWith(begin);
}

/** Without differences that nobody sees: blanks, line ends, composed characters. */
export function toComparable(text: string): string {
	return text.normalize('NFC').split(/\s+/).join(' ').trim();
}

/** A number as its digits, however it is written; a sender ID in lower case. */
export function toComparableNumber(number: string): string {
	const written = number.trim();
	const digits = written.replace(/[\s\-.()]/g, '').replace(/^(?:\+|00)/, '');
	return /^\d+$/.test(digits) ? digits : written.toLowerCase();
}
