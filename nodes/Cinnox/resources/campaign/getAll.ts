import type { Operation } from '../../operation/definition';
import { addTimeRange, timeRangeFields } from '../common/timeRange';
import { campaignFilters } from './filters';

/** https://docs.cinnox.com/docs/get-sent-campaigns-summary */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many campaigns',
	description: 'Read the report of sent SMS and WhatsApp campaigns with their totals',
	documented: true,
	routing: {
		request: { method: 'GET', url: '/v1/api/apps/{appID}/data/sent-campaigns-summary' },
	},
	fields: timeRangeFields,
	prepare: addTimeRange,
	list: { pageSize: 500 },
	rowFilters: campaignFilters,
	row: {
		aliases: { id: ['_id'] },
		strings: ['sender.phone'],
		simplified: [
			'id',
			'date',
			'campaignName',
			'channel',
			'createdBy',
			'sender.phone',
			'totalRecipients',
			'delivered',
			'replied',
			'failed',
		],
	},
};
