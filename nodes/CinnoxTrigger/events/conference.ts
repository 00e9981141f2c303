import { subscriptions } from '../../subscriptions/eventTypes';
import type { EventKind } from './kind';
import { common, other } from './kind';

export const conference: EventKind = {
	recognises: (notification) => /^conference/.test(notification.word('status')),
	members: ['id', 'conferenceId', 'status'],
	events: [
		{
			value: 'conference.ended',
			name: 'Conference Ended',
			description: 'A conference call ended',
			subscription: subscriptions.conference,
			status: /^(conference)?(call)?end/,
			happensOnce: true,
		},
		other('conference', 'Conference', subscriptions.conference),
	],
	fields: ['status'],
	read: (notification) => ({
		...common(notification, 'id', 'conferenceId'),
		status: notification.text('status'),
	}),
};
