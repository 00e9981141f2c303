import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchList } from './search';
import { toText } from '../shared/text';

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
				const value = toText(number ?? id ?? name);
				if (value === '') return undefined;
				const label =
					toText(name) !== '' && toText(name) !== value ? `${value} (${toText(name)})` : value;
				return { name: label, value };
			},
		},
		filter,
		paginationToken,
	);
}
