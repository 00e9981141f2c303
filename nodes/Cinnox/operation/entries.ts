import type { IDataObject } from 'n8n-workflow';

import { isEmpty, isObject } from '../../values/objects';
import type { Item } from './item';

/** The entries of a fixedCollection that takes several, or of an array from an expression. */
export function readEntries(item: Item, name: string): IDataObject[] | undefined {
	const value = item.parameter<unknown>(name, undefined);
	const entries = isObject(value) ? value.values : value;
	if (Array.isArray(entries)) return entries.filter(isObject);
	return isEmpty(entries) ? undefined : [entries].filter(isObject);
}
