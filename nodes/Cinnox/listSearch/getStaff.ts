import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { firstText, fullName, labelOf } from './names';
import type { Search } from './search';
import { searchList } from './search';

/** https://docs.cinnox.com/docs/get-staff-list */
export const staffSearch: Search = {
	url: '/v1/api/apps/{appID}/contacts/staffcontact-list',
	paged: true,
	toItem: (row) => {
		const value = firstText(row, 'id', '_id', 'eid', 'EID');
		if (value === '') return undefined;
		const name = fullName(row) || firstText(row, 'displayName');
		return { name: labelOf(name, firstText(row, 'email'), value), value };
	},
};

export async function getStaff(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	return await searchList(this, staffSearch, filter, paginationToken);
}
