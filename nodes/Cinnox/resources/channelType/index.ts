import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';
import { getDetails } from './getDetails';

export const channelType: Resource = {
	name: 'Channel Type',
	value: 'channelType',
	description: 'Ways in which visitors reach the service, such as WhatsApp or a web link',
	operations: [getAll, getDetails],
};
