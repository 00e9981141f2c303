import type { Field, Operation } from '../../operation/definition';
import { staffFilters } from './filters';

const fullName: Field = {
	displayName: 'Full Name',
	name: 'fullName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Mei Chan',
	description: 'Only staff of this name; CINNOX looks for it',
	routing: { send: { type: 'query', property: 'fullName' } },
};

/** https://docs.cinnox.com/docs/get-staff-list */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many staff',
	description: 'List the people who have an account in the CINNOX service',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/contacts/staffcontact-list' } },
	filters: [fullName],
	list: { pageSize: 500 },
	rowFilters: staffFilters,
	row: {
		aliases: { id: ['_id', 'eid', 'EID'], directChatEnquiry: ['directchatEnquiry'] },
		strings: ['phone', 'extensionNumber'],
		simplified: [
			'id',
			'firstName',
			'lastName',
			'displayName',
			'email',
			'phone',
			'extensionNumber',
			'role',
			'jobTitle',
			'status',
		],
	},
};
