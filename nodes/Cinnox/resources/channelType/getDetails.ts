import { channelType } from '../../shared/fields';
import type { Operation, Prepare } from '../../shared/operation';

/** The parameter's name is not in the public pages; an error message shows that a type can be sent. */
const addChannelType: Prepare = (call) => {
	const type = call.picked('channelType');
	if (type !== '') call.options.qs = { ...call.options.qs, channelType: type };
};

/** https://docs.cinnox.com/docs/operation-overview */
export const getDetails: Operation = {
	name: 'Get Details',
	value: 'getDetails',
	action: 'Get channel type details',
	description: 'List the channels that are set up, of all types or of one',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/channel-type-details' } },
	fields: [channelType],
	prepare: [addChannelType],
	list: {},
	row: { aliases: { id: ['_id'] } },
};
