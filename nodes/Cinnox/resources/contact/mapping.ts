import type { IDataObject } from 'n8n-workflow';

import { isObject, withoutEmpty } from '../../../values/objects';
import { toText } from '../../../values/text';

/**
 * The contact list and the bodies of create and update name the same things differently:
 * https://docs.cinnox.com/docs/get-external-contact-list
 * https://docs.cinnox.com/docs/update-external
 */
const PHONES: Record<string, string> = {
	Mobile: 'mobilePhone',
	Work: 'workPhone',
	Home: 'homePhone',
	Other: 'otherPhone',
};

const EMAILS: Record<string, string> = {
	Work: 'email',
	Personal: 'personalEmail',
	Other: 'otherEmail',
};

const NETWORKS = [
	'facebook',
	'whatsApp',
	'weChat',
	'line',
	'twitter',
	'linkedin',
	'woztellWhatsApp',
	'woztellFacebook',
	'woztellInstagram',
];

/** Name in a body -> name in the list. */
const TEXTS: Record<string, string> = {
	firstName: 'firstName',
	lastName: 'lastName',
	company: 'companyName',
	jobTitle: 'jobTitle',
	team: 'department',
};

/** As TEXTS, but CINNOX checks the value, and an empty one is none. */
const CODES: Record<string, string> = {
	group: 'group',
	language: 'language',
	level: 'level',
	type: 'customerType',
};

const ADDRESS_MEMBERS = ['street', 'city', 'state', 'zipcode', 'country'];

/** Lists of a body whose entries are told apart by one member. */
const LISTS = {
	phones: { key: 'type', value: 'phone' },
	emails: { key: 'type', value: 'email' },
	socialContacts: { key: 'key', value: 'value' },
} as const;

/**
 * A listed contact as the body that would write it.
 *
 * Left out is what can't be written: owner, sharing, merged contacts and custom fields.
 */
export function toInput(row: IDataObject): IDataObject {
	const input: IDataObject = {};
	for (const [name, listed] of Object.entries(TEXTS)) {
		const value = row[listed] ?? row[name];
		if (value !== undefined && value !== null) input[name] = toText(value);
	}
	for (const [name, listed] of Object.entries(CODES)) {
		const value = toText(row[listed] ?? row[name]);
		if (value !== '') input[name] = value;
	}
	// The dashboard calls it so: https://docs.cinnox.com/docs/create-external-contact
	if (input.type === 'Other') input.type = 'Others';
	const birthDate = toBirthDate(row.birthday ?? row.birthDate);
	if (birthDate !== '') input.birthDate = birthDate;

	const phones = readTyped(row, 'phones', PHONES).map(({ key, value }) => ({
		type: key,
		phone: toPhone(value),
	}));
	const emails = readTyped(row, 'emails', EMAILS).map(({ key, value }) => ({
		type: key,
		email: value,
	}));
	const networks = Object.fromEntries(NETWORKS.map((network) => [network, network]));
	const socialContacts = readTyped(row, 'socialContacts', networks);
	const addresses = readAddresses(row);
	if (phones.length > 0) input.phones = phones;
	if (emails.length > 0) input.emails = emails;
	if (socialContacts.length > 0) {
		input.socialContacts = socialContacts.map(({ key, value }) => ({ key, value }));
	}
	if (addresses.length > 0) input.addresses = addresses;
	return input;
}

/** A body as the contact list would show it. */
export function toListed(input: IDataObject): IDataObject {
	const { phones, emails, socialContacts, addresses, birthDate, ...rest } = input;
	const row: IDataObject = {};
	for (const [name, value] of Object.entries(rest)) {
		row[TEXTS[name] ?? CODES[name] ?? name] = value;
	}
	if (birthDate !== undefined) row.birthday = birthDate;
	for (const { type, phone } of entriesOf(phones)) {
		row[PHONES[toText(type)] ?? PHONES.Other] ??= toText(phone).replace(/^\+/, '');
	}
	for (const { type, email } of entriesOf(emails))
		row[EMAILS[toText(type)] ?? EMAILS.Other] ??= email;
	for (const { key, value } of entriesOf(socialContacts)) row[toText(key)] ??= value;
	const [address] = entriesOf(addresses);
	if (address !== undefined) row.address = address;
	return row;
}

/**
 * What is stored with the changes on top.
 *
 * Phones, emails and social contacts are merged by their type, the first address member by member;
 * an entry without a value takes away what is stored.
 */
export function mergeContact(stored: IDataObject, changes: IDataObject): IDataObject {
	const merged: IDataObject = { ...stored, ...changes };
	for (const [name, { key, value }] of Object.entries(LISTS)) {
		if (changes[name] === undefined) continue;
		const given = entriesOf(changes[name]);
		const replaced = new Set(given.map((entry) => entry[key]));
		merged[name] = [
			...entriesOf(stored[name]).filter((entry) => !replaced.has(entry[key])),
			...given.filter((entry) => toText(entry[value]) !== ''),
		];
	}
	if (changes.addresses !== undefined) {
		const kept = entriesOf(stored.addresses);
		const given = entriesOf(changes.addresses);
		merged.addresses = [...kept, ...given.slice(kept.length)].map((address, index) => ({
			...address,
			...withoutEmpty(given[index] ?? {}),
		}));
	}
	return merged;
}

/**
 * What is left of a contact, in place.
 *
 * @param cleared members of a body, and single entries as `list.key`
 */
export function clearMembers(input: IDataObject, cleared: string[]): void {
	for (const name of cleared) {
		const [list, key] = name.split('.');
		if (key !== undefined) {
			const { key: member } = LISTS[list as keyof typeof LISTS];
			input[list] = entriesOf(input[list]).filter((entry) => entry[member] !== key);
		} else if (name in TEXTS) input[name] = '';
		else if (name in CODES || name === 'birthDate') delete input[name];
		else input[name] = [];
	}
}

/** DD/MM/YYYY, as a body takes it; how the list prints it is not documented. */
function toBirthDate(value: unknown): string {
	const text = toText(value).trim();
	const iso = /^(\d{4})-(\d{2})-(\d{2})(?:$|T)/.exec(text);
	return iso === null ? text : `${iso[3]}/${iso[2]}/${iso[1]}`;
}

/** Plus sign and digits. A stored number is not ours to judge, so what has no digits stays as it is. */
function toPhone(value: string): string {
	const digits = value.replace(/\D/g, '');
	return digits === '' ? value : `+${digits}`;
}

/** The phone numbers of a listed contact, as the list prints them. */
export function listedPhones(row: IDataObject): string[] {
	return readTyped(row, 'phones', PHONES).map(({ value }) => value);
}

/** The email addresses of a listed contact. */
export function listedEmails(row: IDataObject): string[] {
	return readTyped(row, 'emails', EMAILS).map(({ value }) => value);
}

function readTyped(
	row: IDataObject,
	list: keyof typeof LISTS,
	members: Record<string, string>,
): Array<{ key: string; value: string }> {
	if (Array.isArray(row[list])) {
		const { key, value } = LISTS[list];
		return entriesOf(row[list]).map((entry) => ({
			key: toText(entry[key]),
			value: toText(entry[value]),
		}));
	}
	return Object.entries(members)
		.map(([key, member]) => ({ key, value: toText(row[member]).trim() }))
		.filter(({ value }) => value !== '');
}

function readAddresses(row: IDataObject): IDataObject[] {
	const listed = row.address ?? row.addresses;
	return (Array.isArray(listed) ? listed : [listed])
		.filter(isObject)
		.map((address) => {
			const kept: IDataObject = {};
			for (const member of ADDRESS_MEMBERS) {
				const value = address[member];
				if (value !== undefined && value !== null) kept[member] = toText(value);
			}
			// An empty text is no code of two letters.
			if (kept.country === '') delete kept.country;
			return kept;
		})
		.filter((address) => Object.values(address).some((value) => value !== ''));
}

function entriesOf(value: unknown): IDataObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}
