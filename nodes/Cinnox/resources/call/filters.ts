import type { RowFilter } from '../../operation/definition';
import { choiceFilter, flagFilter, numberFilter, pickedFilter } from '../common/rowFilters';

/** https://docs.cinnox.com/docs/call-status-bye-reason */
const STATUSES = [
	'Call Ended',
	'Declined',
	'Busy',
	'Not Answered',
	'Cancelled',
	'Abandoned',
	'Unreachable',
	'Call Failed',
];

const status = choiceFilter({
	displayName: 'Status',
	name: 'status',
	description: 'Only calls that ended so',
	members: ['status'],
	choices: STATUSES,
});

/** https://docs.cinnox.com/docs/get-call-detail shows no query parameters. */
export const callFilters: RowFilter[] = [
	choiceFilter({
		displayName: 'Direction',
		name: 'callDirection',
		description: 'Only calls that came in, or only those that went out',
		members: ['callDirection'],
		choices: ['Inbound', 'Outbound'],
	}),
	numberFilter({
		displayName: 'Number',
		name: 'number',
		description: 'Only calls from or to one of these numbers, separated by commas',
		members: ['caller', 'callee'],
	}),
	flagFilter({
		displayName: 'Recorded',
		name: 'isRecording',
		description: 'Whether to list the calls that were recorded, or only the others',
		members: ['isRecording'],
	}),
	pickedFilter({
		displayName: 'Staff Names or IDs',
		name: 'staff',
		description: 'Only calls from or to these people',
		members: ['fromEID', 'toEID'],
		list: 'getStaffOptions',
	}),
	status,
];

/** https://docs.cinnox.com/docs/get-call-log-details shows no query parameters. */
export const callLogFilters: RowFilter[] = [
	choiceFilter({
		displayName: 'Kind',
		name: 'type',
		description: 'Only calls between two, or only conferences',
		members: ['type'],
		choices: ['call', 'conference'],
	}),
	numberFilter({
		displayName: 'Number',
		name: 'number',
		description:
			'Only entries with one of these numbers as caller, called party or virtual number, separated by commas',
		members: ['callerInfo.phoneNumber', 'calleeInfo.phoneNumber', 'virtualNumber'],
	}),
	pickedFilter({
		displayName: 'Staff Names or IDs',
		name: 'staff',
		description: 'Only entries with one of these people on either side',
		members: ['callerInfo.eid', 'calleeInfo.eid'],
		list: 'getStaffOptions',
	}),
	status,
];
