import type { IDataObject } from 'n8n-workflow';

import { addBodyFields } from '../../shared/body';
import { refuse } from '../../shared/checks';
import { additionalBodyFields, contactDetails, firstName, lastName } from '../../shared/fields';
import type { Call, Operation, Prepare } from '../../shared/operation';
import { toText } from '../../shared/text';
import { addDetails } from './body';
import { mergeContact } from './mapping';
import { writeContact } from './write';

const addNames: Prepare = (call) => {
	const body = { ...(call.options.body as IDataObject) };
	for (const name of ['firstName', 'lastName']) {
		const value = toText(call.parameter<unknown>(name, '')).trim();
		if (value !== '') body[name] = value;
	}
	call.options.body = body;
};

/** Entries that were added and left empty are no entries. */
const dropEmptyEntries: Prepare = (call) => {
	const body = mergeContact({}, call.options.body as IDataObject);
	call.options.body = Object.fromEntries(
		Object.entries(body).filter(([, value]) => !Array.isArray(value) || value.length > 0),
	);
};

/** CINNOX itself marks nothing as required. */
const requireSomething: Prepare = (call) => {
	if (Object.keys(call.options.body as IDataObject).length > 0) return;
	throw refuse(
		"'Last Name' is empty, and so is everything else",
		"Enter at least a name, or a phone or email under 'Additional Fields'",
	);
};

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
	fields: [firstName, lastName],
	additionalFields: [...contactDetails, additionalBodyFields],
	prepare: [
		addNames,
		addDetails('additionalFields'),
		addBodyFields,
		dropEmptyEntries,
		requireSomething,
	],
	run: async (call: Call) => await writeContact(call, async () => call.options.body as IDataObject),
};
