import type { Report, Row } from './report';
import { numberOf, objectOf, phoneOf, textOf, timeOf } from './report';

const sentAt = (row: Row) => timeOf(row, 'date');
const updatedAt = (row: Row) => timeOf(row, 'LastUpdatedDateTime', 'lastUpdatedDateTime', 'date');

const url = '/v1/api/apps/{appID}/data/sent-campaigns-summary';

/** https://docs.cinnox.com/docs/get-sent-campaigns-summary */
export const campaign: Report = {
	url,
	name: 'the report of sent campaigns',
	events: [
		{
			value: 'campaign.sent',
			name: 'Campaign Sent',
			description: 'An SMS or WhatsApp campaign was sent',
			shows: () => true,
			occurredAt: sentAt,
		},
	],
	identify: (row) => ({ id: textOf(row, 'id', '_id') ?? JSON.stringify(row), occurredAt: null }),
	fields: ['name', 'channel', 'createdBy', 'from', 'subject', 'totalRecipients'],
	read: (row) => ({
		id: textOf(row, 'id', '_id'),
		serviceId: textOf(row, 'svcID'),
		name: textOf(row, 'campaignName'),
		channel: textOf(row, 'channel'),
		createdBy: textOf(row, 'createdBy'),
		from: phoneOf(objectOf(row, 'sender'), 'phone'),
		subject: textOf(row, 'subject'),
		totalRecipients: numberOf(row, 'totalRecipients'),
	}),
};

/**
 * The messages of each campaign. A row has no ID of its own: campaign, recipient and status tell it
 * from others.
 *
 * https://docs.cinnox.com/docs/get-sent-campaigns-details
 */
export const campaignMessage: Report = {
	url,
	name: 'the report of sent campaigns',
	details: {
		url: '/v1/api/apps/{appID}/data/sent-campaigns-detail',
		name: 'the report of campaign messages',
		qs: (row) => {
			const historyID = textOf(row, 'id', '_id');
			return historyID === null ? undefined : { historyID };
		},
		isPaged: true,
		rows: (_, messages) => messages,
	},
	events: [
		{
			value: 'campaignMessage.changed',
			name: 'Campaign Message Changed',
			description: 'A message of a campaign was sent, or has another status',
			shows: () => true,
			isChange: true,
			occurredAt: updatedAt,
		},
	],
	identify: (row) => ({
		id: JSON.stringify([
			textOf(row, 'id', '_id'),
			textOf(row, 'recipient'),
			textOf(row, 'status'),
			textOf(row, 'carrierNetworkStatus'),
		]),
		occurredAt: null,
	}),
	fields: [
		'campaignId',
		'status',
		'carrierStatus',
		'failedReason',
		'from',
		'to',
		'toCountry',
		'text',
		'subject',
		'segments',
	],
	read: (row) => ({
		id: textOf(row, 'id', '_id'),
		serviceId: textOf(row, 'svcID'),
		campaignId: textOf(row, 'id', '_id'),
		status: textOf(row, 'status'),
		carrierStatus: textOf(row, 'carrierNetworkStatus'),
		failedReason: textOf(row, 'failedReason'),
		from: phoneOf(objectOf(row, 'sender'), 'phone'),
		to: phoneOf(row, 'recipient'),
		toCountry: textOf(row, 'recipientCountry'),
		text: typeof row.content === 'string' && row.content !== '' ? row.content : null,
		subject: textOf(row, 'subject'),
		segments: numberOf(row, 'numSMS'),
	}),
};
