import type { IDataObject } from 'n8n-workflow';

import { firstText } from '../../listSearch/names';
import { addBodyFields } from '../../shared/body';
import { inPath, refuse } from '../../shared/checks';
import { additionalBodyFields, contact, contactDetails, contactNames } from '../../shared/fields';
import type { Call, Operation } from '../../shared/operation';
import { FARTHEST_ROW, findRow, inTurn, requireChanges } from '../../shared/update';
import { addDetails } from './body';
import { mergeContact, toInput } from './mapping';
import { writeContact } from './write';

/**
 * The API replaces the whole contact, so what it holds is read first and sent along. There is no
 * operation to read one contact: the list is read until it is found, 50,000 contacts at most.
 *
 * https://docs.cinnox.com/docs/update-external
 */
export const update: Operation = {
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
	fields: [contact],
	updateFields: [...contactNames, ...contactDetails],
	additionalFields: [additionalBodyFields],
	prepare: [
		inPath('contactID', 'contact', 'Contact'),
		addDetails('updateFields'),
		addBodyFields,
		requireChanges,
	],
	run: async (call) => {
		const id = call.picked('contact');
		const rows = await inTurn(
			call,
			async () =>
				await writeContact(call, async () =>
					mergeContact(toInput(await readContact(call, id)), call.options.body as IDataObject),
				),
		);
		return rows.map((row) => ({ ...row, id }));
	},
};

/** @throws UserError when the list does not hold it: sending the changes alone would reset the rest */
async function readContact(call: Call, id: string): Promise<IDataObject> {
	const row = await findRow(
		call,
		'/v1/api/apps/{appID}/contacts/extcontact-list',
		{ pageSize: 500 },
		(listed) => firstText(listed, 'id', '_id') === id,
	);
	if (row !== undefined) return row;
	throw refuse(
		`'Contact' is not in the contact list: ${id.slice(0, 100)}`,
		`Pick the contact again in 'Contact'; it may have been deleted or merged. Nothing was changed, because CINNOX replaces whole contacts and what this one holds could not be read. The first ${FARTHEST_ROW.toLocaleString('en')} contacts were searched.`,
	);
}
