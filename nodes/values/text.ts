import type { IDataObject } from 'n8n-workflow';

/** A value as text; what is no text, number or boolean is none, never "[object Object]". */
export function toText(value: unknown): string {
	switch (typeof value) {
		case 'string':
			return value;
		case 'number':
		case 'boolean':
		case 'bigint':
			return String(value);
		default:
			return '';
	}
}

/** The first of some members that holds a text. */
export function firstText(row: IDataObject, ...members: string[]): string {
	return members.map((member) => toText(row[member]).trim()).find((text) => text !== '') ?? '';
}

/** A list, also one that is written as JSON text; undefined for anything else. */
export function readJsonList(value: unknown): unknown[] | undefined {
	if (Array.isArray(value)) return value as unknown[];
	if (typeof value !== 'string' || !/^\s*\[/.test(value)) return undefined;
	try {
		const parsed: unknown = JSON.parse(value);
		return Array.isArray(parsed) ? (parsed as unknown[]) : undefined;
	} catch {
		return undefined;
	}
}

/** Comma- or newline-separated names, or an array of them. */
export function readNames(value: unknown): string[] {
	const parts = readJsonList(value)?.map(toText) ?? toText(value).split(/[,\n]/);
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/**
 * A text without the characters of one kind at its end. A regular expression such as `/=+$/` would
 * look at each run of them once per character.
 */
export function withoutTrailing(text: string, character: string): string {
	let end = text.length;
	while (end > 0 && text[end - 1] === character) end -= 1;
	return text.slice(0, end);
}

/** Lower case, letters and digits only: `Service_ID` and `serviceId` are the same word. */
export function toWord(text: string): string {
	return text.toLowerCase().replace(/[^a-z\d]/g, '');
}
