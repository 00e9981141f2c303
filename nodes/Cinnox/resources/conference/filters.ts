import type { RowFilter } from '../../operation/definition';
import { pickedFilter, textFilter } from '../common/rowFilters';

/** https://docs.cinnox.com/reference/get-conference-details shows no query parameters. */
export const conferenceFilters: RowFilter[] = [
	textFilter({
		displayName: 'Search',
		name: 'search',
		description: 'Only conferences whose subject holds all these words',
		members: ['conferenceDetail.subject'],
		placeholder: 'e.g. handover',
	}),
	pickedFilter({
		displayName: 'Staff Names or IDs',
		name: 'staff',
		description: 'Only conferences in which one of these people took part or was invited',
		members: ['conferenceDetail.participants.eid', 'fromEID'],
		list: 'getStaffOptions',
	}),
];
