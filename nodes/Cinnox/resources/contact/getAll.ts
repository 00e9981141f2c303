import type { Operation } from '../../operation/definition';
import { contactFilters } from './filters';
import { CONTACT_LIST, contactRow } from './records';

/** https://docs.cinnox.com/docs/get-external-contact-list */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many contacts',
	description: 'List external contacts, with their custom fields in the raw output',
	documented: true,
	routing: { request: { method: 'GET', url: CONTACT_LIST } },
	list: { pageSize: 500 },
	rowFilters: contactFilters,
	row: contactRow,
};
