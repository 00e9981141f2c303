import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { toText } from '../shared/text';
import { searchList } from './search';

/** Channel types. Their shape is not in the public pages. */
export async function getChannelTypes(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		{
			url: '/v1/api/apps/{appID}/data/channel-type-list',
			paged: false,
			toItem: ({ type, id, _id, name }) => {
				const value = toText(type ?? id ?? _id ?? name);
				return value === '' ? undefined : { name: toText(name) || value, value };
			},
		},
		filter,
		paginationToken,
	);
}
