import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../values/objects';
import { toWord } from '../values/text';

/** Far longer than a status or type; what comes after can't make it one. In characters. */
const LONGEST_WORD = 200;

/**
 * A notification without its wrapper, whose members are found however they are spelt.
 *
 * The public pages show three styles: wrapped in `message` (calls, recordings, conferences,
 * contacts), flat camelCase (inbound SMS, enquiries) and flat PascalCase (outbound SMS). Whether the
 * flat ones are really flat is not certain, so all are read alike.
 * https://docs.cinnox.com/docs/createeditdelete-call-event-subscription
 * https://docs.cinnox.com/docs/createeditdelete-outboundsms-event-subscription
 */
export class Notification {
	/** The event's own members: `message` where there is one, otherwise the body. */
	readonly message: IDataObject;

	readonly isWrapped: boolean;

	private readonly members: Map<string, unknown>;

	constructor(body: IDataObject) {
		const message = indexMembers(body).get('message');
		this.isWrapped = isObject(message);
		this.message = isObject(message) ? message : body;
		this.members = indexMembers(this.message);
	}

	/** The value of the first of these members that is there. */
	member(...names: string[]): unknown {
		for (const name of names) {
			const value = this.members.get(toWord(name));
			if (value !== undefined && value !== null) return value;
		}
		return undefined;
	}

	/** The first of these members as text, or null when there is none. */
	text(...names: string[]): string | null {
		return readText(this.member(...names));
	}

	/** A member reduced to its letters and digits, e.g. `conference_end` to `conferenceend`. */
	word(...names: string[]): string {
		return toWord((this.text(...names) ?? '').slice(0, LONGEST_WORD));
	}

	has(...names: string[]): boolean {
		return this.member(...names) !== undefined;
	}

	/** Whether one of these members has a value that says something. */
	holds(...names: string[]): boolean {
		return names.some((name) => {
			const text = readText(this.members.get(toWord(name)));
			return text !== null && text !== '';
		});
	}

	names(): Iterable<string> {
		return this.members.keys();
	}
}

/** A phone number, ID or other text. CINNOX types phone numbers as numbers. */
export function readText(value: unknown): string | null {
	if (typeof value === 'string') return value;
	if (typeof value === 'boolean') return String(value);
	if (typeof value !== 'number' || !Number.isFinite(value)) return null;
	// A number of 22 digits and more would come out as 1e+21.
	return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

/** Keys that can change what an object is, wherever they come from. */
const DANGEROUS_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** n8n's expressions refuse these property names, so a field of that name could not be used. */
const REFUSED_IN_EXPRESSIONS: Record<string, string> = {
	caller: 'from',
	callee: 'to',
	callees: 'toParties',
	arguments: 'argumentList',
};

/** A copy without keys that could change what an object is. */
export function copySafely<T>(value: T): T {
	return copy(value, (key) => key) as T;
}

/**
 * An event that the public pages do not describe, whole: names begin with a small letter, and those
 * that n8n's expressions refuse are renamed.
 */
export function passThrough(message: IDataObject): IDataObject {
	return copy(message, (key) => {
		const name = /^[A-Z]+$/.test(key) ? key.toLowerCase() : lowerFirst(key);
		return Object.hasOwn(REFUSED_IN_EXPRESSIONS, name) ? REFUSED_IN_EXPRESSIONS[name] : name;
	}) as IDataObject;
}

/** The depth was checked when the body was read, so that recursion can't run away. */
function copy(value: unknown, rename: (key: string) => string): unknown {
	if (Array.isArray(value)) return value.map((entry) => copy(entry, rename));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key]) => !DANGEROUS_KEYS.has(key))
			.map(([key, entry]) => [rename(key), copy(entry, rename)]),
	);
}

function lowerFirst(name: string): string {
	return name.charAt(0).toLowerCase() + name.slice(1);
}

function indexMembers(object: IDataObject): Map<string, unknown> {
	const members = new Map<string, unknown>();
	for (const [name, value] of Object.entries(object)) {
		const word = toWord(name);
		if (!members.has(word)) members.set(word, value);
	}
	return members;
}
