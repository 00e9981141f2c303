import type { IDataObject } from 'n8n-workflow';

import { refuse, shorten } from '../../../values/refusal';
import { firstText } from '../../../values/text';
import type { Field } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { requireText } from '../../operation/parameters';
import { requirePhone } from '../common/phone';
import { numberKey } from '../common/phoneKey';
import { listedEmails, listedPhones } from './mapping';

export const matchBy: Field = {
	displayName: 'Match By',
	name: 'matchBy',
	type: 'options',
	options: [
		{ name: 'Email', value: 'email', description: 'Any email address of the contact' },
		{ name: 'ID', value: 'id', description: "The contact's ID" },
		{ name: 'Phone', value: 'phone', description: 'Any phone number of the contact' },
	],
	default: 'phone',
	description: 'By what the contact is found; of several that have it the first in the list counts',
};

export const matchValue: Field = {
	displayName: 'Match Value',
	name: 'matchValue',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 85298765432',
	description:
		'The phone number with its country code however it is written, the whole email address, or the ID',
};

type MatchBy = 'id' | 'phone' | 'email';

/** Which contact an item means. */
export interface Match {
	by: MatchBy;
	/** ID, digits of a phone number, or an email address in small letters. */
	value: string;
	/** What `keysOf` says of that contact. */
	key: string;
}

/** An address has no more characters, by RFC 5321 4.5.3.1.3; an ID of CINNOX has far fewer. */
const LONGEST_VALUE = 254;

type Read = (written: string, item: Item, isLookUp: boolean) => string;

const READERS: Record<MatchBy, Read> = {
	id: (written) => {
		if (!/[\s/]/.test(written) && !['.', '..'].includes(written)) return written;
		throw wrongValue(written, 'is not an ID', 'Give the ID as Contact > Get Many shows it');
	},
	phone: (written, item, isLookUp) =>
		requirePhone(item, matchValue.displayName, written, isLookUp ? { allowUnknown: true } : {}),
	email: (written) => {
		if (/^[^\s@]+@[^\s@]+$/.test(written)) return written.toLowerCase();
		const advice = 'Write it as name and domain, e.g. name@email.com';
		throw wrongValue(written, 'is not an email address', advice);
	},
};

/**
 * @param isLookUp nothing is written, so that a number may be one that no numbering plan has
 * @throws UserError when the value is empty, or can't be what 'Match By' says
 */
export function readMatch(item: Item, isLookUp = false): Match {
	const by = item.parameter<MatchBy>(matchBy.name, 'phone');
	const written = requireText(item, matchValue.name, matchValue.displayName);
	if (written.length > LONGEST_VALUE) {
		throw wrongValue(written, `has more than ${LONGEST_VALUE} characters`, 'Shorten it');
	}
	const value = READERS[by](written, item, isLookUp);
	return { by, value, key: `${by}:${value}` };
}

/** By what a listed contact can be found. */
export function keysOf(row: IDataObject): string[] {
	return [
		`id:${firstText(row, 'id', '_id')}`,
		...listedPhones(row).map((phone) => `phone:${numberKey(phone)}`),
		...listedEmails(row).map((email) => `email:${email.trim().toLowerCase()}`),
	];
}

/** What was looked for, in words. */
export function tell({ by, value }: Match): string {
	return `${by === 'id' ? 'ID' : by === 'phone' ? 'phone number' : 'email address'} ${shorten(value)}`;
}

function wrongValue(written: string, reason: string, advice: string) {
	return refuse(
		`'Match Value' can't be used: "${shorten(written)}" ${reason}`,
		`${advice}, or choose another 'Match By'`,
	);
}
