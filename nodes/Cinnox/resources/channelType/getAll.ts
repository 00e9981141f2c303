import type { Operation } from '../../operation/definition';

/** https://docs.cinnox.com/docs/operation-overview */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many channel types',
	description: 'List the channel types that CINNOX supports',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/channel-type-list' } },
	list: {},
	row: { aliases: { id: ['_id'] } },
};
