import type { Operation } from '../../operation/definition';
import { locator } from '../../operation/locator';

/** That a type can be sent follows from an error message: https://docs.cinnox.com/reference/error-codes-and-rate-limit */
const channelType = locator({
	displayName: 'Channel Type',
	name: 'channelType',
	list: 'getChannelTypes',
	required: false,
	description: 'Only channels of this type; all channels when empty',
	typed: {
		displayName: 'By ID',
		placeholder: 'e.g. WHATSAPP',
		regex: '\\S*',
		wrong: 'A channel type has no spaces, e.g. WHATSAPP',
	},
});

/**
 * The parameter's name is not in the public pages; an error message shows that a type can be sent.
 *
 * https://docs.cinnox.com/docs/operation-overview
 */
export const getDetails: Operation = {
	name: 'Get Details',
	value: 'getDetails',
	action: 'Get channel type details',
	description: 'List the channels that are set up, of all types or of one',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/channel-type-details' } },
	fields: [
		{
			...channelType,
			hint: 'All channels when empty',
			routing: { send: { type: 'query', property: 'channelType' } },
		},
	],
	list: {},
	row: { aliases: { id: ['_id'] } },
};
