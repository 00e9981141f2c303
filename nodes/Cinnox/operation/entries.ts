import type { IDataObject } from 'n8n-workflow';

import type { Item } from './item';

/** The entries of a fixedCollection, or of an array from an expression; values.ts has read them. */
export function readEntries(item: Item, name: string): IDataObject[] | undefined {
	return item.parameter<IDataObject[] | undefined>(name);
}
