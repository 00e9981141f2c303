import type { IDataObject } from 'n8n-workflow';

import { refuse } from '../values/refusal';
import { readList } from './envelope';
import { throwIfStopped } from './pause';
import { WRONG_PARAMETER } from './errorCodes';
import type { CinnoxRequest, Success } from './request';
import { codeOf, failureOf, RequestFailed } from './request';
import { splitRequest } from './windows';

/** How the rows of a list are asked for, and where they stand in the answer. */
export interface ListShape {
	/** Member of the result that holds the rows; any array is taken when absent. */
	property?: string;
	/** Rows per request, CINNOX's documented maximum; absent = the endpoint has no paging. */
	pageSize?: number;
	/** Reads the rows out of a result that holds others too. */
	rowsOf?: (result: unknown) => IDataObject[];
	/** Longest time range of one request in days; longer ones are split. */
	maxDays?: number;
}

/** One request, through pace and retries. */
export type Send = (request: CinnoxRequest) => Promise<Success>;

/** How far a list is read, and how fast. */
export interface Reading {
	/** Most rows to read; all when absent. */
	most?: number;
	/** Most pages to ask for before those in front of them are there; 0 when absent. */
	lookAhead?: number;
	signal?: AbortSignal;
	/** Which rows count and come out; all when absent. */
	keep?: (row: IDataObject) => boolean;
}

/**
 * One page more is asked for ahead for every so many that came, so that what is asked for in vain at
 * the end stays a small part.
 */
const PAGES_PER_AHEAD = 3;

/** Most rows of a list that is read to its end; a server that always has more would end n8n. */
const MOST_ROWS = 1_000_000;

function endless(): Error {
	return refuse(
		'The list did not come to its end after 1,000,000 rows',
		"Turn off 'Return All' and set a 'Limit', or narrow the list by its filters or its time range",
	);
}

/**
 * All rows of a list, page by page; a time range that is too long for one request is read in parts.
 *
 * @param shape what becomes of the rows of a page, so that they are not all held twice
 * @throws UserError when all rows are wanted and a million did not bring the end
 */
export async function readRows(
	send: Send,
	request: CinnoxRequest,
	{ property, pageSize, maxDays, rowsOf }: ListShape,
	{ most = Infinity, keep, ...reading }: Reading = {},
	shape = (rows: IDataObject[]) => rows,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	for (const { request: part } of splitRequest(request, maxDays)) {
		// How many rows are to be read for those that are wanted, nobody knows.
		const limit = keep === undefined ? most - rows.length : Infinity;
		const pages =
			pageSize === undefined
				? onePage(send, part, rowsOf ?? ((result) => readList(result, property)), limit)
				: eachPage(send, part, { property, pageSize }, { ...reading, most: limit });
		for await (const page of pages) {
			// No spread: a page may have more rows than a call may have arguments.
			const kept = keep === undefined ? page : page.filter(keep).slice(0, most - rows.length);
			for (const row of shape(kept)) rows.push(row);
			if (rows.length >= most) break;
		}
		if (rows.length >= most) break;
	}
	return rows;
}

/** Fewer rows than this are no page of which there could be another. */
const SMALLEST_FULL_PAGE = 20;

function isMaybeFull({ length }: IDataObject[]): boolean {
	return length >= SMALLEST_FULL_PAGE && looksLikeServersOwnLimit(length);
}

/**
 * All rows of a list whose pages say nothing about paging: it is asked without `offset` first, and for
 * more only where as many rows came as a server's own limit would let through. A server that does not
 * know `offset` refuses it, or gives the same rows again; both are the end.
 *
 * @param pageSize most rows to ask for at once
 * @throws UserError when a million rows did not bring the end
 */
export async function readOnward(
	send: Send,
	request: CinnoxRequest,
	pageSize: number,
	signal?: AbortSignal,
): Promise<IDataObject[]> {
	let page = readList((await send(request)).result);
	const rows = [...page];
	while (isMaybeFull(page)) {
		throwIfStopped(signal);
		if (rows.length >= MOST_ROWS) throw endless();
		const qs = { ...request.qs, offset: rows.length, limit: pageSize };
		const [next] = await Promise.allSettled([send({ ...request, qs })]);
		if (next.status === 'rejected') {
			if (codeOf(next.reason) === WRONG_PARAMETER) break;
			throw next.reason;
		}
		const more = next.value.noRecords ? [] : readList(next.value.result);
		if (more.length === 0 || startAlike(more, page)) break;
		for (const row of more) rows.push(row);
		page = more;
	}
	return rows;
}

/**
 * One page of a list, for who asks for the next one later; where CINNOX names a smaller page size than
 * was asked for, of that size.
 *
 * @returns the rows, the size that CINNOX accepts, and whether they are the last ones
 */
export async function readPage(
	send: Send,
	request: CinnoxRequest,
	{ property, pageSize }: ListShape & { pageSize: number },
	offset: number,
): Promise<{ rows: IDataObject[]; pageSize: number; isLast: boolean }> {
	const ask = async (limit: number) =>
		await send({ ...request, qs: { ...request.qs, offset, limit } });
	let size = pageSize;
	let asking = ask(size);
	const largest = largestPage(await failureOf(asking));
	if (largest !== undefined && largest < size) {
		size = largest;
		asking = ask(size);
	}
	const { result, noRecords } = await asking;
	const rows = noRecords ? [] : readList(result, property);
	return { rows, pageSize: size, isLast: rows.length < size && !isMaybeFull(rows) };
}

async function* onePage(
	send: Send,
	request: CinnoxRequest,
	rowsOf: (result: unknown) => IDataObject[],
	most: number,
): AsyncGenerator<IDataObject[]> {
	const { result } = await send(request);
	yield rowsOf(result).slice(0, most);
}

/**
 * The pages of a list one after the other, for who may not need all of them.
 *
 * The API has no total and no cursor: a page shorter than asked for, or code 6451011, is the end.
 * The next page starts after the rows that really came, so a short page can't make a gap.
 * https://docs.cinnox.com/docs/get-label-list
 */
export async function* eachPage(
	send: Send,
	request: CinnoxRequest,
	{ property, pageSize: usual }: ListShape & { pageSize: number },
	{ most = Infinity, lookAhead = 0, signal }: Reading = {},
): AsyncGenerator<IDataObject[]> {
	let pageSize = usual;
	let hasAdopted = false;
	const asked = new Map<number, Promise<IDataObject[]>>();
	const ask = async (offset: number): Promise<IDataObject[]> => {
		const limit = Math.min(pageSize, most - offset);
		const { result, noRecords } = await send({
			...request,
			qs: { ...request.qs, offset, limit },
		});
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
		throwIfStopped(signal);
		if (most === Infinity && read >= MOST_ROWS) throw endless();
		const next = askOnce(read);
		const ahead = Math.min(lookAhead, Math.floor(fullPages / PAGES_PER_AHEAD));
		for (let offset = read + pageSize; offset <= read + ahead * pageSize; offset += pageSize) {
			if (offset < most) void askOnce(offset);
		}
		const failure = await failureOf(next);
		const largest = hasAdopted ? undefined : largestPage(failure);
		if (largest !== undefined && largest < Math.min(pageSize, most - read)) {
			pageSize = largest;
			hasAdopted = true;
			asked.clear();
			continue;
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

/**
 * The page size that CINNOX names when it refuses a larger one, "exceed maximum limit 100".
 * https://docs.cinnox.com/docs/error-codes-and-rate-limit
 */
function largestPage(failure: Error | undefined): number | undefined {
	if (!(failure instanceof RequestFailed) || codeOf(failure) !== WRONG_PARAMETER) return undefined;
	const { answer } = failure.failure;
	const said = 'said' in answer ? answer.said : undefined;
	const named = Number(/exceed maximum limit\D{0,9}(\d{1,6})/i.exec(said ?? '')?.[1]);
	return named > 0 ? named : undefined;
}

/** Whether two pages hold the same rows, as far as the shorter one goes. */
function startAlike(page: IDataObject[], other: IDataObject[]): boolean {
	const shared = Math.min(page.length, other.length);
	for (let index = 0; index < shared; index += 1) {
		if (JSON.stringify(page[index]) !== JSON.stringify(other[index])) return false;
	}
	return shared > 0;
}

/**
 * A page of, say, exactly 50 or 64 rows when 500 were asked for may be the server's own limit and
 * not the end: reports do not document theirs. One request more makes sure that no row is lost.
 */
function looksLikeServersOwnLimit(rows: number): boolean {
	return rows % 5 === 0 || rows % 32 === 0;
}
