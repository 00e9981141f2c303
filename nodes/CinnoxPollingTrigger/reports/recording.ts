import type { Report, Row } from './report';
import { numberOf, phoneOf, textOf, timeOf } from './report';

const endedAt = (row: Row) => timeOf(row, 'callEndTime', 'callDate');

/**
 * Calls that were recorded, once their files can be had, which is asked call by call. Recorded
 * conferences can't be told from their report.
 *
 * https://docs.cinnox.com/reference/reports
 */
export const recording: Report = {
	url: '/v1/api/apps/{appID}/data/call-detail',
	name: 'the call report',
	details: {
		url: '/v1/api/apps/{appID}/data/recording-file',
		name: 'the list of recording files',
		qs: (row) => {
			const callID = textOf(row, 'callID');
			return callID === null || row.isRecording !== true ? undefined : { callID };
		},
		isPaged: false,
		rows: (row, files) => (files.length === 0 ? [] : [{ ...row, files: files.length }]),
		readyAfter: endedAt,
	},
	events: [
		{
			value: 'recording.succeeded',
			name: 'Recording Succeeded',
			description: 'The recording of a call is ready to download',
			shows: () => true,
			isChange: true,
			// Nothing that is documented says when a recording became ready.
			occurredAt: () => null,
		},
	],
	// All rows of a call that was transferred lead to the same files.
	identify: (row) => ({ id: textOf(row, 'callID') ?? JSON.stringify(row), occurredAt: null }),
	fields: ['status', 'type', 'callId', 'conferenceId', 'files', 'from', 'to', 'endedAt'],
	read: (row) => ({
		id: textOf(row, 'callID'),
		serviceId: textOf(row, 'svcID', 'toSvcID', 'fromSvcID'),
		status: 'success',
		type: 'call',
		callId: textOf(row, 'callID'),
		conferenceId: null,
		files: numberOf(row, 'files'),
		from: phoneOf(row, 'caller'),
		to: phoneOf(row, 'callee'),
		endedAt: endedAt(row),
	}),
};
