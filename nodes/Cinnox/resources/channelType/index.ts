import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';
import { getDetails } from './getDetails';

export const channelType: Resource = {
	name: 'Channel Type',
	value: 'channelType',
	operations: [getAll, getDetails],
};
