import type { IDataObject } from 'n8n-workflow';

/** Whether a value is an object with members, not an array and not null. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value says nothing: absent, null, an empty text or an empty list. */
export function isEmpty(value: unknown): boolean {
	return (
		value === undefined ||
		value === null ||
		value === '' ||
		(Array.isArray(value) && value.length === 0)
	);
}

/** The members that are neither absent, null nor an empty text. */
export function withoutEmpty(object: IDataObject = {}): IDataObject {
	return Object.fromEntries(
		Object.entries(object).filter(([, value]) => Array.isArray(value) || !isEmpty(value)),
	);
}
