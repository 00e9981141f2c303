import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { firstText, labelOf } from '../listSearch/names';
import { loadAll } from './load';

/** Path and fields are not in the public pages: https://docs.cinnox.com/docs/management */
export async function getLanguageOptions(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const languages = await loadAll(this, {
		url: '/v1/api/apps/{appID}/language',
		paged: false,
		toItem: (row) => {
			const value = firstText(row, 'code', 'languageCode', 'language', 'id');
			if (value === '') return undefined;
			return { name: labelOf(firstText(row, 'name', 'displayName'), value, value), value };
		},
		otherwise:
			'Give ISO 639-1 codes by an expression, e.g. {{ ["en", "zh"] }}, or {{ ["*"] }} for all',
	});
	return [{ name: 'All', value: '*' }, ...languages];
}
