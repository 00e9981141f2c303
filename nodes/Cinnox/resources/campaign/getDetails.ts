import type { Operation } from '../../operation/definition';
import { campaign } from './fields';
import { messageFilters } from './filters';

/**
 * The messages of one campaign. Their `id` is the campaign's, so it comes out as `campaignId`.
 *
 * https://docs.cinnox.com/docs/get-sent-campaigns-details
 */
export const getDetails: Operation = {
	name: 'Get Details',
	value: 'getDetails',
	action: 'Get campaign details',
	description: 'List the messages of a sent campaign with recipient and delivery status',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/sent-campaigns-detail' } },
	fields: [campaign],
	inQuery: { historyID: campaign },
	list: { pageSize: 500 },
	rowFilters: messageFilters,
	row: {
		aliases: { campaignId: ['id', '_id'], updatedAt: ['LastUpdatedDateTime'] },
		strings: ['recipient', 'sender.phone'],
		simplified: [
			'campaignId',
			'date',
			'recipient',
			'recipientCountry',
			'subject',
			'content',
			'status',
			'carrierNetworkStatus',
			'failedReason',
			'updatedAt',
		],
	},
};
