import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';
import { getLog } from './getLog';

export const call: Resource = {
	name: 'Call',
	value: 'call',
	description: 'Reports of calls between two parties',
	operations: [getAll, getLog],
};
