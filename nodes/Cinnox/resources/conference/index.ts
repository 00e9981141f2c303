import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';

export const conference: Resource = {
	name: 'Conference',
	value: 'conference',
	description: 'Report of calls among several people',
	operations: [getAll],
};
