import type { Resource } from '../../operation/definition';
import { create } from './create';
import { deleteTag } from './delete';
import { getAll } from './getAll';
import { update } from './update';

export const tag: Resource = {
	name: 'Tag',
	value: 'tag',
	description: 'What visitors choose to say what they want, with routing and automatic messages',
	operations: [getAll, create, update, deleteTag],
};
