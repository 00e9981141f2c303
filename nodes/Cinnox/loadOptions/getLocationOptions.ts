import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { firstText, labelOf } from '../listSearch/names';
import { loadAll } from './load';

/**
 * Path and fields are not in the public pages, nor how a country and one of its states are written
 * together, so only countries can be picked: https://docs.cinnox.com/docs/management
 */
export async function getLocationOptions(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const locations = await loadAll(this, {
		url: '/v1/api/apps/{appID}/location',
		paged: false,
		toItem: (row) => {
			const value = firstText(row, 'code', 'countryCode', 'country', 'id');
			if (value === '') return undefined;
			return { name: labelOf(firstText(row, 'name', 'displayName'), value, value), value };
		},
		otherwise:
			'Give country codes by an expression, e.g. {{ ["HK", "SG"] }}, or {{ ["*"] }} for all',
	});
	return [{ name: 'All', value: '*' }, ...locations];
}
