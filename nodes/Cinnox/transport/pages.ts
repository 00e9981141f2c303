import type { IDataObject } from 'n8n-workflow';

import type { Call, ListShape } from '../shared/operation';
import { readList } from './envelope';
import { throwIfStopped } from './pause';

/**
 * All rows that the person asked for, page by page.
 *
 * The API has no total and no cursor: a page shorter than asked for, or code 6451011, is the end.
 * The next page starts after the rows that really came, so a short page can't make a gap.
 * https://docs.cinnox.com/docs/get-label-list
 */
export async function readPages(
	call: Call,
	{ property, pageSize }: ListShape,
	own = call.ownRequest(),
	most = readMost(call),
): Promise<IDataObject[]> {
	if (pageSize === undefined) {
		const { result } = await call.request(own);
		return readList(result, property).slice(0, most);
	}

	const rows: IDataObject[] = [];
	let seen: string | undefined;
	while (rows.length < most) {
		throwIfStopped(call.signal);
		const limit = Math.min(pageSize, most - rows.length);
		const { result, noRecords } = await call.request({
			...own,
			qs: { ...own.qs, offset: rows.length, limit },
		});
		const page = noRecords ? [] : readList(result, property);
		if (page.length === 0) break;
		// An endpoint that ignores `offset` answers with the same rows for ever.
		const ends = JSON.stringify([page[0], page[page.length - 1]]);
		if (ends === seen) break;
		seen = ends;
		for (const row of page.slice(0, most - rows.length)) rows.push(row);
		if (page.length < limit && !looksLikeServersOwnLimit(page.length)) break;
	}
	return rows;
}

/** How many rows the person asked for. */
export function readMost(call: Call): number {
	if (call.parameter<boolean>('returnAll', false)) return Infinity;
	return Math.max(1, Math.floor(Number(call.parameter<number>('limit', 50))) || 50);
}

/**
 * A page of, say, exactly 50 rows when 500 were asked for may be the server's own limit and not the
 * end: reports do not document theirs. One request more makes sure that no row is lost.
 */
function looksLikeServersOwnLimit(rows: number): boolean {
	return rows % 10 === 0;
}
