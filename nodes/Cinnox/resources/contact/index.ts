import type { Resource } from '../../operation/definition';
import { create } from './create';
import { getActivity } from './getActivity';
import { getAll } from './getAll';
import { update } from './update';

export const contact: Resource = {
	name: 'Contact',
	value: 'contact',
	operations: [getAll, create, update, getActivity],
};
