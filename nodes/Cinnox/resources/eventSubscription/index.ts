import type { Resource } from '../../operation/definition';
import { check } from './check';
import { deleteSubscription } from './delete';
import { getAll } from './getAll';
import { upsert } from './upsert';

export const eventSubscription: Resource = {
	name: 'Event Subscription',
	value: 'eventSubscription',
	description: 'Where CINNOX posts the events of the App',
	operations: [getAll, upsert, deleteSubscription, check],
};
