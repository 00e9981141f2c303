import { createHash } from 'node:crypto';

import { isObject } from '../values/objects';

/**
 * A short text that is equal for equal values, whatever the order of their members.
 *
 * @param parts what tells one event from every other; not when it was received
 */
export function toEventKey(...parts: unknown[]): string {
	return createHash('sha256')
		.update(JSON.stringify(parts.map(sorted)))
		.digest('base64url');
}

/** The depth of what comes from outside was bounded when it was read. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (!isObject(value)) return value;
	const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

/** What tells one event that a report shows from every other. */
export interface EventParts {
	/** What it was told by: the subscription's path, or that of the report. */
	subscription: string;
	id: string;
	status: string;
	/** When it happened, for what can happen again under the same ID; null otherwise. */
	occurredAt: string | null;
}

/** The same text for the same event, however often it is seen; 43 characters, safe in URLs. */
export function eventKeyOf({ subscription, id, status, occurredAt }: EventParts): string {
	return toEventKey(subscription, id, status, occurredAt);
}
