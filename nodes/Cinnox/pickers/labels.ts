import type { IDataObject } from 'n8n-workflow';

import { firstText, toText } from '../../values/text';

/** "First Last (more)", or whichever part there is. */
export function labelOf(name: string, more: string, otherwise: string): string {
	if (name === '') return more === '' ? otherwise : more;
	return more === '' || more === name ? name : `${name} (${more})`;
}

export function fullName(row: IDataObject): string {
	return [firstText(row, 'firstName'), firstText(row, 'lastName')].join(' ').trim();
}

/** The parts that are there, in one line. */
export function join(separator: string, ...parts: unknown[]): string {
	return parts
		.map(toText)
		.filter((part) => part !== '')
		.join(separator);
}
