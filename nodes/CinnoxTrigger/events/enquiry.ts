import { subscriptions } from '../../subscriptions/eventTypes';
import type { EventKind } from './kind';
import { common, mentions, other } from './kind';

export const enquiry: EventKind = {
	recognises: (notification) =>
		!/label/.test(notification.word('type')) &&
		(/^(inquiry|enquiry)$/.test(notification.word('type'))
			? notification.has('displayCaseNumber') || !mentions(notification, /label/)
			: notification.has('displayCaseNumber') && notification.has('status')),
	members: ['eid', 'id', 'status', 'displayCaseNumber'],
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
