import type { Report, Row } from './report';
import { phoneOf, textOf, timeOf } from './report';

const startedAt = (row: Row) => timeOf(row, 'callDate');
const endedAt = (row: Row) => timeOf(row, 'callEndTime');

/**
 * One row for each call between two parties. A call that was transferred may have several rows with
 * one `callID`, so rows are told apart by their record ID.
 *
 * https://docs.cinnox.com/docs/get-call-detail
 */
export const call: Report = {
	url: '/v1/api/apps/{appID}/data/call-detail',
	name: 'the call report',
	events: [
		{
			value: 'call.started',
			name: 'Call Started',
			description: 'A call is in the report; it may have ended by now',
			shows: () => true,
			occurredAt: startedAt,
		},
		{
			value: 'call.ended',
			name: 'Call Ended',
			description: 'A call ended, whatever became of it; see the field "status"',
			// All statuses that are documented are those of calls that are over.
			shows: (row) => endedAt(row) !== null || textOf(row, 'status') !== null,
			isChange: true,
			occurredAt: endedAt,
		},
	],
	identify: (row) => ({
		id: textOf(row, 'id', '_id', 'hid', 'callID') ?? JSON.stringify(row),
		occurredAt: null,
	}),
	fields: [
		'status',
		'from',
		'fromEid',
		'to',
		'toEid',
		'toParties',
		'direction',
		'mediaType',
		'isRecording',
		'byeReason',
		'startedAt',
		'endedAt',
	],
	read: (row) => {
		const to = phoneOf(row, 'callee');
		const toEid = textOf(row, 'toEID');
		return {
			id: textOf(row, 'callID', 'id', '_id'),
			serviceId: textOf(row, 'svcID', 'toSvcID', 'fromSvcID'),
			status: textOf(row, 'status'),
			from: phoneOf(row, 'caller'),
			fromEid: textOf(row, 'fromEID'),
			to,
			toEid,
			toParties: [{ number: to, eid: toEid }],
			direction: textOf(row, 'callDirection'),
			mediaType: textOf(row, 'mediaType'),
			isRecording: row.isRecording === true,
			byeReason: textOf(row, 'byeReason'),
			startedAt: startedAt(row),
			endedAt: endedAt(row),
		};
	},
};
