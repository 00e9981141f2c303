import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchList } from './search';

/** The service's own numbers and sender IDs. Their shape is not in the public pages. */
export async function getNumbers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		{
			url: '/v1/api/apps/{appID}/numbers',
			paged: true,
			toItem: ({ number, name, id }) => {
				const value = String(number ?? id ?? name ?? '');
				if (value === '') return undefined;
				const label = name && String(name) !== value ? `${value} (${String(name)})` : value;
				return { name: label, value };
			},
		},
		filter,
		paginationToken,
	);
}
