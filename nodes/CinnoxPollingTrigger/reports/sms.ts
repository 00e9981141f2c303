import type { PolledEvent, Report, Row } from './report';
import { matches, numberOf, phoneOf, textOf, timeOf } from './report';

const createdAt = (row: Row) => timeOf(row, 'createdAt');

/** The report's sources are direct, verification, openAPI-sms, openAPI-otp, and Inbound. */
const isInbound = (row: Row) => matches(row, 'usage', /inbound|received/);

const outcome = (
	value: string,
	name: string,
	description: string,
	shows: (row: Row) => boolean,
): PolledEvent => ({
	value,
	name,
	description,
	shows: (row) => !isInbound(row) && shows(row),
	isChange: true,
	occurredAt: (row) => timeOf(row, 'updatedAt') ?? createdAt(row),
});

/** `status` is what CINNOX did with it, `carrierStatus` what became of it. */
const isRejected = (row: Row) => matches(row, 'status', /^reject/);

/** https://docs.cinnox.com/docs/get-sms-details */
export const sms: Report = {
	url: '/v1/api/apps/{appID}/data/sms-detail',
	name: 'the SMS report',
	events: [
		{
			value: 'sms.received',
			name: 'SMS Received',
			description: 'An SMS arrived at one of your numbers',
			shows: isInbound,
			occurredAt: createdAt,
		},
		{
			value: 'sms.submitted',
			name: 'SMS Submitted',
			description: 'An SMS that you sent was handed to the carrier',
			shows: (row) => !isInbound(row) && matches(row, 'status', /^submit/),
			occurredAt: createdAt,
		},
		outcome(
			'sms.delivered',
			'SMS Delivered',
			'An SMS that you sent reached the recipient',
			(row) => !isRejected(row) && matches(row, 'carrierStatus', /^(deliver|success)/),
		),
		outcome(
			'sms.undelivered',
			'SMS Undelivered',
			'An SMS that you sent did not reach the recipient',
			(row) => !isRejected(row) && matches(row, 'carrierStatus', /^(undeliver|fail)/),
		),
		outcome('sms.rejected', 'SMS Rejected', 'An SMS that you sent was refused', isRejected),
		outcome(
			'sms.timedOut',
			'SMS Timed Out',
			'Nothing was heard of an SMS that you sent',
			(row) =>
				!isRejected(row) &&
				(matches(row, 'carrierStatus', /^time/) || matches(row, 'status', /^time/)),
		),
	],
	identify: (row) => ({ id: textOf(row, 'id', '_id') ?? JSON.stringify(row), occurredAt: null }),
	fields: [
		'transactionId',
		'status',
		'carrierStatus',
		'from',
		'to',
		'toCountry',
		'text',
		'usage',
		'segments',
		'createdAt',
	],
	read: (row) => ({
		id: textOf(row, 'id', '_id'),
		serviceId: textOf(row, 'svcID'),
		transactionId: isInbound(row)
			? null
			: textOf(row, 'transactionID', 'transactionId', 'id', '_id'),
		status: textOf(row, 'status'),
		carrierStatus: textOf(row, 'carrierStatus'),
		from: phoneOf(row, 'sender'),
		to: phoneOf(row, 'recipient'),
		toCountry: textOf(row, 'recipientCountryCode'),
		text: typeof row.text === 'string' ? row.text : null,
		usage: textOf(row, 'usage'),
		segments: numberOf(row, 'segmentCount'),
		createdAt: createdAt(row),
	}),
};
