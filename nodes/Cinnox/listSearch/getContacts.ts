import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { firstText, fullName, labelOf } from './names';
import { searchList } from './search';

/** https://docs.cinnox.com/docs/get-external-contact-list */
export async function getContacts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		{
			url: '/v1/api/apps/{appID}/contacts/extcontact-list',
			paged: true,
			toItem: (row) => {
				const value = firstText(row, 'id', '_id');
				if (value === '') return undefined;
				const reached = [
					firstText(row, 'mobilePhone', 'workPhone', 'homePhone', 'otherPhone'),
					firstText(row, 'email', 'personalEmail', 'otherEmail'),
				];
				const more = reached.filter((text) => text !== '').join(', ');
				return { name: labelOf(fullName(row), more, value), value };
			},
		},
		filter,
		paginationToken,
	);
}
