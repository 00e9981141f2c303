import type { IDataObject } from 'n8n-workflow';

import type { Call, ListShape } from '../shared/operation';
import { readList } from './envelope';
import { throwIfStopped } from './pause';
import type { CinnoxRequest } from './request';
import { DEFAULT_CONCURRENCY } from './request';
import { splitRequest } from './windows';

/**
 * How many pages of a long list are asked for before those in front of them are there. One for every
 * so many pages that came, so that what is asked for in vain at the end stays a small part.
 */
const MOST_AHEAD = 3;
const PAGES_PER_AHEAD = 3;

/**
 * All rows that the person asked for, page by page; a time range that is too long for one request
 * is read in parts.
 *
 * @param shape what becomes of the rows of a page, so that they are not all held twice
 */
export async function readPages(
	call: Call,
	list: ListShape,
	own = call.ownRequest(),
	most = readMost(call),
	shape = (rows: IDataObject[]) => rows,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	for (const { request } of splitRequest(own, list.maxDays)) {
		for await (const page of eachPart(call, list, request, most - rows.length)) {
			// No spread: a page may have more rows than a call may have arguments.
			for (const row of shape(page)) rows.push(row);
		}
		if (rows.length >= most) break;
	}
	return rows;
}

async function* eachPart(
	call: Call,
	{ property, pageSize }: ListShape,
	own: CinnoxRequest,
	most: number,
): AsyncGenerator<IDataObject[]> {
	if (pageSize === undefined) {
		const { result } = await call.request(own);
		yield readList(result, property).slice(0, most);
		return;
	}
	const concurrency = call.parameter<number>('options.maxConcurrency', DEFAULT_CONCURRENCY);
	const lookAhead = Math.min(MOST_AHEAD, Number(concurrency) - 1);
	yield* eachPage(call, { property, pageSize }, own, most, lookAhead);
}

/**
 * The pages of a list one after the other, for who may not need all of them.
 *
 * The API has no total and no cursor: a page shorter than asked for, or code 6451011, is the end.
 * The next page starts after the rows that really came, so a short page can't make a gap.
 * https://docs.cinnox.com/docs/get-label-list
 *
 * @param lookAhead most pages to ask for before those in front of them are there
 */
export async function* eachPage(
	call: Call,
	{ property, pageSize }: ListShape & { pageSize: number },
	own: CinnoxRequest,
	most = Infinity,
	lookAhead = 0,
): AsyncGenerator<IDataObject[]> {
	const asked = new Map<number, Promise<IDataObject[]>>();
	const ask = async (offset: number): Promise<IDataObject[]> => {
		const limit = Math.min(pageSize, most - offset);
		const { result, noRecords } = await call.request({ ...own, qs: { ...own.qs, offset, limit } });
		return noRecords ? [] : readList(result, property);
	};
	const askOnce = (offset: number): Promise<IDataObject[]> => {
		const page = asked.get(offset) ?? ask(offset);
		asked.set(offset, page);
		// Nobody may be there to hear that a page beyond the end could not be read.
		page.catch(() => {});
		return page;
	};

	let read = 0;
	let fullPages = 0;
	let last: IDataObject[] = [];
	while (read < most) {
		throwIfStopped(call.signal);
		const next = askOnce(read);
		const ahead = Math.min(lookAhead, Math.floor(fullPages / PAGES_PER_AHEAD));
		for (let offset = read + pageSize; offset <= read + ahead * pageSize; offset += pageSize) {
			if (offset < most) void askOnce(offset);
		}
		const page = await next;
		asked.delete(read);
		// An endpoint that ignores `offset` answers with the same rows for ever.
		if (page.length === 0 || startAlike(page, last)) return;
		last = page;
		const limit = Math.min(pageSize, most - read);
		const wanted = page.slice(0, most - read);
		read += wanted.length;
		yield wanted;
		if (page.length < limit && !looksLikeServersOwnLimit(page.length)) return;
		fullPages += 1;
		if (page.length !== limit) {
			// Pages are of another size than asked for, so those ahead are not the next ones.
			asked.clear();
			fullPages = -Infinity;
		}
	}
}

/** Whether two pages hold the same rows, as far as the shorter one goes. */
function startAlike(page: IDataObject[], other: IDataObject[]): boolean {
	const shared = Math.min(page.length, other.length);
	for (let index = 0; index < shared; index += 1) {
		if (JSON.stringify(page[index]) !== JSON.stringify(other[index])) return false;
	}
	return shared > 0;
}

/** How many rows the person asked for. */
export function readMost(call: Call): number {
	if (call.parameter<boolean>('returnAll', false)) return Infinity;
	return Math.max(1, Math.floor(Number(call.parameter<number>('limit', 50))) || 50);
}

/**
 * A page of, say, exactly 50 or 64 rows when 500 were asked for may be the server's own limit and
 * not the end: reports do not document theirs. One request more makes sure that no row is lost.
 */
function looksLikeServersOwnLimit(rows: number): boolean {
	return rows % 5 === 0 || rows % 32 === 0;
}
