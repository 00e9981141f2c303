import type { Operation } from '../../operation/definition';
import { contact } from './fields';

/** Only its name is in the public pages: https://docs.cinnox.com/docs/management */
export const getActivity: Operation = {
	name: 'Get Activity',
	value: 'getActivity',
	action: 'Get contact activity',
	description: 'List what happened with an external contact',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/contacts/extcontact-activity' } },
	fields: [contact],
	inQuery: { contactID: contact },
	list: { pageSize: 500 },
	row: { aliases: { id: ['_id'], contactId: ['contactID'] } },
};
