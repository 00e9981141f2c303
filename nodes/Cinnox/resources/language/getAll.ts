import type { Operation } from '../../operation/definition';

/** Only its name is in the public pages: https://docs.cinnox.com/docs/management */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many languages',
	description: 'List the languages that destinations and contacts can have',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/language' } },
	list: {},
	row: { aliases: { id: ['_id'] } },
};
