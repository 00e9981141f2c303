import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { toText } from '../shared/text';
import { firstText, labelOf } from './names';
import { searchList } from './search';

/** Path and shape of the list are not in the public pages: https://docs.cinnox.com/docs/management */
export async function getDestinations(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		{
			url: '/v1/api/apps/{appID}/destination',
			paged: false,
			toItem: (row) => {
				const value = firstText(row, 'id', '_id', 'destinationID', 'destinationId');
				if (value === '') return undefined;
				const types = Array.isArray(row.types) ? row.types.map(toText).join(', ') : '';
				return { name: labelOf(firstText(row, 'displayName', 'name'), types, value), value };
			},
		},
		filter,
	);
}
