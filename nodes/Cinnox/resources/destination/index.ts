import type { Resource } from '../../operation/definition';
import { create } from './create';
import { deleteDestination } from './delete';
import { getAll } from './getAll';
import { update } from './update';

export const destination: Resource = {
	name: 'Destination',
	value: 'destination',
	description: 'Service groups that enquiries are routed to',
	operations: [getAll, create, update, deleteDestination],
};
