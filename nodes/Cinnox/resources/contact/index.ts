import type { Resource } from '../../operation/definition';
import { create } from './create';
import { get } from './get';
import { getActivity } from './getActivity';
import { getAll } from './getAll';
import { update } from './update';
import { upsert } from './upsert';

export const contact: Resource = {
	name: 'Contact',
	value: 'contact',
	description: 'External contacts, such as customers and leads',
	operations: [getAll, get, create, update, upsert, getActivity],
};
