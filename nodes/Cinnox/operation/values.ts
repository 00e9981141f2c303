import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { isEmpty, isObject } from '../../values/objects';
import { refuse, refuseChoice, shorten } from '../../values/refusal';
import { readJsonList, toText } from '../../values/text';
import type { Field, Operation } from './definition';
import { COLLECTIONS } from './fields';
import { fieldsOf, partOf } from './properties';

/**
 * A parameter's value as its field says what it is, or undefined where it is not set.
 *
 * Expressions and language models give what they like: null or an empty text for "nothing", numbers
 * for texts, "false" for false, a list as JSON text.
 *
 * @param name as n8n calls it, e.g. `options.dryRun`
 * @throws UserError for a value that the field can't have, by the field's name
 */
export type ReadValue = (name: string, written: unknown) => unknown;

/** The reader of all parameters of an operation. */
export function valueReader(operation: Operation): ReadValue {
	const fields = new Map<string, ReadField>();
	for (const field of fieldsOf(operation)) fields.set(field.name, field);
	for (const { part } of COLLECTIONS) {
		for (const field of partOf(operation, part)) fields.set(`${part}.${field.name}`, field);
	}
	return (name, written) => {
		const field = fields.get(name);
		return field === undefined ? (written ?? undefined) : readField(field, written);
	};
}

/** What of a field says how its value is read. */
type ReadField = INodeProperties & Pick<Field, 'isList' | 'takesRecord'>;

type Read = (field: ReadField, value: unknown) => unknown;

const READERS: Partial<Record<INodeProperties['type'], Read>> = {
	boolean: readBoolean,
	fixedCollection: readEntryList,
	json: readJson,
	multiOptions: readChoices,
	number: readNumber,
	options: readChoice,
	string: readString,
};

function readString(field: ReadField, value: unknown): unknown {
	if (field.isList) return readList(field, value);
	return field.takesRecord && isObject(value) ? value : readText(field, value);
}

function readField(field: ReadField, value: unknown): unknown {
	if (value === undefined || value === null || value === '') return undefined;
	const read = READERS[field.type];
	return read === undefined ? value : read(field, value);
}

function readText(field: ReadField, value: unknown): string | undefined {
	if (isEmpty(value)) return undefined;
	if (typeof value === 'object' || (typeof value === 'number' && !Number.isFinite(value))) {
		throw wrongKind(field, value, 'a text', 'gives a text');
	}
	return toText(value);
}

/** A list, or the text in which a person separates its entries. */
function readList(field: ReadField, value: unknown): unknown {
	const list = readJsonList(value);
	if (list === undefined) return readText(field, value);
	// The entries stay as they are, so that a refusal can name one by its position.
	for (const entry of list) if (typeof entry === 'object') readText(field, entry);
	return list.length === 0 ? undefined : list;
}

/** Digits, a point and an exponent: JavaScript would take hexadecimal and blanks too. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function readNumber(field: ReadField, value: unknown): number | undefined {
	if (isEmpty(value)) return undefined;
	const text = toText(value).trim();
	if (typeof value === 'string' && text === '') return undefined;
	const number = typeof value !== 'boolean' && NUMBER.test(text) ? Number(text) : NaN;
	const mustBePositive = (field.typeOptions?.minValue ?? -Infinity) >= 1;
	if (Number.isFinite(number)) return number;
	throw refuse(
		`'${field.displayName}' is not a number${mustBePositive ? ' above 0' : ''}`,
		`Enter a number such as ${exampleOf(field)} in '${field.displayName}', or check that the expression there gives one: ${quote(value)} is none`,
	);
}

function exampleOf({ default: initial }: ReadField): string {
	return typeof initial === 'number' ? String(initial) : '10';
}

const BOOLEANS: Record<string, boolean> = { true: true, false: false, '1': true, '0': false };

function readBoolean(field: ReadField, value: unknown): boolean | undefined {
	if (isEmpty(value)) return undefined;
	const word = toText(value).trim().toLowerCase();
	if (typeof value === 'string' && word === '') return undefined;
	if (Object.hasOwn(BOOLEANS, word)) return BOOLEANS[word];
	throw wrongKind(field, value, 'true or false', 'gives true or false');
}

/** Values of a field's own choices; undefined where the choices are loaded from CINNOX. */
function choicesOf({ options, typeOptions }: ReadField): unknown[] | undefined {
	if (typeOptions?.loadOptionsMethod !== undefined || options === undefined) return undefined;
	return options.map((option) => ('value' in option ? option.value : undefined));
}

function readChoice(field: ReadField, value: unknown): unknown {
	if (isEmpty(value)) return undefined;
	const text = toText(value).trim();
	const choices = choicesOf(field);
	if (choices === undefined) return readText(field, value);
	const same = [
		(choice: unknown) => choice === value,
		(choice: unknown) => toText(choice) === text,
		(choice: unknown) => toText(choice).toLowerCase() === text.toLowerCase(),
	]
		.map((isSame) => choices.find(isSame))
		.find((found) => found !== undefined);
	if (same !== undefined) return same;
	const listed = choices.map(toText).filter((choice) => choice !== '');
	throw refuseChoice(field.displayName, quote(value), listed);
}

function readChoices(field: ReadField, value: unknown): unknown {
	const list = readJsonList(value) ?? (typeof value === 'string' ? value.split(/[,\n]/) : [value]);
	const chosen = list
		.map((entry) => readChoice(field, typeof entry === 'string' ? entry.trim() : entry))
		.filter((entry) => !isEmpty(entry));
	return chosen.length === 0 ? undefined : chosen;
}

/** Read by who needs it; a JSON object without members says nothing. */
function readJson(_field: ReadField, value: unknown): unknown {
	const isBlank =
		typeof value === 'string'
			? /^(\{\s*\}|null)?$/.test(value.trim())
			: isObject(value) && Object.keys(value).length === 0;
	return isBlank ? undefined : value;
}

/** The entries of a fixedCollection, or of an array from an expression, each without what is empty. */
function readEntryList(field: ReadField, value: unknown): IDataObject[] | undefined {
	const parsed = parseJson(value);
	const inner = isObject(parsed) && 'values' in parsed ? parsed.values : parsed;
	if (isEmpty(inner)) return undefined;
	const members = new Map(
		(field.options ?? [])
			.flatMap((option) => ('values' in option ? option.values : []))
			.map((member) => [member.name, member]),
	);
	const entries = (Array.isArray(inner) ? (inner as unknown[]) : [inner])
		.filter((entry) => !isEmpty(entry))
		.map((entry) => {
			if (!isObject(entry)) {
				throw wrongKind(field, entry, 'a list of objects', 'gives objects with names and values');
			}
			return readMembers(members, entry);
		})
		.filter((entry) => Object.keys(entry).length > 0);
	return entries.length === 0 ? undefined : entries;
}

function readMembers(members: Map<string, ReadField>, entry: IDataObject): IDataObject {
	const read: IDataObject = {};
	for (const [name, written] of Object.entries(entry)) {
		const member = members.get(name);
		const value = member === undefined ? written : readField(member, written);
		if (!isEmpty(value)) read[name] = value as IDataObject[string];
	}
	return read;
}

function parseJson(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

function wrongKind({ displayName }: ReadField, value: unknown, kind: string, way: string) {
	return refuse(
		`'${displayName}' is not ${kind}: ${quote(value)}`,
		`Change '${displayName}', or check that the expression there ${way}`,
	);
}

function quote(value: unknown): string {
	return shorten(toText(value) || (JSON.stringify(value) ?? ''));
}
