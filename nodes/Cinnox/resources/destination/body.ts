import type { IDataObject } from 'n8n-workflow';

import { isEmpty } from '../../../values/objects';
import type { PhoneOptions } from '../../../values/phone';
import { readRecipients } from '../../../values/phone';
import { refuse, refuseChoice } from '../../../values/refusal';
import { readNames, toText } from '../../../values/text';
import type { Item } from '../../operation/item';
import { readPhoneOptions } from '../common/phone';
import { destinationFields } from './fields';

/** https://docs.cinnox.com/docs/create-destination */
const LONGEST_NAME = 40;

const REQUIRED = ['displayName', 'supportLanguages', 'supportLocations', 'types'];

const TARGETS: Record<string, string> = {
	PHONE: 'phoneTargets',
	STAFF: 'staffTargets',
	TRUNK: 'trunkTargets',
};

/** Body member -> spellings under which a list might print it; the list's page is not readable. */
const SPELLINGS: Record<string, string[]> = {
	displayName: ['displayName', 'name'],
	supportLanguages: ['supportLanguages', 'languages'],
	supportLocations: ['supportLocations', 'locations'],
	types: ['types', 'type'],
	phoneTargets: ['phoneTargets'],
	staffTargets: ['staffTargets'],
	trunkTargets: ['trunkTargets'],
};

/**
 * Adds what a person set to the body.
 *
 * @param collection '' = the fields of Create
 */
export function addDestination(item: Item, collection: '' | 'updateFields.'): void {
	const body = { ...(item.draft.body as IDataObject) };
	const phoneOptions = readPhoneOptions(item);
	for (const { name } of destinationFields) {
		const value = item.parameter<unknown>(`${collection}${name}`);
		const read = value === undefined ? '' : readMember(name, value, phoneOptions);
		if (read.length > 0) body[name] = read;
	}
	item.draft.body = body;
}

/** @throws UserError when CINNOX could not take it as a whole destination */
export function checkDestination(body: IDataObject): void {
	const missing = REQUIRED.filter((name) => isEmpty(body[name])).map(quoteName);
	if (missing.length > 0) {
		const list = missing.join(', ');
		throw refuse(
			`${list} ${missing.length > 1 ? 'are' : 'is'} empty`,
			`CINNOX wants the whole destination each time: set ${list}`,
		);
	}
	for (const type of body.types as string[]) {
		const targets = Object.hasOwn(TARGETS, type) ? TARGETS[type] : undefined;
		if (targets === undefined) {
			throw refuseChoice('Types', toText(type), Object.keys(TARGETS));
		}
		if (isEmpty(body[targets])) {
			throw refuse(
				`${quoteName(targets)} is empty, but 'Types' holds ${type}`,
				`Set ${quoteName(targets)}, or take ${type} out of 'Types'`,
			);
		}
	}
}

/** What a row of the list tells about a destination, as far as a body can take it. */
export function toInput(row: IDataObject): IDataObject {
	const input: IDataObject = {};
	for (const [name, spellings] of Object.entries(SPELLINGS)) {
		const value = spellings.map((spelling) => row[spelling]).find((found) => !isEmpty(found));
		if (value === undefined) continue;
		input[name] = name === 'displayName' ? toText(value) : readNames(value);
	}
	return input;
}

function readMember(name: string, value: unknown, options: PhoneOptions): string | string[] {
	switch (name) {
		case 'displayName':
			return readName(value);
		case 'phoneTargets':
			return readNumbers(name, value, options);
		case 'trunkTargets':
			// The service's own numbers, which CINNOX knows best.
			return readNumbers(name, value, { ...options, allowUnknown: true });
		case 'supportLanguages':
		case 'supportLocations':
			return readCodes(name, value);
		default:
			return readNames(value);
	}
}

function readName(value: unknown): string {
	const name = toText(value).trim();
	if (name.length <= LONGEST_NAME) return name;
	throw refuse(
		`'Display Name' has ${name.length} characters, more than the ${LONGEST_NAME} that CINNOX accepts`,
		"Shorten 'Display Name'",
	);
}

function readNumbers(name: string, value: unknown, options: PhoneOptions): string[] {
	const { numbers, invalid } = readRecipients(value, options);
	if (invalid.length === 0) return numbers;
	const [{ position, value: written, reason, advice }] = invalid;
	throw refuse(
		`${quoteName(name)} can't be used: number ${position} ("${written}") ${reason}`,
		advice,
	);
}

function readCodes(name: string, value: unknown): string[] {
	const codes = readNames(value);
	if (!codes.includes('*') || codes.length === 1) return codes;
	throw refuse(
		`${quoteName(name)} holds All and others`,
		`Take All out of ${quoteName(name)}, or everything else`,
	);
}

function quoteName(name: string): string {
	return `'${destinationFields.find((field) => field.name === name)?.displayName ?? name}'`;
}
