import type { RowFilter } from '../../operation/definition';
import { choiceFilter, numberFilter, pickedFilter, textFilter } from '../common/rowFilters';

/** https://docs.cinnox.com/docs/get-sms-details shows no query parameters. */
export const smsFilters: RowFilter[] = [
	choiceFilter({
		displayName: 'Carrier Status',
		name: 'carrierStatus',
		description: 'Only SMS of which the carrier says so',
		members: ['carrierStatus'],
		choices: ['Queued', 'Delivered', 'Undelivered'],
	}),
	numberFilter({
		displayName: 'Number',
		name: 'number',
		description: 'Only SMS from or to one of these numbers or sender IDs, separated by commas',
		members: ['sender', 'recipient'],
	}),
	textFilter({
		displayName: 'Search',
		name: 'search',
		description: 'Only SMS whose text holds all these words',
		members: ['text'],
		placeholder: 'e.g. appointment',
	}),
	pickedFilter({
		displayName: 'Staff Names or IDs',
		name: 'staff',
		description: 'Only SMS from or to these people',
		members: ['fromEID', 'toEID'],
		list: 'getStaffOptions',
	}),
	choiceFilter({
		displayName: 'Status',
		name: 'status',
		description: 'Only SMS of which CINNOX says so',
		members: ['status'],
		choices: ['Submitted', 'Rejected'],
	}),
	choiceFilter({
		displayName: 'Usage',
		name: 'usage',
		description: 'Only SMS that came from there; openAPI means this API',
		members: ['usage'],
		choices: ['direct', 'verification', 'openAPI-sms', 'openAPI-otp'],
	}),
];
