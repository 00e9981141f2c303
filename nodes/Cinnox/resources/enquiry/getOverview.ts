import type { IDataObject } from 'n8n-workflow';

import { throwIfStopped } from '../../../transport/pause';
import { splitRequest } from '../../../transport/windows';
import { isObject } from '../../../values/objects';
import type { Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { requireTimeRange, timeRangeFields } from '../common/timeRange';

/** https://docs.cinnox.com/reference/reports */
const MOST_DAYS = 90;

/**
 * Totals of received, ongoing and missed enquiries. Of the answer no more is known, so it is put out
 * as it is.
 *
 * https://docs.cinnox.com/docs/operation-overview
 */
export const getOverview: Operation = {
	name: 'Get Overview',
	value: 'getOverview',
	action: 'Get enquiry overview',
	description: `Count enquiries by status. CINNOX counts at most ${MOST_DAYS} days at once; a longer range gives one result for each part.`,
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/enquiry-overview-matrix' } },
	gives: { adds: { windowStart: 'string', windowEnd: 'string' }, like: 'EnquiryOverview' },
	fields: timeRangeFields,
	prepare: requireTimeRange,
	run: countByWindow,
};

async function countByWindow(item: Item): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	for (const { request, window } of splitRequest(item.draft, MOST_DAYS)) {
		throwIfStopped(item.run.signal);
		const { result } = await item.send(request);
		rows.push({
			windowStart: window?.start.toISOString(),
			windowEnd: window?.end.toISOString(),
			...toFields(result),
		});
	}
	return rows;
}

/** A list stays together: there is one output item for each part of the range. */
function toFields(result: unknown): IDataObject {
	if (isObject(result)) return result;
	return Array.isArray(result) ? { result } : {};
}
