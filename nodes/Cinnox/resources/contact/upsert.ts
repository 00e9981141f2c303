import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { CinnoxRequest } from '../../../transport/request';
import { failureOf, RequestFailed } from '../../../transport/request';
import { refuse } from '../../../values/refusal';
import { firstText, toText } from '../../../values/text';
import type { Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import type { StoredRecords } from '../../operation/storedRecords';
import { inTurn, storedRecords } from '../../operation/storedRecords';
import { phoneOptions } from '../common/phone';
import { numberKey } from '../common/phoneKey';
import { addDetails } from './body';
import { dropEmptyEntries, readNames } from './create';
import { contactDetails, firstName, lastName } from './fields';
import { mergeContact } from './mapping';
import type { Match } from './match';
import { matchBy, matchValue, readMatch, tell } from './match';
import { matchedContacts } from './records';
import { writeContact } from './write';

/**
 * CINNOX does not look for duplicates, so the list is searched, once for all items.
 *
 * https://docs.cinnox.com/docs/create-external-contact
 * https://docs.cinnox.com/docs/update-external
 */
export const upsert: Operation<Change, StoredRecords> = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update contact',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	documented: true,
	// That of a new contact; the one of the update takes its place where there is a contact.
	routing: {
		request: { method: 'POST', url: '/v1/api/apps/{appID}/management/create_externalcontact' },
	},
	gives: { adds: { outcome: 'string' }, like: 'Contact' },
	fields: [matchBy, matchValue, firstName, lastName],
	additionalFields: contactDetails,
	options: phoneOptions,
	share: () => storedRecords(matchedContacts),
	prepare: (item, contacts) => {
		const match = readMatch(item);
		addDetails(item, 'additionalFields');
		const changes = dropEmptyEntries({ ...(item.draft.body as IDataObject), ...readNames(item) });
		contacts.wantKey(match.key);
		return { match, changes, whole: withMatch(changes, match) };
	},
	review: async (item, { match }, contacts) => {
		const id = await contacts.findId(item, match.key);
		if (id === undefined && match.by === 'id') refuseUnknown(match);
	},
	run: async (item, change, contacts) => {
		// Items of one key go one after the other, so that the second finds what the first has made.
		const turn = `${item.run.account.key} contact ${change.match.key}`;
		return [await inTurn(turn, async () => await createOrUpdate(item, change, contacts))];
	},
};

interface Change {
	match: Match;
	/** What is written over a contact that is there. */
	changes: IDataObject;
	/** What a new contact is made of. */
	whole: IDataObject;
}

async function createOrUpdate(
	item: Item,
	change: Change,
	contacts: StoredRecords,
): Promise<IDataObject> {
	const { match, changes } = change;
	const id = await contacts.findId(item, match.key);
	if (id === undefined) {
		if (match.by === 'id') refuseUnknown(match);
		return await item.once(async () => await create(item, change, contacts));
	}
	item.draft = { ...item.draft, ...updateOf(id) };
	const answer = await contacts.update(item, id, async (before) => {
		const stored = mergeContact(before ?? refuseUnknown(match), changes);
		return { stored, answer: { ...(await writeContact(item, stored)), id, outcome: 'updated' } };
	});
	return { id, ...answer };
}

async function create(
	item: Item,
	{ match, whole }: Change,
	contacts: StoredRecords,
): Promise<IDataObject> {
	const { account, owner } = item.run;
	const place = `${owner} ${account.key} ${match.key}`;
	if (open.has(place)) {
		throw refuse(
			`CINNOX may have created a contact with the ${tell(match)} already`,
			'What became of an earlier item of this execution is not known, so no second one was made. Look it up in CINNOX, and run the workflow again.',
		);
	}
	noteOpen(place);
	const writing = writeContact(item, whole);
	const failure = await failureOf(writing);
	if (failure !== undefined) {
		if (provesNothing(failure)) open.delete(place);
		contacts.readAgain();
		throw failure;
	}
	const written = await writing;
	const id = firstText(written, 'id');
	if (id === '') contacts.readAgain();
	else {
		item.draft = { ...item.draft, ...updateOf(id) };
		contacts.add(item, id, whole, match.key);
		open.delete(place);
	}
	return { ...written, outcome: 'created' };
}

function updateOf(id: string): Pick<CinnoxRequest, 'method' | 'url'> {
	const path = `management/update_externalcontact/${encodeURIComponent(id)}`;
	return { method: 'PUT', url: `/v1/api/apps/{appID}/${path}` };
}

/** Contacts that may have been made, by execution, account and key. */
const open = new Set<string>();

/** More than items of one execution are under way at once. */
const MOST_OPEN = 2_000;

function noteOpen(place: string): void {
	open.add(place);
	if (open.size <= MOST_OPEN) return;
	for (const oldest of open) {
		open.delete(oldest);
		return;
	}
}

/** Whether a write did nothing for sure, see request.ts. */
function provesNothing(failure: Error): boolean {
	if (failure instanceof RequestFailed) return !failure.failure.uncertain;
	return failure instanceof UserError;
}

/** Types of a list, in the order in which a new contact's own number or address takes one. */
const TYPES = {
	phones: ['Mobile', 'Work', 'Home', 'Other'],
	emails: ['Work', 'Personal', 'Other'],
};

/**
 * A new contact, which has what it was looked for by: the next item would not find it otherwise.
 *
 * @throws UserError when there is no type left for it
 */
function withMatch(changes: IDataObject, { by, value }: Match): IDataObject {
	if (by === 'id') return changes;
	const list = by === 'phone' ? 'phones' : 'emails';
	const given = (changes[list] ?? []) as IDataObject[];
	const isGiven = given.some((entry) =>
		by === 'phone' ? numberKey(entry.phone) === value : toText(entry.email).toLowerCase() === value,
	);
	if (isGiven) return changes;
	const type = TYPES[list].find((name) => given.every((entry) => entry.type !== name));
	if (type === undefined) {
		throw refuse(
			`'Match Value' is none of the ${list} that the contact is given`,
			`A contact has one of each type. Put the 'Match Value' among the ${list} under 'Additional Fields', or leave one of them out.`,
		);
	}
	const own = by === 'phone' ? { type, phone: `+${value}` } : { type, email: value };
	return { ...changes, [list]: [own, ...given] };
}

/** @throws UserError always: CINNOX gives a new contact an ID of its own */
function refuseUnknown(match: Match): never {
	throw refuse(
		`CINNOX has no contact with the ${tell(match)}`,
		"Check 'Match Value'. A new contact can not be given an ID: match by phone or email to create one.",
	);
}
