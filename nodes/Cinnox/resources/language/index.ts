import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';

export const language: Resource = {
	name: 'Language',
	value: 'language',
	operations: [getAll],
};
