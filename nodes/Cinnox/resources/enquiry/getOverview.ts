import type { IDataObject } from 'n8n-workflow';

import type { Call, Operation } from '../../shared/operation';
import { addTimeRange, requireTimeRange, timeRangeFields } from '../../shared/timeRange';
import { isObject } from '../../transport/envelope';
import { throwIfStopped } from '../../transport/pause';
import { splitRequest } from '../../transport/windows';

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
	fields: timeRangeFields,
	prepare: [requireTimeRange, addTimeRange],
	run: countByWindow,
};

async function countByWindow(call: Call): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	for (const { request, window } of splitRequest(call.ownRequest(), MOST_DAYS)) {
		throwIfStopped(call.signal);
		const { result } = await call.request(request);
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
