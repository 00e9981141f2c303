import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';
import { getDetails } from './getDetails';

export const channelType: Resource = {
	name: 'Channel Type',
	value: 'channelType',
	operations: [getAll, getDetails],
};
