import type { IDataObject } from 'n8n-workflow';

import { NO_SUCH_ROUTE } from '../../transport/errorCodes';
import type { ListShape } from '../../transport/pages';
import { eachPage, readRows } from '../../transport/pages';
import type { CinnoxRequest } from '../../transport/request';
import { codeOf, failureOf } from '../../transport/request';
import { refuse } from '../../values/refusal';
import type { Item } from './item';

/** How far records are looked for in a list, in rows: a wrong ID must not use up an account's minutes. */
export const FARTHEST_ROW = 50_000;

/** The list that holds the records of one kind. */
export interface RecordList extends ListShape {
	url: string;
	idOf: (row: IDataObject) => string;
	/** By what else a record can be found; of several records with one key the first counts. */
	keysOf?: (row: IDataObject) => string[];
	/** How far records are looked for, in rows; FARTHEST_ROW when absent. */
	farthestRow?: number;
	/** A row as the body that would write it. */
	toInput: (row: IDataObject) => IDataObject;
	/** The list's address is a guess; where CINNOX does not know it, nothing counts as stored. */
	isGuess?: boolean;
}

/** What a write made of a record. */
export interface Written {
	/** What is put out. */
	answer: IDataObject;
	/** The record as it is stored now, in the form of a body. */
	stored: IDataObject;
}

/** The records that the items of one run change. */
export interface StoredRecords {
	/** Says, while items are checked, which record will be needed. */
	want: (id: string) => void;
	/** A record as it is stored, in the form of a body; undefined where the list does not hold it. */
	find: (item: Item, id: string) => Promise<IDataObject | undefined>;
	/** Like `want`, for a record that is found by one of `keysOf`. */
	wantKey: (key: string) => void;
	/**
	 * The ID of the record with one of `keysOf`, or undefined where the list does not hold one.
	 *
	 * @throws UserError where the list was not read to its end
	 */
	findId: (item: Item, key: string) => Promise<string | undefined>;
	/** Says that a record is there now that was not in the list, e.g. because an item made it. */
	add: (item: Item, id: string, stored: IDataObject, key: string) => void;
	/** Has the list read anew the next time: nobody knows what became of a write. */
	readAgain: () => void;
	/**
	 * Merges and writes one record while no other item of this n8n process does: two that change
	 * different fields of one record would undo each other.
	 *
	 * @param write sends the merged record; `stored` is undefined where the list does not hold it
	 */
	update: (
		item: Item,
		id: string,
		write: (stored: IDataObject | undefined) => Promise<Written>,
	) => Promise<IDataObject>;
}

/**
 * Reads what is stored once for a whole run: the API replaces whole records and has no operation to
 * read one, so N updates among M records would else read the list N times. Kept is only what the
 * items asked for; reading ends as soon as all of it is found.
 */
export function storedRecords(list: RecordList): StoredRecords {
	const wanted = new Set<string>();
	const found = new Map<string, IDataObject>();
	/** Key -> ID, for the keys that were wanted. */
	const ids = new Map<string, string>();
	const wantedKeys = new Set<string>();
	let isCut = false;
	/** Records of which nobody knows what became of the last write. */
	const unsure = new Set<string>();
	let reading: Promise<void> | undefined;
	let readSince = 0;

	const read = async (item: Item): Promise<void> => {
		readSince = Date.now();
		const missing = new Set([...wanted].filter((id) => !found.has(id)));
		const missingKeys = new Set([...wantedKeys].filter((key) => !ids.has(key)));
		let rows = 0;
		isCut = false;
		for await (const page of pagesOf(item, list)) {
			for (const row of page) {
				const id = list.idOf(row);
				const keys = missingKeys.size === 0 || id === '' ? [] : (list.keysOf?.(row) ?? []);
				const isWanted = keys.filter((key) => missingKeys.delete(key));
				for (const key of isWanted) ids.set(key, id);
				if (missing.delete(id) || isWanted.length > 0) found.set(id, list.toInput(row));
			}
			if (missing.size === 0 && missingKeys.size === 0) return;
			rows += page.length;
		}
		isCut = rows >= farthestRowOf(list);
	};
	const readOnce = async (item: Item): Promise<void> => {
		const failure = await failureOf(read(item));
		const isUnknown = list.isGuess && codeOf(failure) === NO_SUCH_ROUTE;
		if (failure !== undefined && !isUnknown) throw failure;
	};
	const find = async (item: Item, id: string): Promise<IDataObject | undefined> => {
		wanted.add(id);
		if (unsure.delete(id)) reading = undefined;
		reading ??= readOnce(item);
		await reading;
		const changed = lastWritten.get(keyOf(item));
		return changed !== undefined && changed.at >= readSince ? changed.stored : found.get(id);
	};

	const findId = async (item: Item, key: string): Promise<string | undefined> => {
		// Who asks for a key that was not wanted before the list was read has it read again.
		if (!wantedKeys.has(key)) reading = undefined;
		wantedKeys.add(key);
		reading ??= readOnce(item);
		await reading;
		const made = madeSince(placeOf(item, key), readSince);
		const id = ids.get(key) ?? made;
		if (id === undefined && isCut) {
			throw refuse(
				'The list of CINNOX is too long to say whether the record is there',
				`The first ${farthestRowOf(list).toLocaleString('en')} records were searched. Give the ID instead.`,
			);
		}
		return id;
	};

	return {
		want: (id) => void wanted.add(id),
		find,
		wantKey: (key) => void wantedKeys.add(key),
		findId,
		add: (item, id, stored, key) => {
			ids.set(key, id);
			wantedKeys.add(key);
			found.set(id, stored);
			rememberMade(placeOf(item, key), id);
			rememberWritten(keyOf(item), stored);
		},
		readAgain: () => void (reading = undefined),
		update: async (item, id, write) =>
			await inTurn(
				keyOf(item),
				async () =>
					await item.once(async () => {
						const before = await find(item, id);
						found.delete(id);
						unsure.add(id);
						const { answer, stored } = await write(before);
						unsure.delete(id);
						found.set(id, stored);
						rememberWritten(keyOf(item), stored);
						return answer;
					}),
			),
	};
}

/**
 * @param cleared what is to be emptied
 * @throws UserError when there is nothing of it, and nothing in the body either
 */
export function requireChanges({ draft }: Item, cleared: string[] = []): void {
	if (cleared.length > 0 || Object.keys((draft.body ?? {}) as IDataObject).length > 0) return;
	throw refuse(
		'There is nothing to update',
		"Add at least one field under 'Update Fields', or check that the expressions there give values for this item",
	);
}

async function* pagesOf(item: Item, list: RecordList): AsyncGenerator<IDataObject[]> {
	const { url, property, pageSize, rowsOf } = list;
	const request: CinnoxRequest = { method: 'GET', url, extra: item.draft.extra };
	if (pageSize === undefined) yield await readRows(item.send, request, { property, rowsOf });
	else {
		const reading = { most: farthestRowOf(list), signal: item.run.signal };
		yield* eachPage(item.send, request, { property, pageSize }, reading);
	}
}

function farthestRowOf({ farthestRow = FARTHEST_ROW }: RecordList): number {
	return farthestRow;
}

/** Where a key of an account is remembered. */
function placeOf({ run }: Item, key: string): string {
	return `${run.account.key} ${key}`;
}

/** A record of an account; its address names it. */
function keyOf({ run, draft }: Item): string {
	return `${run.account.key} ${draft.url}`;
}

/** The last write under way of each record. */
const turns = new Map<string, Promise<unknown>>();

/** Runs work after all that was asked for earlier under this key. */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
	const before = turns.get(key) ?? Promise.resolve();
	const turn = Promise.allSettled([before]).then(work);
	turns.set(key, turn);
	const [done] = await Promise.allSettled([turn]);
	if (turns.get(key) === turn) turns.delete(key);
	if (done.status === 'rejected') throw done.reason;
	return done.value;
}

/** How many records that were written last are remembered. */
const MOST_WRITTEN = 2_000;

/** What other runs wrote after this one had read its list. */
const lastWritten = new Map<string, { at: number; stored: IDataObject }>();

/** What runs made after another had read its list: place of a key -> ID. */
const lastMade = new Map<string, { at: number; id: string }>();

function rememberMade(place: string, id: string): void {
	lastMade.delete(place);
	lastMade.set(place, { at: Date.now(), id });
	if (lastMade.size <= MOST_WRITTEN) return;
	for (const oldest of lastMade.keys()) {
		lastMade.delete(oldest);
		return;
	}
}

function madeSince(place: string, time: number): string | undefined {
	const made = lastMade.get(place);
	return made !== undefined && made.at >= time ? made.id : undefined;
}

function rememberWritten(key: string, stored: IDataObject): void {
	lastWritten.delete(key);
	lastWritten.set(key, { at: Date.now(), stored });
	if (lastWritten.size <= MOST_WRITTEN) return;
	for (const oldest of lastWritten.keys()) {
		lastWritten.delete(oldest);
		return;
	}
}
