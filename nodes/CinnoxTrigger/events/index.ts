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

const offered = events.filter(({ isUnknown }) => !isUnknown);

/** The choices of the parameter 'Events'. */
export const eventOptions: INodePropertyOptions[] = offered.map(({ name, value, description }) => ({
	name,
	value,
	description,
}));

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
 * The body does not say which subscription it belongs to, but the URL does. Where it does not (a
 * CINNOX that drops query strings, a URL of an earlier version) the content decides.
 *
 * @param subscription as the URL names it
 * @param chosen without a subscription, a notification of unknown form counts as one of the two undocumented label events
 *   when one of them was asked for
 */
export function recognise(
	notification: Notification,
	chosen: ReadonlySet<string>,
	subscription?: Subscription,
): RecognisedEvent | undefined {
	const kind =
		subscription === undefined
			? (kinds.find((candidate) => candidate.recognises(notification)) ??
				recogniseLabel(notification, chosen))
			: recogniseUnder(notification, subscription);
	const event = kind && findEvent(kind, notification);
	if (kind === undefined || event === undefined) return undefined;
	return {
		value: event.value,
		fields: kind.read(notification),
		subscription: subscription ?? event.subscription,
		happensOnce: event.happensOnce === true,
		isUnknown: event.isUnknown === true,
		siblings: kind.events.map(({ value }) => value),
		namesService: kind.members !== undefined && kind.hasNoService !== true,
	};
}

/** Whether CINNOX's public pages describe what a subscription posts. */
export function isDescribed(subscription: Subscription): boolean {
	return kindsUnder(subscription).every(({ members }) => members !== undefined);
}

function kindsUnder(subscription: Subscription): EventKind[] {
	return kinds.filter(
		({ events: own, alsoUnder }) =>
			alsoUnder === subscription || own.some((event) => event.subscription === subscription),
	);
}

/**
 * Under a subscription whose events are not described, everything is one of them. Elsewhere a clear
 * content decides, and the subscription where there is none, as long as anything of its form is there.
 */
function recogniseUnder(
	notification: Notification,
	subscription: Subscription,
): EventKind | undefined {
	const own = kindsUnder(subscription);
	if (!isDescribed(subscription)) return own.at(-1);
	const described = kinds.filter(({ members }) => members !== undefined);
	const clear = [...own, ...described].find(
		(kind) => kind.recognises(notification) && findEvent(kind, notification)?.isUnknown !== true,
	);
	if (clear !== undefined) return clear;
	return (
		own.find((kind) => kind.recognises(notification)) ??
		own.filter(({ members = [] }) => notification.holds(...members)).at(-1)
	);
}

function findEvent(kind: EventKind, notification: Notification): EventDefinition | undefined {
	const word = notification.word('status');
	return kind.events.find(({ status }) => status === undefined || status.test(word));
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
	return offered.map(({ name, value, subscription: { path } }) => {
		const kind = kinds.find((candidate) => candidate.events.some((event) => event.value === value));
		return { name, value, path, fields: kind?.fields ?? [] };
	});
}
