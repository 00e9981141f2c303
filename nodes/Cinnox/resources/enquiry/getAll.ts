import type { Operation } from '../../operation/definition';
import { addTimeRange, timeRangeFields } from '../common/timeRange';
import { enquiryFilters } from './filters';
import { ENQUIRY_REPORT, enquiryRow } from './rows';

/** https://docs.cinnox.com/docs/get-enquiry-detail */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many enquiries',
	description: 'Read the report of enquiries with their status, channel, visitor and destination',
	documented: true,
	routing: { request: { method: 'GET', url: ENQUIRY_REPORT } },
	fields: timeRangeFields,
	prepare: addTimeRange,
	list: { pageSize: 500 },
	rowFilters: enquiryFilters,
	row: enquiryRow,
};
