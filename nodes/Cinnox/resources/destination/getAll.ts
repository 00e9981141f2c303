import type { Operation } from '../../operation/definition';
import { readDestinations } from './rows';

/** Path and fields are not in the public pages: https://docs.cinnox.com/docs/management */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many destinations',
	description: 'List the service groups that enquiries are routed to',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/destination' } },
	list: { rowsOf: readDestinations },
	row: {
		aliases: { id: ['_id', 'destinationID', 'destinationId'] },
		strings: ['phoneTargets', 'trunkTargets'],
	},
};
