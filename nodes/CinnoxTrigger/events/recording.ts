import { subscriptions } from '../../subscriptions/eventTypes';
import type { EventKind } from './kind';
import { common, other } from './kind';

export const recording: EventKind = {
	recognises: (notification) => /^(call|conference|recording)/.test(notification.word('type')),
	members: ['id', 'status'],
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
