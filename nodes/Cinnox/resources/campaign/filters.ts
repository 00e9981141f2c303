import type { RowFilter } from '../../operation/definition';
import { numberFilter, textFilter, wordFilter } from '../common/rowFilters';

/** https://docs.cinnox.com/docs/get-sent-campaigns-summary shows no query parameters. */
export const campaignFilters: RowFilter[] = [
	wordFilter({
		displayName: 'Channels',
		name: 'channels',
		description: 'Only campaigns on one of these channels, separated by commas',
		members: ['channel'],
		placeholder: 'e.g. SMS, WhatsApp',
	}),
	textFilter({
		displayName: 'Search',
		name: 'search',
		description: 'Only campaigns whose name, template or author holds all these words',
		members: ['campaignName', 'subject', 'createdBy'],
		placeholder: 'e.g. spring',
	}),
];

/** https://docs.cinnox.com/docs/get-sent-campaigns-details shows historyID only. */
export const messageFilters: RowFilter[] = [
	numberFilter({
		displayName: 'Recipient',
		name: 'recipient',
		description: 'Only messages to one of these numbers, separated by commas',
		members: ['recipient'],
	}),
	wordFilter({
		displayName: 'Statuses',
		name: 'statuses',
		description: 'Only messages with one of these statuses, separated by commas',
		members: ['status', 'carrierNetworkStatus'],
		placeholder: 'e.g. Undelivered, Pending',
	}),
];
