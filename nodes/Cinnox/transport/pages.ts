import type { IDataObject } from 'n8n-workflow';

import type { Call, ListShape } from '../shared/operation';
import { readList } from './envelope';
import { throwIfStopped } from './pause';
import type { CinnoxRequest } from './request';
import { splitRequest } from './windows';

/**
 * All rows that the person asked for, page by page; a time range that is too long for one request
 * is read in parts.
 */
export async function readPages(
	call: Call,
	list: ListShape,
	own = call.ownRequest(),
	most = readMost(call),
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	for (const { request } of splitRequest(own, list.maxDays)) {
		const part = await readPart(call, list, request, most - rows.length);
		// No spread: a part may have more rows than a call may have arguments.
		for (const row of part) rows.push(row);
		if (rows.length >= most) break;
	}
	return rows;
}

/**
 * The API has no total and no cursor: a page shorter than asked for, or code 6451011, is the end.
 * The next page starts after the rows that really came, so a short page can't make a gap.
 * https://docs.cinnox.com/docs/get-label-list
 */
async function readPart(
	call: Call,
	{ property, pageSize }: ListShape,
	own: CinnoxRequest,
	most: number,
): Promise<IDataObject[]> {
	if (pageSize === undefined) {
		const { result } = await call.request(own);
		return readList(result, property).slice(0, most);
	}

	const rows: IDataObject[] = [];
	for await (const page of eachPage(call, { property, pageSize }, own, most)) {
		for (const row of page) rows.push(row);
	}
	return rows;
}

/** The pages of a list one after the other, for who may not need all of them. */
export async function* eachPage(
	call: Call,
	{ property, pageSize }: ListShape & { pageSize: number },
	own: CinnoxRequest,
	most = Infinity,
): AsyncGenerator<IDataObject[]> {
	let read = 0;
	let last: IDataObject[] = [];
	while (read < most) {
		throwIfStopped(call.signal);
		const limit = Math.min(pageSize, most - read);
		const { result, noRecords } = await call.request({
			...own,
			qs: { ...own.qs, offset: read, limit },
		});
		const page = noRecords ? [] : readList(result, property);
		// An endpoint that ignores `offset` answers with the same rows for ever.
		if (page.length === 0 || startAlike(page, last)) return;
		last = page;
		const wanted = page.slice(0, most - read);
		read += wanted.length;
		yield wanted;
		if (page.length < limit && !looksLikeServersOwnLimit(page.length)) return;
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
