import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { toText } from '../shared/text';
import { join, lastDays, timeTeller } from './report';
import { searchList } from './search';

/** Enquiries by time, visitor, channel and status: https://docs.cinnox.com/docs/get-enquiry-detail */
export async function getEnquiries(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const tell = timeTeller(this);
	return await searchList(
		this,
		{
			url: '/v1/api/apps/{appID}/data/enquiry-detail',
			qs: lastDays(),
			paged: true,
			toItem: ({ inquiry, createdAt, visitorName, displayCaseNumber, channel, status }) => {
				const value = toText(inquiry);
				if (value === '') return undefined;
				const who = join(' ', displayCaseNumber, visitorName) || value;
				return { name: join(', ', join(' ', tell(createdAt), who), channel, status), value };
			},
		},
		filter,
		paginationToken,
	);
}
