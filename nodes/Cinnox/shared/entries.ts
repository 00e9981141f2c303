import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../transport/envelope';
import type { Call } from './operation';

/** The entries of a fixedCollection that takes several, or of an array from an expression. */
export function readEntries(call: Call, name: string): IDataObject[] | undefined {
	const value = call.parameter<unknown>(name, undefined);
	const entries = isObject(value) ? value.values : value;
	if (entries === undefined || entries === null || entries === '') return undefined;
	return (Array.isArray(entries) ? entries : [entries]).filter(isObject);
}
