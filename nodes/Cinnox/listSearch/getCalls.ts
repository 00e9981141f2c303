import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { toText } from '../shared/text';
import { join, lastDays, timeTeller } from './report';
import { searchList } from './search';

/** Calls by time, direction, numbers and status: https://docs.cinnox.com/docs/get-call-detail */
export async function getCalls(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const tell = timeTeller(this);
	return await searchList(
		this,
		{
			url: '/v1/api/apps/{appID}/data/call-detail',
			qs: lastDays(),
			paged: true,
			toItem: ({ callID, callDate, callDirection, caller, callee, status, isRecording }) => {
				const value = toText(callID);
				if (value === '') return undefined;
				const what = join(' ', tell(callDate), callDirection, join(' to ', caller, callee));
				const recorded = isRecording === true ? 'recorded' : '';
				return { name: join(', ', what || value, status, recorded), value };
			},
		},
		filter,
		paginationToken,
	);
}
