import type { RowFilter } from '../../operation/definition';
import { choiceFilter, pickedFilter, textFilter, wordFilter } from '../common/rowFilters';

/** https://docs.cinnox.com/docs/get-enquiry-detail shows no query parameters. */
export const enquiryFilters: RowFilter[] = [
	wordFilter({
		displayName: 'Channels',
		name: 'channels',
		description: 'Only enquiries that came in on one of these channels, separated by commas',
		members: ['channel'],
		placeholder: 'e.g. WHATSAPP, Weblink',
	}),
	textFilter({
		displayName: 'Destination',
		name: 'destinationName',
		description: 'Only enquiries whose destination is called so',
		members: ['destinationName'],
		placeholder: 'e.g. Service desk',
	}),
	pickedFilter({
		displayName: 'Label Names or IDs',
		name: 'labels',
		description: 'Only enquiries with one of these labels',
		members: ['labelIds', 'labels', 'labels.id'],
		list: 'getLabels',
	}),
	textFilter({
		displayName: 'Search',
		name: 'search',
		description: 'Only enquiries whose number or visitor name holds all these words',
		members: ['displayCaseNumber', 'visitorName'],
		placeholder: 'e.g. Mei Chan',
	}),
	choiceFilter({
		displayName: 'Status',
		name: 'status',
		description: 'Only enquiries in one of these states',
		members: ['status'],
		choices: ['ongoing', 'followed-up', 'missed', 'closed'],
	}),
];
