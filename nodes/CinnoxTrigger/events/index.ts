import type { INodePropertyOptions } from 'n8n-workflow';

import type { Subscription } from '../../subscriptions/eventTypes';
import type { Notification } from '../notification';
import { call } from './call';
import { conference } from './conference';
import { contact, staff } from './contact';
import { enquiry } from './enquiry';
import type { EventDefinition, EventKind, RecognisedEvent } from './kind';
import { mentions } from './kind';
import { enquiryLabel, label } from './label';
import { recording } from './recording';
import { inboundSms, outboundSms } from './sms';

/** In the order in which they are asked: the surest signs first. */
const kinds: EventKind[] = [
	outboundSms,
	inboundSms,
	conference,
	staff,
	contact,
	enquiry,
	call,
	recording,
	enquiryLabel,
	label,
];

/** Every event, sorted by name. */
export const events: EventDefinition[] = kinds
	.flatMap((kind) => kind.events)
	.sort((a, b) => a.name.localeCompare(b.name));

/** The choices of the parameter 'Events'. */
export const eventOptions: INodePropertyOptions[] = events.map(({ name, value, description }) => ({
	name,
	value,
	description,
}));

/** Events whose subscription address is a guess. */
export const undocumentedEvents: string[] = events
	.filter(({ subscription }) => !subscription.documented)
	.map(({ value }) => value);

/** The subscriptions that the chosen events need, each once. */
export function subscriptionsOf(chosen: string[]): Subscription[] {
	return [
		...new Set(
			events.filter(({ value }) => chosen.includes(value)).map(({ subscription }) => subscription),
		),
	];
}

/**
 * What a notification is about, or undefined when it is none that CINNOX is known to send.
 *
 * The subscriptions of one App share one URL and the body does not say which one it belongs to, so
 * the content decides.
 *
 * @param chosen a notification of unknown form counts as one of the two undocumented label events
 *   when one of them was asked for
 */
export function recognise(
	notification: Notification,
	chosen: ReadonlySet<string>,
): RecognisedEvent | undefined {
	const kind =
		kinds.find((candidate) => candidate.recognises(notification)) ??
		recogniseLabel(notification, chosen);
	const word = notification.word('status');
	const event = kind?.events.find(({ status }) => status === undefined || status.test(word));
	if (kind === undefined || event === undefined) return undefined;
	return { value: event.value, fields: kind.read(notification) };
}

function recogniseLabel(
	notification: Notification,
	chosen: ReadonlySet<string>,
): EventKind | undefined {
	const looksLikeEvent = notification.isWrapped || notification.has('id', 'serviceId');
	if (!looksLikeEvent || Object.keys(notification.message).length === 0) return undefined;
	const candidates = [enquiryLabel, label].filter(({ events: [{ value }] }) => chosen.has(value));
	if (candidates.length < 2) return candidates[0];
	return mentions(notification, /inquiry|enquiry/) ? enquiryLabel : label;
}

/** One line of the table of events in README.md. */
export interface EventRow {
	name: string;
	value: string;
	fields: string[];
	path: string;
}

/** The events as README.md lists them. */
export function eventTable(): EventRow[] {
	return events.map(({ name, value, subscription: { path } }) => {
		const kind = kinds.find((candidate) => candidate.events.some((event) => event.value === value));
		return { name, value, path, fields: kind?.fields ?? [] };
	});
}
