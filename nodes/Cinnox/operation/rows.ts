import type { IDataObject } from 'n8n-workflow';

/** How a row of an answer becomes an output item. */
export interface RowShape {
	/** Stable name -> the spellings under which CINNOX prints it; dots go into nested objects. */
	aliases?: Record<string, string[]>;
	/** Phone numbers and IDs that CINNOX types as Number: a leading zero or plus must survive. */
	strings?: string[];
	/** The fields of the simplified output, at most ten. */
	simplified?: string[];
}

const UNSAFE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** The row under stable names, with numbers that are no quantities as text. */
export function normaliseRow(row: IDataObject, shape: RowShape = {}): IDataObject {
	return rowNormaliser(shape)(row);
}

/** `normaliseRow` for many rows of one shape. */
export function rowNormaliser(shape: RowShape = {}): (row: IDataObject) => IDataObject {
	const spellings = readSpellings(shape);
	const paths = (shape.strings ?? []).map((path) => path.split('.'));
	return (row) => {
		const out: IDataObject = {};
		for (const name of Object.keys(row)) {
			if (UNSAFE_NAMES.has(name)) continue;
			const stable = spellings.get(name) ?? name;
			if (stable !== name && isThere(row[stable])) continue;
			// Under its stable name it may be null where another spelling holds the value.
			if (stable === name && !isThere(row[name]) && Object.hasOwn(out, name)) continue;
			out[stable] = row[name];
		}
		for (const path of paths) mapPath(out, path, asText);
		return out;
	};
}

/**
 * Takes the named fields only, under stable names; a dotted name comes out under its parts joined in
 * camelCase. The same as `normaliseRow` and then leaving out the rest, in a third of the time.
 */
export function fieldPicker(
	fields: string[],
	shape: RowShape = {},
): (row: IDataObject) => IDataObject {
	const spellings = readSpellings(shape);
	const { aliases = {}, strings = [] } = shape;
	const picks = fields
		.map((field) => ({ field, flat: flatName(field), path: field.split('.') }))
		.map(({ field, flat, path: [name, ...rest] }) => ({
			flat,
			rest,
			name,
			others: Object.hasOwn(aliases, name) ? aliases[name] : [],
			isHidden: spellings.has(name) || UNSAFE_NAMES.has(name),
			isText: strings.includes(field),
			inside: strings
				.filter((text) => text.startsWith(`${field}.`))
				.map((text) => text.slice(field.length + 1).split('.')),
		}))
		.filter(({ isHidden }) => !isHidden);
	return (row) => {
		const out: IDataObject = {};
		for (const { flat, name, others, rest, isText, inside } of picks) {
			const first = readFirst(row, name, others);
			const value = rest.length === 0 ? first : readPath(first, rest);
			if (value === undefined) continue;
			out[flat] = (isText ? asText(value) : value) as IDataObject[string];
			for (const path of inside) mapPath(out, [flat, ...path], asText);
		}
		return out;
	};
}

/** How CINNOX may print a name -> the stable name. */
function readSpellings({ aliases = {} }: RowShape): Map<string, string> {
	const spellings = new Map<string, string>();
	for (const [name, others] of Object.entries(aliases)) {
		for (const other of others) spellings.set(other, name);
	}
	return spellings;
}

/** The value under one of its spellings; null only where none of them holds more. */
function readFirst(row: IDataObject, name: string, others: string[]): IDataObject[string] {
	let found = Object.hasOwn(row, name) ? row[name] : undefined;
	for (const other of others) {
		if (isThere(found)) break;
		if (Object.hasOwn(row, other) && row[other] !== undefined) found = row[other];
	}
	return found;
}

function isThere(value: unknown): boolean {
	return value !== undefined && value !== null;
}

/** `callerInfo.phoneNumber` -> `callerInfoPhoneNumber`. */
export function flatName(path: string): string {
	return path
		.split('.')
		.map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
		.join('');
}

function readPath(value: unknown, [name, ...rest]: string[]): unknown {
	if (name === undefined) return value;
	if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
	return readPath((value as IDataObject)[name], rest);
}

function mapPath(row: IDataObject, [name, ...rest]: string[], map: (value: unknown) => unknown) {
	if (!Object.hasOwn(row, name)) return;
	if (rest.length === 0) {
		row[name] = map(row[name]) as IDataObject[string];
		return;
	}
	const inner = row[name];
	if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return;
	const copy = { ...(inner as IDataObject) };
	mapPath(copy, rest, map);
	row[name] = copy;
}

function asText(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(asText);
	return typeof value === 'number' ? String(value) : value;
}
