import type { Operation } from '../../operation/definition';

/** Only its name is in the public pages: https://docs.cinnox.com/docs/management */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many locations',
	description: 'List the countries, regions and states that destinations and contacts can have',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/location' } },
	list: {},
	row: { aliases: { id: ['_id'] } },
};
