import type { IDataObject } from 'n8n-workflow';

import { subscriptions } from '../../subscriptions/eventTypes';
import type { Notification } from '../notification';
import type { EventKind } from './kind';
import { common, other } from './kind';

const contactFields = {
	members: ['id', 'eid', 'status', 'fullName'],
	fields: ['status', 'fullName'],
	read: (notification: Notification): IDataObject => ({
		...common(notification, 'id', 'eid'),
		status: notification.text('status'),
		fullName: notification.text('fullName', 'name'),
	}),
};

export const staff: EventKind = {
	recognises: (notification) =>
		/^staff/.test(notification.word('status')) || /^staff/.test(notification.word('type')),
	alsoUnder: subscriptions.contact,
	events: [
		{
			value: 'staff.created',
			name: 'Staff Created',
			description: 'A staff member was added',
			subscription: subscriptions.staffContact,
			status: /^(staff)?(create|add)/,
			happensOnce: true,
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
			happensOnce: true,
		},
		other('staff', 'Staff', subscriptions.staffContact),
	],
	...contactFields,
};

/** Statuses of merging and transferring are not documented: https://docs.cinnox.com/docs/management */
export const contact: EventKind = {
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
			happensOnce: true,
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
			happensOnce: true,
		},
		other('contact', 'Contact', subscriptions.externalContact),
	],
	...contactFields,
};
