import { subscriptions } from '../../subscriptions/eventTypes';
import type { EventKind } from './kind';
import { common, other } from './kind';

export const inboundSms: EventKind = {
	recognises: (notification) =>
		/inboundsms/.test(notification.word('eventDescription')) ||
		(notification.has('senderNumber') && notification.has('content', 'receiveTime')),
	members: ['id', 'senderNumber', 'recipientNumber', 'content', 'receiveTime'],
	hasNoService: true,
	events: [
		{
			value: 'sms.received',
			name: 'SMS Received',
			description: 'An SMS arrived at one of your numbers',
			subscription: subscriptions.inboundSms,
			happensOnce: true,
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

export const outboundSms: EventKind = {
	recognises: (notification) =>
		notification.word('type') === 'tdr' ||
		(notification.has('transactionId') && notification.has('recipientNumber', 'responseCode')),
	members: ['transactionId', 'id', 'status', 'recipientNumber', 'responseCode'],
	events: [
		{
			value: 'sms.submitted',
			name: 'SMS Submitted',
			description: 'An SMS that you sent was handed to the carrier',
			subscription: subscriptions.outboundSms,
			status: /^submit/,
			happensOnce: true,
		},
		{
			value: 'sms.delivered',
			name: 'SMS Delivered',
			description: 'An SMS that you sent reached the recipient',
			subscription: subscriptions.outboundSms,
			status: /^deliver/,
			happensOnce: true,
		},
		{
			value: 'sms.undelivered',
			name: 'SMS Undelivered',
			description: 'An SMS that you sent did not reach the recipient',
			subscription: subscriptions.outboundSms,
			status: /^undeliver/,
			happensOnce: true,
		},
		{
			value: 'sms.rejected',
			name: 'SMS Rejected',
			description: 'The carrier refused an SMS that you sent',
			subscription: subscriptions.outboundSms,
			status: /^reject/,
			happensOnce: true,
		},
		{
			value: 'sms.timedOut',
			name: 'SMS Timed Out',
			description: 'Nobody said in time what became of an SMS that you sent',
			subscription: subscriptions.outboundSms,
			status: /^time(d)?out/,
			happensOnce: true,
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
