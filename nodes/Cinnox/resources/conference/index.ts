import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';

export const conference: Resource = {
	name: 'Conference',
	value: 'conference',
	operations: [getAll],
};
