import type { IDataObject } from 'n8n-workflow';

import { toText } from '../shared/text';

/** The first of some members that holds a text. */
export function firstText(row: IDataObject, ...members: string[]): string {
	return members.map((member) => toText(row[member]).trim()).find((text) => text !== '') ?? '';
}

/** "First Last (more)", or whichever part there is. */
export function labelOf(name: string, more: string, otherwise: string): string {
	if (name === '') return more === '' ? otherwise : more;
	return more === '' || more === name ? name : `${name} (${more})`;
}

export function fullName(row: IDataObject): string {
	return [firstText(row, 'firstName'), firstText(row, 'lastName')].join(' ').trim();
}
