import type { Resource } from '../../operation/definition';
import { request } from './request';

export const customApi: Resource = {
	name: 'Custom API Call',
	value: 'customApi',
	operations: [request],
};
