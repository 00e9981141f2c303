import type { IDataObject } from 'n8n-workflow';

import type { ListShape } from '../../transport/pages';
import { eachPage } from '../../transport/pages';
import type { Field } from './definition';
import type { Item } from './item';

/**
 * How far a record is looked for in a list, in rows: CINNOX gives 500 at once and 500 times a minute,
 * so that this is two minutes of an account.
 */
export const FARTHEST_LOOK_UP = 500_000;

/** A list in which single records are looked for: CINNOX has no operation to read one of them. */
export interface LookUpList extends ListShape {
	pageSize: number;
	/** By what a row can be found. */
	keysOf: (row: IDataObject) => string[];
}

/** The look-ups of all items of a run. */
export interface LookUp {
	/** Says, while items are checked, what will be looked for. */
	want: (item: Item, key: string) => void;
	/** The first row with a key, or undefined where the list has none. */
	find: (item: Item, key: string) => Promise<IDataObject | undefined>;
}

/** What is known of one query of the list. */
interface Reading {
	wanted: Set<string>;
	found: Map<string, IDataObject>;
	reading?: Promise<void>;
}

/**
 * Reads a list once for all items of a run, whatever their number, and keeps of it only the rows that
 * they look for. Reading ends as soon as all of them are found.
 */
export function lookUp(list: LookUpList): LookUp {
	/** By query: items may look into different parts of a report. */
	const readings = new Map<string, Reading>();
	const readingOf = ({ draft }: Item): Reading => {
		const query = JSON.stringify(draft.qs ?? {});
		const known = readings.get(query) ?? { wanted: new Set(), found: new Map() };
		readings.set(query, known);
		return known;
	};
	const read = async (item: Item, { wanted, found }: Reading): Promise<void> => {
		const { signal } = item.run;
		const missing = new Set([...wanted].filter((key) => !found.has(key)));
		const reading = { most: FARTHEST_LOOK_UP, signal };
		for await (const page of eachPage(item.send, item.draft, list, reading)) {
			for (const row of page) {
				for (const key of list.keysOf(row)) if (missing.delete(key)) found.set(key, row);
			}
			if (missing.size === 0) return;
		}
	};
	return {
		want: (item, key) => void readingOf(item).wanted.add(key),
		find: async (item, key) => {
			const own = readingOf(item);
			own.reading ??= read(item, own);
			await own.reading;
			return own.found.get(key);
		},
	};
}

/** Options > When Not Found, of an operation that looks for one record. */
export const whenNotFound: Field = {
	displayName: 'When Not Found',
	name: 'whenNotFound',
	type: 'options',
	options: [
		{ name: 'Fail', value: 'fail', description: 'The item fails, and says what was looked for' },
		{ name: 'Return Nothing', value: 'nothing', description: 'There is no output for the item' },
	],
	default: 'fail',
	description: 'What to do when CINNOX has no such record',
};

/** Whether an item that finds nothing gives no output. */
export function mayBeMissing(item: Item): boolean {
	return item.parameter<string>(`options.${whenNotFound.name}`, 'fail') === 'nothing';
}
