import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { toText } from '../shared/text';
import { isObject } from '../transport/envelope';
import { join, lastDays, timeTeller } from './report';
import { searchList } from './search';

/** Conferences by time and subject: https://docs.cinnox.com/reference/get-conference-details */
export async function getConferences(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const tell = timeTeller(this);
	return await searchList(
		this,
		{
			url: '/v1/api/apps/{appID}/data/conference-detail',
			qs: lastDays(),
			paged: true,
			toItem: ({ conferenceID, callDate, conferenceDetail }) => {
				const value = toText(conferenceID);
				if (value === '') return undefined;
				const { subject, participants } = isObject(conferenceDetail) ? conferenceDetail : {};
				const people = Array.isArray(participants) ? `${participants.length} participants` : '';
				return { name: join(', ', join(' ', tell(callDate), subject) || value, people), value };
			},
		},
		filter,
		paginationToken,
	);
}
