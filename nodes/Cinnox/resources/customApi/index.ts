import type { Resource } from '../../shared/operation';
import { request } from './request';

export const customApi: Resource = {
	name: 'Custom API Call',
	value: 'customApi',
	operations: [request],
};
