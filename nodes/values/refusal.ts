import { UserError } from 'n8n-workflow';

/** A value that a person has to change; nothing was sent. */
export function refuse(message: string, description: string): UserError {
	return new UserError(message, { description });
}

/** A value that is none of a parameter's choices, in the words of every such parameter. */
export function refuseChoice(
	displayName: string,
	value: string,
	choices: Iterable<string>,
): UserError {
	return refuse(
		`'${displayName}' has no "${shorten(value)}"`,
		`Let the expression in '${displayName}' give one of ${[...choices].join(', ')}`,
	);
}

/** Anything thrown, as a text to show. */
export function asRefusal(error: unknown): { message: string; description?: string } {
	if (!(error instanceof Error)) return { message: String(error) };
	const { description } = error as { description?: unknown };
	return {
		message: error.message,
		description: typeof description === 'string' ? description : undefined,
	};
}

/** The longest part of somebody's value that is repeated in a message, in characters. */
const LONGEST_QUOTE = 40;

/** A foreign value as it may stand in a message. */
export function shorten(text: string): string {
	return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
