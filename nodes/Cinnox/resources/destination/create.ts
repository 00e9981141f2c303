import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../operation/definition';
import { phoneOptions } from '../common/phone';
import { addDestination, checkDestination } from './body';
import { destinationFields } from './fields';

/** https://docs.cinnox.com/docs/create-destination */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create destination',
	description: 'Create a service group that enquiries are routed to',
	documented: true,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/destination' } },
	fields: destinationFields,
	options: phoneOptions,
	prepare: (item) => {
		addDestination(item, '');
		checkDestination(item.draft.body as IDataObject);
	},
	done: ({ draft }, { id }) =>
		id === undefined ? { created: true, ...(draft.body as IDataObject) } : {},
	row: { aliases: { id: ['_id', 'destinationID', 'destinationId'] } },
};
