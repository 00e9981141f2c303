import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';

export const location: Resource = {
	name: 'Location',
	value: 'location',
	description: 'Countries and regions that destinations and contacts can have',
	operations: [getAll],
};
