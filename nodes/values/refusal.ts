import { UserError } from 'n8n-workflow';

/** A value that a person has to change; nothing was sent. */
export function refuse(message: string, description: string): UserError {
	return new UserError(message, { description });
}

/** More choices than anybody reads, e.g. all countries. */
const MOST_LISTED = 50;

/** A value that is none of a parameter's choices, in the words of every such parameter. */
export function refuseChoice(
	displayName: string,
	value: string,
	choices: Iterable<string>,
): UserError {
	const all = [...choices];
	const listed = all.length > MOST_LISTED ? [...all.slice(0, 5), '…'] : all;
	return refuse(
		`'${displayName}' has no "${shorten(value)}"`,
		`Let the expression in '${displayName}' give one of ${listed.join(', ')}`,
	);
}

/** Anything thrown, as a text to show. */
export function asRefusal(error: unknown): { message: string; description?: string } {
	if (!(error instanceof Error)) return { message: shorten(String(error), LONGEST_MESSAGE) };
	const { description } = error as { description?: unknown };
	return {
		message: shorten(error.message, LONGEST_MESSAGE),
		description:
			typeof description === 'string' ? shorten(description, LONGEST_MESSAGE) : undefined,
	};
}

/** Longer than any text of ours: what others throw may hold all that came, in characters. */
const LONGEST_MESSAGE = 4_000;

/** The longest part of somebody's value that is repeated in a message, in characters. */
const LONGEST_QUOTE = 40;

/** The longest address that is repeated in a message, in characters. */
export const LONGEST_ADDRESS = 200;

/** A foreign value as it may stand in a message; the one helper for it, so that none is forgotten. */
export function shorten(text: string, longest = LONGEST_QUOTE): string {
	return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Several foreign values as they may stand in a message. */
export function shortenAll(texts: string[], longest = LONGEST_QUOTE): string {
	const shown = texts.slice(0, MOST_QUOTES).map((text) => shorten(text, longest));
	const more = texts.length - shown.length;
	return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** Most values that are repeated in one message. */
const MOST_QUOTES = 20;
