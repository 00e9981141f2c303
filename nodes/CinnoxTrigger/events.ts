import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { isObject } from '../Cinnox/transport/envelope';
import type { Notification } from './normalise';
import { passThrough, toText } from './normalise';

/** What CINNOX can be told to post: one URL for each of these and each App. */
export interface Subscription {
	/** Last part of its address: /v1/api/apps/{appID}/<path>. */
	path: string;
	/** As it is called in texts, e.g. "call events". */
	name: string;
	/** Whether the address is in CINNOX's public pages. */
	documented: boolean;
}

/**
 * https://docs.cinnox.com/docs/operation-overview and https://docs.cinnox.com/docs/management list
 * them; every one has a page of its own, see api/cinnox-open-api.yaml.
 */
export const subscriptions = {
	call: { path: 'call-event-sub', name: 'call events', documented: true },
	conference: { path: 'conference-event-sub', name: 'conference events', documented: false },
	contact: { path: 'contact-event-sub', name: 'combined contact events', documented: false },
	externalContact: {
		path: 'external-contact-event-sub',
		name: 'external contact events',
		documented: true,
	},
	staffContact: { path: 'staff-contact-event-sub', name: 'staff contact events', documented: true },
	enquiry: { path: 'inquiry-event-sub', name: 'enquiry events', documented: true },
	enquiryLabel: { path: 'inquiry-label-event-sub', name: 'enquiry label events', documented: true },
	label: { path: 'label-event-sub', name: 'label events', documented: true },
	recording: { path: 'recording-event-sub', name: 'recording events', documented: true },
	inboundSms: { path: 'inbound-sms-event-sub', name: 'inbound SMS events', documented: true },
	outboundSms: { path: 'outbound-sms-event-sub', name: 'outbound SMS events', documented: true },
} as const satisfies Record<string, Subscription>;

/** One event that a person can pick. */
export interface EventDefinition {
	/** The contract with workflows: never change one. */
	value: string;
	/** Begins with what it is about, so that the sorted list is grouped. */
	name: string;
	description: string;
	subscription: Subscription;
	/** Which statuses it covers, reduced to small letters and digits. Absent = every status. */
	status?: RegExp;
}

/** Events that arrive in the same form. */
export interface EventKind {
	/** Whether a notification is one of these. Kinds are asked in order; the first yes counts. */
	recognises: (notification: Notification) => boolean;
	events: EventDefinition[];
	/** Names that `read` gives, in order, besides `id` and `serviceId`; [] = as CINNOX sends them. */
	fields: string[];
	/** The event's own fields under stable names. */
	read: (notification: Notification) => IDataObject;
}

/** An event as the workflow gets it. */
export interface RecognisedEvent {
	value: string;
	fields: IDataObject;
}

/** For statuses that CINNOX may add one day. */
function other(type: string, name: string, subscription: Subscription): EventDefinition {
	return {
		value: `${type}.other`,
		name: `${name} Other`,
		description: 'A status that this node does not know yet; see the field "status"',
		subscription,
	};
}

const common = (notification: Notification, ...idNames: string[]): IDataObject => ({
	id: notification.text(...idNames),
	serviceId: notification.text('serviceId'),
});

/** Whether a name, or a value that says what the notification is about, holds the word. */
const mentions = (notification: Notification, word: RegExp): boolean =>
	[...notification.names()].some((name) => word.test(name)) ||
	word.test(notification.word('type')) ||
	word.test(notification.word('event', 'eventDescription', 'status'));

/** A party is an object, an array of objects, or (tolerated) just a number. */
function readParties(value: unknown): Array<{ number: string | null; eid: string | null }> {
	const parties = Array.isArray(value) ? value : value === undefined ? [] : [value];
	return parties.map((party) => {
		if (!isObject(party)) return { number: toText(party), eid: null };
		return { number: toText(party.number ?? party.Number), eid: toText(party.eid ?? party.EID) };
	});
}

const call: EventKind = {
	recognises: (notification) =>
		/^call/.test(notification.word('status')) ||
		(notification.has('caller', 'callees', 'callee') && !/label/.test(notification.word('type'))),
	events: [
		{
			value: 'call.started',
			name: 'Call Started',
			description: 'A call began',
			subscription: subscriptions.call,
			status: /^(call)?start/,
		},
		{
			value: 'call.ended',
			name: 'Call Ended',
			description: 'A call ended. Carries no numbers; its ID is the same as in Call Started.',
			subscription: subscriptions.call,
			status: /^(call)?end/,
		},
		other('call', 'Call', subscriptions.call),
	],
	fields: ['status', 'from', 'fromEid', 'to', 'toEid', 'toParties'],
	read: (notification) => {
		const [from] = readParties(notification.member('caller'));
		const callees = readParties(notification.member('callees', 'callee'));
		return {
			...common(notification, 'id', 'callId'),
			status: notification.text('status'),
			from: from?.number ?? null,
			fromEid: from?.eid ?? null,
			to: callees[0]?.number ?? null,
			toEid: callees[0]?.eid ?? null,
			toParties: callees,
		};
	},
};

const conference: EventKind = {
	recognises: (notification) => /^conference/.test(notification.word('status')),
	events: [
		{
			value: 'conference.ended',
			name: 'Conference Ended',
			description: 'A conference call ended',
			subscription: subscriptions.conference,
			status: /^(conference)?(call)?end/,
		},
		other('conference', 'Conference', subscriptions.conference),
	],
	fields: ['status'],
	read: (notification) => ({
		...common(notification, 'id', 'conferenceId'),
		status: notification.text('status'),
	}),
};

const recording: EventKind = {
	recognises: (notification) => /^(call|conference|recording)/.test(notification.word('type')),
	events: [
		{
			value: 'recording.succeeded',
			name: 'Recording Succeeded',
			description: 'The recording of a call or conference is ready to download',
			subscription: subscriptions.recording,
			status: /^succe/,
		},
		{
			value: 'recording.failed',
			name: 'Recording Failed',
			description: 'A call or conference could not be recorded',
			subscription: subscriptions.recording,
			status: /^fail/,
		},
		other('recording', 'Recording', subscriptions.recording),
	],
	fields: ['status', 'type', 'callId', 'conferenceId'],
	read: (notification) => {
		const { id, serviceId } = common(notification, 'id');
		const type = notification.word('type');
		return {
			id,
			serviceId,
			status: notification.text('status'),
			type: notification.text('type'),
			// Get Recording File Details takes exactly one of the two.
			callId: type === 'call' ? id : null,
			conferenceId: type === 'conference' ? id : null,
		};
	},
};

const contactFields = {
	fields: ['status', 'fullName'],
	read: (notification: Notification): IDataObject => ({
		...common(notification, 'id', 'eid'),
		status: notification.text('status'),
		fullName: notification.text('fullName', 'name'),
	}),
};

const staff: EventKind = {
	recognises: (notification) =>
		/^staff/.test(notification.word('status')) || /^staff/.test(notification.word('type')),
	events: [
		{
			value: 'staff.created',
			name: 'Staff Created',
			description: 'A staff member was added',
			subscription: subscriptions.staffContact,
			status: /^(staff)?(create|add)/,
		},
		{
			value: 'staff.edited',
			name: 'Staff Edited',
			description: 'A staff member was changed',
			subscription: subscriptions.staffContact,
			status: /^(staff)?(edit|update)/,
		},
		{
			value: 'staff.deleted',
			name: 'Staff Deleted',
			description: 'A staff member was removed',
			subscription: subscriptions.staffContact,
			status: /^(staff)?(delete|remove)/,
		},
		other('staff', 'Staff', subscriptions.staffContact),
	],
	...contactFields,
};

/** Statuses of merging and transferring are not documented: https://docs.cinnox.com/docs/management */
const contact: EventKind = {
	recognises: (notification) =>
		/^(external)?contact/.test(notification.word('type')) ||
		(notification.has('fullName') && notification.has('status')),
	events: [
		{
			value: 'contact.merged',
			name: 'Contact Merged',
			description: 'External contacts were merged into one',
			subscription: subscriptions.contact,
			status: /merge/,
		},
		{
			value: 'contact.transferred',
			name: 'Contact Transferred',
			description: 'An external contact got another owner',
			subscription: subscriptions.contact,
			status: /transfer|owner/,
		},
		{
			value: 'contact.created',
			name: 'Contact Created',
			description: 'An external contact was added',
			subscription: subscriptions.externalContact,
			status: /^(external)?(contact)?(create|add)/,
		},
		{
			value: 'contact.edited',
			name: 'Contact Edited',
			description: 'An external contact was changed',
			subscription: subscriptions.externalContact,
			status: /^(external)?(contact)?(edit|update)/,
		},
		{
			value: 'contact.deleted',
			name: 'Contact Deleted',
			description: 'An external contact was removed',
			subscription: subscriptions.externalContact,
			status: /^(external)?(contact)?(delete|remove)/,
		},
		other('contact', 'Contact', subscriptions.externalContact),
	],
	...contactFields,
};

const enquiry: EventKind = {
	recognises: (notification) =>
		!/label/.test(notification.word('type')) &&
		(/^(inquiry|enquiry)$/.test(notification.word('type'))
			? notification.has('displayCaseNumber') || !mentions(notification, /label/)
			: notification.has('displayCaseNumber') && notification.has('status')),
	events: [
		{
			value: 'enquiry.opened',
			name: 'Enquiry Opened',
			description: 'A new enquiry came in',
			subscription: subscriptions.enquiry,
			status: /^open/,
		},
		{
			value: 'enquiry.handling',
			name: 'Enquiry Handling',
			description: 'A staff member took an enquiry',
			subscription: subscriptions.enquiry,
			status: /^handl/,
		},
		{
			value: 'enquiry.closed',
			name: 'Enquiry Closed',
			description: 'An enquiry was closed',
			subscription: subscriptions.enquiry,
			status: /^close/,
		},
		{
			value: 'enquiry.missed',
			name: 'Enquiry Missed',
			description: 'Nobody took an enquiry',
			subscription: subscriptions.enquiry,
			status: /^miss/,
		},
		other('enquiry', 'Enquiry', subscriptions.enquiry),
	],
	fields: [
		'status',
		'displayCaseNumber',
		'channel',
		'channelOrigin',
		'socialId',
		'destinationId',
		'destinationType',
		'occurredAt',
	],
	read: (notification) => ({
		...common(notification, 'eid', 'id'),
		status: notification.text('status'),
		displayCaseNumber: notification.text('displayCaseNumber'),
		channel: notification.text('channel'),
		channelOrigin: notification.text('channelOri', 'channelOrigin'),
		socialId: notification.text('socialId'),
		destinationId: notification.text('destination', 'destinationId'),
		destinationType: notification.text('destinationTypes', 'destinationType'),
		occurredAt: notification.text('date'),
	}),
};

const inboundSms: EventKind = {
	recognises: (notification) =>
		/inboundsms/.test(notification.word('eventDescription')) ||
		(notification.has('senderNumber') && notification.has('content', 'receiveTime')),
	events: [
		{
			value: 'sms.received',
			name: 'SMS Received',
			description: 'An SMS arrived at one of your numbers',
			subscription: subscriptions.inboundSms,
		},
	],
	fields: ['from', 'to', 'text', 'contentType', 'occurredAt'],
	read: (notification) => ({
		...common(notification, 'id'),
		from: notification.text('senderNumber'),
		to: notification.text('recipientNumber'),
		text: notification.text('content'),
		contentType: notification.text('contentType'),
		occurredAt: notification.text('receiveTime'),
	}),
};

const outboundSms: EventKind = {
	recognises: (notification) =>
		notification.word('type') === 'tdr' ||
		(notification.has('transactionId') && notification.has('recipientNumber', 'responseCode')),
	events: [
		{
			value: 'sms.submitted',
			name: 'SMS Submitted',
			description: 'An SMS that you sent was handed to the carrier',
			subscription: subscriptions.outboundSms,
			status: /^submit/,
		},
		{
			value: 'sms.delivered',
			name: 'SMS Delivered',
			description: 'An SMS that you sent reached the recipient',
			subscription: subscriptions.outboundSms,
			status: /^deliver/,
		},
		{
			value: 'sms.undelivered',
			name: 'SMS Undelivered',
			description: 'An SMS that you sent did not reach the recipient',
			subscription: subscriptions.outboundSms,
			status: /^undeliver/,
		},
		{
			value: 'sms.rejected',
			name: 'SMS Rejected',
			description: 'The carrier refused an SMS that you sent',
			subscription: subscriptions.outboundSms,
			status: /^reject/,
		},
		other('sms', 'SMS', subscriptions.outboundSms),
	],
	fields: ['transactionId', 'appId', 'status', 'to', 'toCountry', 'responseCode', 'exception'],
	read: (notification) => ({
		...common(notification, 'transactionId', 'id'),
		transactionId: notification.text('transactionId'),
		appId: notification.text('appId'),
		status: notification.text('status'),
		to: notification.text('recipientNumber'),
		toCountry: notification.text('recipientCountry'),
		responseCode: notification.text('responseCode'),
		exception: notification.text('exception'),
	}),
};

/** Not described in the public pages, so only what any such event must mention is looked for. */
const readWhole = (notification: Notification): IDataObject => ({
	...passThrough(notification.message),
	...common(notification, 'id', 'labelId', 'inquiryId', 'enquiryId', 'eid'),
});

const enquiryLabel: EventKind = {
	recognises: (notification) =>
		mentions(notification, /label/) && mentions(notification, /inquiry|enquiry/),
	events: [
		{
			value: 'enquiryLabel.changed',
			name: 'Enquiry Label Changed',
			description: 'A label was put on an enquiry or taken off',
			subscription: subscriptions.enquiryLabel,
		},
	],
	fields: [],
	read: readWhole,
};

const label: EventKind = {
	recognises: (notification) => mentions(notification, /label/),
	events: [
		{
			value: 'label.changed',
			name: 'Label Changed',
			description: 'A label was added, changed or removed',
			subscription: subscriptions.label,
		},
	],
	fields: [],
	read: readWhole,
};

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
