import { contacts } from './contacts.mts';
import { labels } from './labels.mts';
import { operations } from './operations.mts';
import { reports } from './reports.mts';
import { routing } from './routing.mts';
import { subscriptions } from './subscriptions.mts';
import type { Handlers } from './types.mts';

/** Handlers by operationId of the API document. */
export const HANDLERS: Handlers = {
	...operations,
	...subscriptions,
	...reports,
	...contacts,
	...routing,
	...labels,
};
