import type { IDataObject } from 'n8n-workflow';

import { subscriptions } from '../../subscriptions/eventTypes';
import type { Notification } from '../notification';
import { passThrough } from '../notification';
import type { EventKind } from './kind';
import { common, mentions } from './kind';

/** Not described in the public pages, so only what any such event must mention is looked for. */
const readWhole = (notification: Notification): IDataObject => ({
	...passThrough(notification.message),
	...common(notification, 'id', 'labelId', 'inquiryId', 'enquiryId', 'eid'),
});

export const enquiryLabel: EventKind = {
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

export const label: EventKind = {
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
