import type { Operation } from '../../operation/definition';
import { addTimeRange, timeRangeFields } from '../common/timeRange';
import { conferenceFilters } from './filters';

/** https://docs.cinnox.com/reference/get-conference-details */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many conferences',
	description: 'Read the report of conference calls with their participants',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/conference-detail' } },
	fields: timeRangeFields,
	prepare: addTimeRange,
	list: { pageSize: 500 },
	rowFilters: conferenceFilters,
	row: { aliases: { id: ['_id'], conferenceId: ['conferenceID'], roomId: ['roomID'] } },
};
