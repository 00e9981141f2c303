import { addBodyFields } from '../../shared/body';
import { additionalBodyFields, destinationFields } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { addDestination, requireComplete } from './body';

/** https://docs.cinnox.com/docs/create-destination */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create destination',
	description: 'Create a service group that enquiries are routed to',
	documented: true,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/destination' } },
	fields: destinationFields,
	additionalFields: [additionalBodyFields],
	prepare: [addDestination(''), addBodyFields, requireComplete],
	row: { aliases: { id: ['_id', 'destinationID', 'destinationId'] } },
};
