import type { Operation } from '../../operation/definition';
import { addTimeRange, timeRangeFields } from '../common/timeRange';
import { callFilters } from './filters';

/**
 * `caller` and `callee` come out as `from` and `to`: n8n's expressions refuse the name `caller`.
 *
 * https://docs.cinnox.com/docs/get-call-detail
 */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many calls',
	description: 'Read the report of calls between two parties',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/call-detail' } },
	fields: timeRangeFields,
	prepare: addTimeRange,
	list: { pageSize: 500 },
	rowFilters: callFilters,
	row: {
		aliases: {
			id: ['_id'],
			callId: ['callID'],
			roomId: ['roomID'],
			from: ['caller'],
			to: ['callee'],
		},
		strings: ['from', 'to', 'callPrepareFromNum'],
		simplified: [
			'callId',
			'callDirection',
			'status',
			'from',
			'to',
			'callDate',
			'callEndTime',
			'mediaType',
			'isRecording',
			'byeReason',
		],
	},
};
