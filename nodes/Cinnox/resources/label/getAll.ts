import type { Field, Operation } from '../../operation/definition';
import { locator } from '../../operation/locator';

const id: Field = {
	...locator({
		displayName: 'Label',
		name: 'id',
		list: 'getLabels',
		required: false,
		description: 'Only this label; CINNOX looks for it',
	}),
	routing: { send: { type: 'query', property: 'id' } },
};

const name: Field = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. VIP',
	description: 'Only labels of this name; CINNOX looks for it',
	routing: { send: { type: 'query', property: 'name' } },
};

/** https://docs.cinnox.com/docs/get-label-list */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many labels',
	description: 'List the labels that enquiries can have',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/labels' } },
	filters: [id, name],
	list: { property: 'labelList', pageSize: 500 },
	row: { aliases: { id: ['_id'] } },
};
