import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { isObject } from '../transport/envelope';
import { firstText, labelOf } from './names';
import { searchList } from './search';

/** https://docs.cinnox.com/docs/get-tag-list */
export async function getTags(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		{
			url: '/v1/api/apps/{appID}/tag',
			property: 'tags',
			paged: true,
			toItem: (row) => {
				const value = firstText(row, 'tagID', 'tagId', 'id', '_id');
				if (value === '') return undefined;
				const info = isObject(row.basicInfo) ? row.basicInfo : row;
				const name = firstText(info, 'tagName', 'name');
				return { name: labelOf(name, firstText(info, 'tagDescription'), value), value };
			},
		},
		filter,
		paginationToken,
	);
}
