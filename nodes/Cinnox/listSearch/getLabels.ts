import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { firstText } from './names';
import { searchList } from './search';

/** https://docs.cinnox.com/docs/get-label-list */
export async function getLabels(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		{
			url: '/v1/api/apps/{appID}/labels',
			property: 'labelList',
			paged: true,
			toItem: (row) => {
				const value = firstText(row, 'id', '_id');
				return value === '' ? undefined : { name: firstText(row, 'name') || value, value };
			},
		},
		filter,
		paginationToken,
	);
}
