import type { Resource } from '../../operation/definition';
import { request } from './request';

export const customApi: Resource = {
	name: 'API Request',
	value: 'customApi',
	description: 'Any address of the CINNOX Open API, for what the other resources do not offer',
	operations: [request],
};
