import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { toText } from '../shared/text';
import { join, lastDays, timeTeller } from './report';
import { searchList } from './search';

/** Sent campaigns by time, name and channel: https://docs.cinnox.com/docs/get-sent-campaigns-summary */
export async function getCampaigns(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const tell = timeTeller(this);
	return await searchList(
		this,
		{
			url: '/v1/api/apps/{appID}/data/sent-campaigns-summary',
			qs: lastDays(),
			paged: true,
			toItem: ({ id, _id, date, campaignName, channel }) => {
				const value = toText(id ?? _id);
				if (value === '') return undefined;
				return { name: join(', ', join(' ', tell(date), campaignName) || value, channel), value };
			},
		},
		filter,
		paginationToken,
	);
}
