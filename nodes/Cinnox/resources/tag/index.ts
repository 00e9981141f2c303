import type { Resource } from '../../operation/definition';
import { create } from './create';
import { deleteTag } from './delete';
import { getAll } from './getAll';
import { update } from './update';

export const tag: Resource = {
	name: 'Tag',
	value: 'tag',
	operations: [getAll, create, update, deleteTag],
};
