import type { Operation } from '../../operation/definition';
import { addTimeRange, timeRangeFields } from '../common/timeRange';
import { callLogFilters } from './filters';

/** https://docs.cinnox.com/docs/get-call-log-details */
export const getLog: Operation = {
	name: 'Get Log',
	value: 'getLog',
	action: 'Get call log',
	description: 'Read the log of calls and conferences with both parties and the enquiry',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/call-log' } },
	fields: timeRangeFields,
	prepare: addTimeRange,
	list: { pageSize: 500 },
	rowFilters: callLogFilters,
	row: {
		aliases: {
			id: ['_id'],
			callId: ['callID'],
			enquiryId: ['inquiryID', 'inquiry'],
			roomId: ['roomID'],
		},
		strings: ['virtualNumber', 'callerInfo.phoneNumber', 'calleeInfo.phoneNumber'],
		simplified: [
			'callId',
			'type',
			'status',
			'callDate',
			'callDuration',
			'callerInfo.phoneNumber',
			'callerInfo.displayName',
			'calleeInfo.phoneNumber',
			'calleeInfo.displayName',
			'enquiryId',
		],
	},
};
