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
	const spellings = new Map<string, string>();
	for (const [name, others] of Object.entries(shape.aliases ?? {})) {
		for (const other of others) spellings.set(other, name);
	}
	const paths = (shape.strings ?? []).map((path) => path.split('.'));
	return (row) => {
		const out: IDataObject = {};
		for (const name of Object.keys(row)) {
			if (UNSAFE_NAMES.has(name)) continue;
			const stable = spellings.get(name) ?? name;
			if (stable !== name && row[stable] !== undefined && row[stable] !== null) continue;
			out[stable] = row[name];
		}
		for (const path of paths) mapPath(out, path, asText);
		return out;
	};
}

/** Takes the named fields only; a dotted name comes out under its parts joined in camelCase. */
export function fieldPicker(fields: string[]): (row: IDataObject) => IDataObject {
	const picks = fields.map((field) => ({ path: field.split('.'), flat: flatName(field) }));
	return (row) => {
		const out: IDataObject = {};
		for (const { path, flat } of picks) {
			const value = readPath(row, path);
			if (value !== undefined) out[flat] = value;
		}
		return out;
	};
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
