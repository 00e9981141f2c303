import type { Operation } from '../../operation/definition';
import { numberRow } from './rows';

/** Path and fields are not in the public pages: https://docs.cinnox.com/docs/operation-overview */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many numbers',
	description: 'List the virtual numbers, service numbers and sender IDs of the CINNOX service',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/numbers' } },
	list: { pageSize: 500 },
	row: numberRow,
};
