import type { Operation } from '../../operation/definition';

/** https://docs.cinnox.com/docs/get-external-contact-list */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many contacts',
	description: 'List external contacts, with their custom fields in the raw output',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/contacts/extcontact-list' } },
	list: { pageSize: 500 },
	row: {
		aliases: { id: ['_id'] },
		strings: ['mobilePhone', 'workPhone', 'homePhone', 'otherPhone', 'whatsApp', 'woztellWhatsApp'],
		simplified: [
			'id',
			'firstName',
			'lastName',
			'mobilePhone',
			'workPhone',
			'email',
			'personalEmail',
			'companyName',
			'customerType',
			'ownerName',
		],
	},
};
