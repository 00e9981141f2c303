import type { Resource } from '../../operation/definition';
import { deleteLabel } from './delete';
import { getAll } from './getAll';

export const label: Resource = {
	name: 'Label',
	value: 'label',
	description: 'Keywords on enquiries',
	operations: [getAll, deleteLabel],
};
