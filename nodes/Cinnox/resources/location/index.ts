import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';

export const location: Resource = {
	name: 'Location',
	value: 'location',
	operations: [getAll],
};
