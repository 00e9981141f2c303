import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';

export const language: Resource = {
	name: 'Language',
	value: 'language',
	description: 'Languages that destinations and contacts can have',
	operations: [getAll],
};
