import type { RowFilter } from '../../operation/definition';
import { textFilter, wordFilter } from '../common/rowFilters';

/** https://docs.cinnox.com/docs/get-staff-list shows fullName, which is sent, and is cut off there. */
export const staffFilters: RowFilter[] = [
	textFilter({
		displayName: 'Search',
		name: 'search',
		description: 'Only staff whose names, email address, numbers or job title hold all these words',
		members: [
			'firstName',
			'lastName',
			'displayName',
			'email',
			'phone',
			'extensionNumber',
			'jobTitle',
		],
		placeholder: 'e.g. Mei',
	}),
	wordFilter({
		displayName: 'Statuses',
		name: 'statuses',
		description: 'Only staff with one of these statuses, separated by commas',
		members: ['status'],
		placeholder: 'e.g. Activated',
	}),
];
