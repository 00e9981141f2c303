import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';

export const staff: Resource = {
	name: 'Staff',
	value: 'staff',
	operations: [getAll],
};
