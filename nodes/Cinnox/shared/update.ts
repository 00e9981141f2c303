import type { IDataObject } from 'n8n-workflow';

import { eachPage, readPages } from '../transport/pages';
import type { CinnoxRequest } from '../transport/request';
import { refuse } from './checks';
import type { Call, ListShape, Prepare } from './operation';

/** How far a record is looked for in a list, in rows. */
export const FARTHEST_ROW = 50_000;

/** @throws UserError when the body, put together from Update Fields, holds nothing */
export const requireChanges: Prepare = (call) => {
	if (Object.keys((call.options.body ?? {}) as IDataObject).length > 0) return;
	throw refuse(
		'There is nothing to update',
		"Add at least one field under 'Update Fields', or check that the expressions there give values for this item",
	);
};

/**
 * The row of one record, read from the list of all: the API has no operation to read one.
 *
 * Reads page by page until it is found, `FARTHEST_ROW` rows at most, so that a wrong ID can't use up
 * the account's requests of minutes.
 */
export async function findRow(
	call: Call,
	url: string,
	{ property, pageSize }: ListShape,
	isWanted: (row: IDataObject) => boolean,
): Promise<IDataObject | undefined> {
	const { extra } = call.ownRequest();
	const list: CinnoxRequest = { method: 'GET', url, extra };
	if (pageSize === undefined) {
		return (await readPages(call, { property }, list, Infinity)).find(isWanted);
	}
	for await (const page of eachPage(call, { property, pageSize }, list, FARTHEST_ROW)) {
		const row = page.find(isWanted);
		if (row !== undefined) return row;
	}
	return undefined;
}

/** The last write under way of each record. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Reads, merges and writes one record while no other item of this n8n process does: n8n starts all
 * items at once, and two that change different fields of one record would undo each other.
 */
export async function inTurn<T>(call: Call, work: () => Promise<T>): Promise<T> {
	const key = `${call.baseUrl} ${call.options.url}`;
	const before = turns.get(key) ?? Promise.resolve();
	const turn = Promise.allSettled([before]).then(work);
	turns.set(key, turn);
	const [done] = await Promise.allSettled([turn]);
	if (turns.get(key) === turn) turns.delete(key);
	if (done.status === 'rejected') throw done.reason;
	return done.value;
}
