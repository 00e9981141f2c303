import type { IDataObject } from 'n8n-workflow';

import { refuse } from '../../../values/refusal';
import { toText } from '../../../values/text';
import type { Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { addDetails, addFirst } from './body';
import { contactDetails, firstName, lastName, mobilePhone, workEmail } from './fields';
import { mergeContact } from './mapping';
import { phoneOptions } from '../common/phone';
import { writeContact } from './write';

/**
 * CINNOX does not look for duplicates, and takes no custom fields.
 *
 * https://docs.cinnox.com/docs/create-external-contact
 */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create contact',
	description: 'Create an external contact, even if one with the same number exists',
	documented: true,
	routing: {
		request: { method: 'POST', url: '/v1/api/apps/{appID}/management/create_externalcontact' },
	},
	gives: { like: 'Contact' },
	fields: [firstName, lastName, mobilePhone, workEmail],
	additionalFields: contactDetails,
	options: phoneOptions,
	prepare,
	run: async (item) => {
		const body = item.draft.body as IDataObject;
		return [await item.once(async () => await writeContact(item, body))];
	},
};

function prepare(item: Item): void {
	addDetails(item, 'additionalFields');
	addFirst(item);
	const body = dropEmptyEntries({ ...(item.draft.body as IDataObject), ...readNames(item) });
	// CINNOX itself marks nothing as required.
	if (Object.keys(body).length === 0) {
		throw refuse(
			"'Last Name' is empty, and so is everything else",
			'Enter at least a name, a phone or an email',
		);
	}
	item.draft.body = body;
}

/** Routing would send empty ones too. */
export function readNames(item: Item): IDataObject {
	const names: IDataObject = {};
	for (const { name } of [firstName, lastName]) {
		const value = toText(item.parameter<unknown>(name, '')).trim();
		if (value !== '') names[name] = value;
	}
	return names;
}

/** Entries that were added and left empty are no entries. */
export function dropEmptyEntries(body: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(mergeContact({}, body)).filter(
			([, value]) => !Array.isArray(value) || value.length > 0,
		),
	);
}
