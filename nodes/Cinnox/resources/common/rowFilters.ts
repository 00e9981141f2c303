import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { isObject } from '../../../values/objects';
import { refuse } from '../../../values/refusal';
import { readNames, toText } from '../../../values/text';
import type { Field, RowFilter } from '../../operation/definition';
import { numberKey, toNumberKey } from './phoneKey';

/** Said by every filter that CINNOX does not take. */
const HERE = 'CINNOX can not filter by it: rows are left out while the pages are read.';

/** Longest text to look for, in characters: each of its words is looked for in each row. */
const LONGEST_TEXT = 500;

interface Named {
	displayName: string;
	name: string;
	/** One sentence, without a full stop. */
	description: string;
	/** Where rows have it, as CINNOX spells it; dots lead into objects. One of them is enough. */
	members: string[];
}

/** Rows that have one of some values, whatever their case. */
export function choiceFilter(of: Named & { choices: string[] }): RowFilter {
	const options: INodePropertyOptions[] = [...of.choices]
		.map((value) => ({ name: toTitle(value), value }))
		.sort((a, b) => a.name.localeCompare(b.name));
	return {
		field: { ...fieldOf(of), type: 'multiOptions', options, default: [] },
		toTest: (value) => hasOneOf(of.members, new Set(readNames(value).map(toLower)), toLower),
	};
}

/** Rows that have one of some words that only CINNOX knows, whatever their case. */
export function wordFilter(of: Named & { placeholder: string }): RowFilter {
	const { placeholder } = of;
	return {
		field: { ...fieldOf(of), type: 'string', isList: true, default: '', placeholder },
		toTest: (value) => hasOneOf(of.members, new Set(readNames(value).map(toLower)), toLower),
	};
}

/** Rows with one of some picked IDs. */
export function pickedFilter(of: Named & { list: string }): RowFilter {
	return {
		field: {
			...fieldOf(of),
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: of.list },
			default: [],
			description: `${of.description}. ${HERE} Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
		},
		toTest: (value) => hasOneOf(of.members, new Set(readNames(value)), toText),
	};
}

/** Rows with one of some phone numbers or sender IDs, however they are written. */
export function numberFilter(of: Named): RowFilter {
	return {
		field: {
			...fieldOf(of),
			type: 'string',
			isList: true,
			default: '',
			placeholder: 'e.g. 85298765432',
		},
		toTest: (value, item) => {
			const { defaultCountry } = item.run.account;
			const written: unknown[] = Array.isArray(value) ? value : readNames(value);
			const wanted = new Set(written.map((entry) => toNumberKey(entry, defaultCountry)));
			return hasOneOf(of.members, wanted, numberKey);
		},
	};
}

/** Rows that hold all words of a text somewhere, whatever their case; digits of numbers count too. */
export function textFilter(of: Named & { placeholder: string }): RowFilter {
	const { placeholder } = of;
	return {
		field: { ...fieldOf(of), type: 'string', default: '', placeholder },
		toTest: (value) => {
			const written = toText(value);
			if (written.length > LONGEST_TEXT) {
				throw refuse(
					`'${of.displayName}' has more than ${LONGEST_TEXT} characters`,
					`Shorten '${of.displayName}', or check the expression there`,
				);
			}
			const words = written
				.toLowerCase()
				.split(/\s+/)
				.map((word) => word.replace(/^\+(?=\d)/, ''));
			const paths = of.members.map((member) => member.split('.'));
			return (row) => {
				const texts = paths.flatMap((path) => valuesAt(row, path));
				const text = texts.join('\n').toLowerCase();
				return words.every((word) => text.includes(word));
			};
		},
	};
}

/** Rows of which something is true, or is not. */
export function flagFilter(of: Named): RowFilter {
	return {
		field: {
			...fieldOf(of),
			type: 'boolean',
			default: true,
			description: `${of.description}. ${HERE}`,
		},
		toTest: (value) => {
			const isTrue = hasOneOf(of.members, new Set(['true']), toText);
			return (row) => isTrue(row) === value;
		},
	};
}

function fieldOf({
	displayName,
	name,
	description,
}: Named): Pick<Field, 'displayName' | 'name' | 'description'> {
	return { displayName, name, description: `${description}. ${HERE}` };
}

function hasOneOf(
	members: string[],
	wanted: Set<string>,
	toKey: (text: string) => string,
): (row: IDataObject) => boolean {
	const paths = members.map((member) => member.split('.'));
	return (row) => paths.some((path) => valuesAt(row, path).some((text) => wanted.has(toKey(text))));
}

/** The texts at a path; a list on the way leads into each of its entries. */
function valuesAt(value: unknown, [name, ...rest]: string[]): string[] {
	if (Array.isArray(value)) {
		return value.flatMap((entry) => valuesAt(entry, name === undefined ? [] : [name, ...rest]));
	}
	if (name === undefined) {
		const text = toText(value);
		return text === '' ? [] : [text];
	}
	return isObject(value) && Object.hasOwn(value, name) ? valuesAt(value[name], rest) : [];
}

function toLower(text: string): string {
	return text.trim().toLowerCase();
}

function toTitle(value: string): string {
	return value.replace(/(^|[\s-])[a-z]/g, (letter) => letter.toUpperCase());
}
