import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';

export const location: Resource = {
	name: 'Location',
	value: 'location',
	operations: [getAll],
};
