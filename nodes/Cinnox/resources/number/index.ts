import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';
import { getCallerIds } from './getCallerIds';
import { getSenderIds } from './getSenderIds';

export const number: Resource = {
	name: 'Number',
	value: 'number',
	operations: [getAll, getCallerIds, getSenderIds],
};
