import type { Resource } from '../../operation/definition';
import { create } from './create';
import { deleteDestination } from './delete';
import { getAll } from './getAll';
import { update } from './update';

export const destination: Resource = {
	name: 'Destination',
	value: 'destination',
	operations: [getAll, create, update, deleteDestination],
};
