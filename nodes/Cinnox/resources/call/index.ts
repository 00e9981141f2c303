import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';
import { getLog } from './getLog';

export const call: Resource = {
	name: 'Call',
	value: 'call',
	operations: [getAll, getLog],
};
