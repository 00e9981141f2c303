import { list, value } from '../answers.mts';
import { badParameter } from '../errors.mts';
import { fullName } from '../events.mts';
import { idOf, indexOfId, iso, phoneField } from '../seed.mts';
import type { ContactRecord } from '../records.mts';
import { nameFilter, slice } from './paging.mts';
import type { Call, Handlers } from './types.mts';

/** Names that the list uses for what a contact is written with. */
const PHONE_FIELDS: Record<string, string> = {
	Mobile: 'mobilePhone',
	Work: 'workPhone',
	Home: 'homePhone',
	Other: 'otherPhone',
};
const EMAIL_FIELDS: Record<string, string> = {
	Work: 'email',
	Personal: 'personalEmail',
	Other: 'otherEmail',
};

/** A contact as the list shows it: other names than in the body, every second one with phone numbers as Number. */
export function listedContact({ id, input, dashboard }: ContactRecord): Record<string, unknown> {
	const asNumber = indexOfId('contact', id) % 2 === 1;
	const phones = (input.phones ?? []).map(({ type = 'Mobile', phone = '' }) => [
		PHONE_FIELDS[type],
		phoneField(phone.replace('+', ''), asNumber),
	]);
	const emails = (input.emails ?? []).map(({ type = 'Work', email }) => [
		EMAIL_FIELDS[type],
		email,
	]);
	const social = (input.socialContacts ?? []).map(({ key = '', value: account }) => [key, account]);
	const { firstName, lastName, jobTitle, group, language, level } = input;
	return {
		id,
		firstName,
		lastName,
		...Object.fromEntries([...phones, ...emails, ...social]),
		companyName: input.company,
		department: input.team,
		jobTitle,
		birthday: input.birthDate,
		language,
		address: input.addresses?.[0],
		customerType: input.type,
		group,
		level,
		...dashboard,
	};
}

/** Tells the subscribers of both contact events. */
function announce({ webhooks }: Call, status: string, { id, input }: ContactRecord): void {
	const fields = { status, id, fullName: fullName(input) };
	void webhooks.emit('externalContact', fields);
	void webhooks.emit('contact', fields);
}

export const contacts: Handlers = {
	listContacts: ({ query, state }) =>
		list(slice([...state.contacts.values()], query).map(listedContact)),
	listContactActivity: ({ query, state }) => {
		const index = indexOfId('contact', query.contactID);
		const known = state.contacts.get(query.contactID);
		if (!known) throw badParameter('invalid contactID');
		const rows = ['Contact created', 'Owner changed', 'Called in', 'Sent an SMS', 'Enquiry closed'];
		return list(
			slice(
				rows.slice(0, 1 + (index % rows.length)).map((description, place) => ({
					id: idOf('activity', index * 10 + place),
					contactID: known.id,
					type: description.split(' ')[0].toLowerCase(),
					description,
					createdAt: iso(state.context.now - (place + 1) * 86_400_000),
				})),
				query,
			),
		);
	},
	createContact: (call) => {
		const record = call.state.addContact(call.body);
		announce(call, 'create', record);
		return value({ id: record.id });
	},
	updateContact: (call) => {
		const { body, options, params, state } = call;
		const kept =
			options.contactUpdate === 'merges' ? state.contacts.get(params.contactID) : undefined;
		const record = state.replaceContact(params.contactID, { ...kept?.input, ...body });
		if (!record) throw badParameter('invalid contactID');
		announce(call, 'edit', record);
		return value({ id: record.id });
	},
	listStaff: ({ options, query, state }) => {
		const isNamed = nameFilter(query.fullName, options);
		return list(
			slice(
				state.staff.filter((person) => isNamed(fullName(person))),
				query,
			),
		);
	},
};
