import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';

export const staff: Resource = {
	name: 'Staff',
	value: 'staff',
	description: 'People who have an account in the service',
	operations: [getAll],
};
