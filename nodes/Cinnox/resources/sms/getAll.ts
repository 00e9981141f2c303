import type { Operation } from '../../operation/definition';
import { addTimeRange, timeRangeFields } from '../common/timeRange';
import { smsFilters } from './filters';

/** https://docs.cinnox.com/docs/get-sms-details */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many SMS',
	description: 'Read the report of sent SMS with their delivery status',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/sms-detail' } },
	fields: timeRangeFields,
	prepare: addTimeRange,
	list: { pageSize: 500 },
	rowFilters: smsFilters,
	row: {
		aliases: { id: ['_id'] },
		strings: ['sender', 'recipient'],
		simplified: [
			'id',
			'createdAt',
			'sender',
			'recipient',
			'recipientCountryCode',
			'text',
			'status',
			'carrierStatus',
			'segmentCount',
			'usage',
		],
	},
};
