import { inQuery } from '../../shared/checks';
import { contact } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

/** Only its name is in the public pages: https://docs.cinnox.com/docs/management */
export const getActivity: Operation = {
	name: 'Get Activity',
	value: 'getActivity',
	action: 'Get contact activity',
	description: 'List what happened with an external contact',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/contacts/extcontact-activity' } },
	fields: [contact],
	prepare: [inQuery('contactID', 'contact', 'Contact')],
	list: { pageSize: 500 },
	row: { aliases: { id: ['_id'], contactId: ['contactID'] } },
};
