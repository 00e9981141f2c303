import type { IDataObject } from 'n8n-workflow';

import { refuse, shorten } from '../../../values/refusal';
import { readCleared } from '../../operation/clearFields';
import type { Operation } from '../../operation/definition';
import type { StoredRecords } from '../../operation/storedRecords';
import { FARTHEST_ROW, requireChanges, storedRecords } from '../../operation/storedRecords';
import { addDetails } from './body';
import { clearContact, contact, contactDetails, contactNames } from './fields';
import { clearMembers, mergeContact } from './mapping';
import { phoneOptions } from '../common/phone';
import { contactRecords } from './records';
import { writeContact } from './write';

/**
 * The API replaces the whole contact, so what it holds is read first and sent along.
 *
 * https://docs.cinnox.com/docs/update-external
 */
export const update: Operation<ContactChange, StoredRecords> = {
	name: 'Update',
	value: 'update',
	action: 'Update contact',
	description: 'Change an external contact; everything that is not listed stays as it is',
	documented: true,
	routing: {
		request: {
			method: 'PUT',
			url: '/v1/api/apps/{appID}/management/update_externalcontact/{contactID}',
		},
	},
	gives: { like: 'Contact' },
	fields: [contact],
	updateFields: [...contactNames, ...contactDetails, clearContact],
	options: phoneOptions,
	inPath: { contactID: contact },
	share: () => storedRecords(contactRecords),
	prepare: (item, contacts) => {
		addDetails(item, 'updateFields');
		const cleared = readCleared(item, clearContact);
		requireChanges(item, cleared);
		const id = item.picked(contact.name);
		contacts.want(id);
		return { id, cleared };
	},
	review: async (item, { id }, contacts) => {
		if ((await contacts.find(item, id)) === undefined) refuseUnknown(id);
	},
	run: async (item, { id, cleared }, contacts) => {
		const answer = await contacts.update(item, id, async (before) => {
			const stored = mergeContact(before ?? refuseUnknown(id), item.draft.body as IDataObject);
			clearMembers(stored, cleared);
			return { stored, answer: await writeContact(item, stored) };
		});
		return [{ ...answer, id }];
	},
};

interface ContactChange {
	id: string;
	/** What is to be emptied. */
	cleared: string[];
}

/** @throws UserError always: sending the changes alone would reset the rest */
function refuseUnknown(id: string): never {
	throw refuse(
		`'Contact' is not in the contact list: ${shorten(id)}`,
		`Pick the contact again in 'Contact'; it may have been deleted or merged. Nothing was changed, because CINNOX replaces whole contacts and what this one holds could not be read. The first ${FARTHEST_ROW.toLocaleString('en')} contacts were searched.`,
	);
}
