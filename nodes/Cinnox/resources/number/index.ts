import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';
import { getCallerIds } from './getCallerIds';
import { getSenderIds } from './getSenderIds';

export const number: Resource = {
	name: 'Number',
	value: 'number',
	description: 'Phone numbers and sender IDs of the service and of its staff',
	operations: [getAll, getCallerIds, getSenderIds],
};
