import { firstText } from '../../../values/text';
import { FARTHEST_LOOK_UP } from '../../operation/lookUp';
import type { RowShape } from '../../operation/rows';
import type { RecordList } from '../../operation/storedRecords';
import { toInput } from './mapping';
import { keysOf } from './match';

/** https://docs.cinnox.com/docs/get-external-contact-list */
export const CONTACT_LIST = '/v1/api/apps/{appID}/contacts/extcontact-list';

/** The contacts as they are stored. */
export const contactRecords: RecordList = {
	url: CONTACT_LIST,
	pageSize: 500,
	idOf: (row) => firstText(row, 'id', '_id'),
	toInput,
};

/** The contacts where one that is not found is made: the list has to be read to its end. */
export const matchedContacts: RecordList = {
	...contactRecords,
	keysOf,
	farthestRow: FARTHEST_LOOK_UP,
};

/** How a listed contact comes out. */
export const contactRow: RowShape = {
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
};
