import type { PolledEvent, Report, Row } from './report';
import { matches, textOf, timeOf } from './report';

const createdAt = (row: Row) => timeOf(row, 'createdAt');

/** The report does not say when a status changed. */
const unknownTime = () => null;

const change = (value: string, name: string, description: string, status: RegExp): PolledEvent => ({
	value,
	name,
	description,
	shows: (row) => matches(row, 'status', status),
	isChange: true,
	occurredAt: unknownTime,
});

/**
 * The report's statuses are ongoing, followed-up, missed and closed, those of the webhook Open,
 * Handling, Missed and Closed. That followed-up is Handling is our reading.
 *
 * https://docs.cinnox.com/docs/get-enquiry-detail
 */
export const enquiry: Report = {
	url: '/v1/api/apps/{appID}/data/enquiry-detail',
	name: 'the enquiry report',
	events: [
		{
			value: 'enquiry.opened',
			name: 'Enquiry Opened',
			description: 'A new enquiry is in the report',
			shows: () => true,
			occurredAt: createdAt,
		},
		change(
			'enquiry.handling',
			'Enquiry Handling',
			'An enquiry was followed up: the report has no status Handling',
			/^(followed|followup|handl)/,
		),
		change('enquiry.closed', 'Enquiry Closed', 'An enquiry was closed', /^close/),
		change('enquiry.missed', 'Enquiry Missed', 'Nobody took an enquiry', /^miss/),
	],
	identify: (row) => ({
		id: textOf(row, 'inquiry', 'inquiryID', 'enquiryID', 'id', '_id') ?? JSON.stringify(row),
		occurredAt: null,
	}),
	fields: [
		'status',
		'displayCaseNumber',
		'channel',
		'channelOrigin',
		'socialId',
		'destinationId',
		'destinationType',
		'destinationName',
		'visitorId',
		'visitorName',
		'roomId',
		'createdAt',
	],
	read: (row) => ({
		id: textOf(row, 'inquiry', 'inquiryID', 'enquiryID', 'id', '_id'),
		serviceId: textOf(row, 'svcID'),
		status: textOf(row, 'status'),
		displayCaseNumber: textOf(row, 'displayCaseNumber'),
		channel: textOf(row, 'channel'),
		channelOrigin: textOf(row, 'channelOri', 'channelOrigin'),
		socialId: textOf(row, 'socialId'),
		destinationId: textOf(row, 'destinationID'),
		destinationType: textOf(row, 'destinationType'),
		destinationName: textOf(row, 'destinationName'),
		visitorId: textOf(row, 'visitor'),
		visitorName: textOf(row, 'visitorName'),
		roomId: textOf(row, 'roomID'),
		createdAt: createdAt(row),
	}),
};
