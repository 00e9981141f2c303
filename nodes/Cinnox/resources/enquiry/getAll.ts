import type { Operation } from '../../operation/definition';
import { addTimeRange, timeRangeFields } from '../common/timeRange';

/** https://docs.cinnox.com/docs/get-enquiry-detail */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many enquiries',
	description: 'Read the report of enquiries with their status, channel, visitor and destination',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/enquiry-detail' } },
	fields: timeRangeFields,
	prepare: addTimeRange,
	list: { pageSize: 500 },
	row: {
		aliases: { id: ['_id'], enquiryId: ['inquiry', 'inquiryID', 'enquiryID'], roomId: ['roomID'] },
		simplified: [
			'enquiryId',
			'displayCaseNumber',
			'createdAt',
			'status',
			'channel',
			'visitorName',
			'destinationName',
			'labelIds',
			'roomId',
			'deepLink',
		],
	},
};
