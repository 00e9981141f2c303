import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';

export const language: Resource = {
	name: 'Language',
	value: 'language',
	operations: [getAll],
};
