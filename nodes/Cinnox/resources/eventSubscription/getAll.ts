import type { Operation } from '../../operation/definition';

/** Path and fields are not in the public pages: https://docs.cinnox.com/docs/operation-overview */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many event subscriptions',
	description: 'List the event types that the App has a webhook URL for',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/event-hooks' } },
	list: {},
	row: { aliases: { id: ['_id'] } },
};
