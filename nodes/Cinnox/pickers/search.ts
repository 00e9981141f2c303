import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';

import { getAccount } from '../../transport/account';
import { NO_SUCH_ROUTE } from '../../transport/errorCodes';
import { adviceFor, asNodeError, inOneText } from '../../transport/errors';
import type { Advice } from '../../transport/errorTable';
import type { Send } from '../../transport/pages';
import { readPage, readRows } from '../../transport/pages';
import type { CinnoxRequest } from '../../transport/request';
import { codeOf, request, RequestFailed } from '../../transport/request';
import { asRefusal } from '../../values/refusal';
import { toText } from '../../values/text';
import { DAY } from '../../values/time';

/** Rows that one look into a list fetches, and how far a search reads on, in requests. */
const PAGE_SIZE = 100;
const MOST_PAGES_PER_SEARCH = 5;

/** A person waits in front of the list; in ms. */
const TIMEOUT_MS = 15_000;

/** One thing that can be picked. */
export interface Picker {
	url: string;
	/** Member of the result that holds the rows. */
	property?: string;
	/** Whether the endpoint takes `offset` and `limit`. */
	paged: boolean;
	/** The last days that a report is asked for; without it everything is. */
	days?: number;
	/** Shown in place of an empty list; without it a report says which time it was asked for. */
	none?: (wanted: Wanted) => string;
	/** An entry of the list from a row, or undefined for a row that can't be picked. */
	toItem: (row: IDataObject, wanted: Wanted) => INodeListSearchItems | undefined;
	/** A second list, read and shown beside this one. */
	beside?: Picker;
	/** What a person can do when CINNOX has no such list under the address that is known. */
	otherwise?: string;
	/** Shown above the others, where several can be picked. */
	all?: INodePropertyOptions;
}

/** What a list is looked at for. */
export interface Wanted {
	/** A time as the workflow's own clocks show it, to the minute; what is no time stays as it is. */
	tell: (value: unknown) => string;
	/** The operation that is chosen in the form, e.g. `sendOtp`. */
	operation: string;
}

/** One list on its way: where the next page begins, or undefined at its end. */
interface Place {
	list: Picker;
	qs: IDataObject;
	offset?: number;
	/** How many rows CINNOX gives at once. */
	pageSize: number;
}

/**
 * One page of a list to pick from, filtered by what the person typed.
 *
 * The API can't search most lists, so the filter is applied here, over up to five pages at a time;
 * n8n asks for the next ones when the person scrolls. A list that is empty says what was looked at.
 *
 * @throws NodeApiError with the reason, so that a list that can't load never looks merely empty
 */
export async function searchList(
	context: ILoadOptionsFunctions,
	picker: Picker,
	filter = '',
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const text = filter.trim().toLowerCase();
	const found = new Map<string, INodeListSearchItems>();
	const places = toPlaces(picker, paginationToken);
	const wanted = { tell: timeTeller(context), operation: operationOf(context) };
	let appToken = '';
	try {
		const account = await getAccount(context);
		appToken = account.appToken;
		const sender = { account, owner: 'list' };
		const send: Send = async (asked) => await request(context, asked, sender);
		for (let page = 0; page < MOST_PAGES_PER_SEARCH && found.size === 0; page += 1) {
			const open = places.filter(({ offset }) => offset !== undefined);
			const pages = await Promise.all(open.map(async (place) => await readNext(send, place)));
			for (const [index, { list }] of open.entries()) {
				for (const row of pages[index]) {
					const item = list.toItem(row, wanted);
					if (item && matches(item, text) && !found.has(String(item.value))) {
						found.set(String(item.value), item);
					}
				}
			}
		}
		const results = [...found.values()];
		if (places.some(({ offset }) => offset !== undefined)) {
			return { results, paginationToken: toToken(places) };
		}
		const isEmpty = results.length === 0 && paginationToken === undefined;
		return { results: isEmpty ? nothing(places, filter.trim(), wanted) : results };
	} catch (error) {
		const { otherwise } = picker;
		const advice =
			error instanceof RequestFailed ? adviseOn(error, appToken, otherwise) : asRefusal(error);
		const { message, description = '' } = advice;
		throw asNodeError(context.getNode(), {
			// The editor's list shows nothing else.
			message: inOneText({ message, description }),
			description,
		});
	}
}

/** @param token what the last look gave: for each list where it ended, and nothing for one at its end */
function toPlaces(picker: Picker, token: unknown): Place[] {
	const ends = token === undefined ? undefined : toText(token).split(',');
	return [picker, ...(picker.beside ? [picker.beside] : [])].map((list, index) => {
		const qs = lastDays(list);
		if (ends === undefined) return { list, qs, offset: 0, pageSize: PAGE_SIZE };
		const [offset, pageSize] = (ends[index] ?? '').split(' ').map(Number);
		return { list, qs, offset: offset || undefined, pageSize: pageSize || PAGE_SIZE };
	});
}

function toToken(places: Place[]): string {
	return places
		.map(({ offset = '', pageSize }) => (pageSize === PAGE_SIZE ? offset : `${offset} ${pageSize}`))
		.join(',');
}

function lastDays({ days }: Picker): IDataObject {
	if (days === undefined) return {};
	const now = Date.now();
	return {
		startAt: new Date(now - days * DAY).toISOString(),
		endAt: new Date(now).toISOString(),
	};
}

/** The rows of the next page; the place moves on behind them. */
async function readNext(send: Send, place: Place): Promise<IDataObject[]> {
	const { list, qs, offset = 0 } = place;
	const { url, property } = list;
	const asked: CinnoxRequest = { method: 'GET', url, qs, extra: { timeout: TIMEOUT_MS } };
	if (!list.paged) {
		place.offset = undefined;
		return await readRows(send, asked, { property });
	}
	const { pageSize: before } = place;
	const read = await readPage(send, asked, { property, pageSize: before }, offset);
	place.pageSize = read.pageSize;
	place.offset = read.isLast ? undefined : offset + read.rows.length;
	return read.rows;
}

/** Says in an entry of its own what was looked at; picking it counts as picking nothing. */
function nothing([{ list, qs }]: Place[], filter: string, wanted: Wanted): INodeListSearchItems[] {
	const [from, to] = [qs.startAt, qs.endAt].map((time) => wanted.tell(time).slice(0, 10));
	const what =
		list.none?.(wanted) ?? (list.days === undefined ? '' : `Nothing from ${from} to ${to}`);
	if (what === '') return [];
	return [{ name: filter === '' ? what : `${what} for "${filter}"`, value: '' }];
}

/** A form says which operation it shows; a list that is loaded elsewhere has none. */
function operationOf(context: ILoadOptionsFunctions): string {
	try {
		return toText(context.getCurrentNodeParameter('operation'));
	} catch {
		return '';
	}
}

function adviseOn(
	error: RequestFailed,
	appToken: string,
	otherwise = "Choose 'By ID' instead of 'From List' and enter the ID",
): Advice {
	if (codeOf(error) === NO_SUCH_ROUTE) {
		return {
			message: 'CINNOX does not offer this list under the address that is known',
			description: otherwise,
		};
	}
	return adviceFor(error.failure, appToken);
}

function matches({ name, value }: INodeListSearchItems, wanted: string): boolean {
	return wanted === '' || `${name} ${String(value)}`.toLowerCase().includes(wanted);
}

/** Nobody finds anything in a longer list, and one that never ends must not be read for ever. */
const MOST_ENTRIES = 10_000;

/** Says at its end that a list is not complete; picking it sends nothing that CINNOX knows. */
const CUT_OFF: INodePropertyOptions = {
	name: `… Only the First ${MOST_ENTRIES.toLocaleString('en')} Are Shown; Give Others by an Expression`,
	value: '',
};

/**
 * All entries of a list, because a field for several picks can't ask for more later.
 *
 * @throws NodeApiError with the reason, so that a list that can't load never looks merely empty
 */
export async function loadAll(
	context: ILoadOptionsFunctions,
	picker: Picker,
): Promise<INodePropertyOptions[]> {
	const options = new Map<string, INodePropertyOptions>();
	let token: unknown;
	do {
		const page = await searchList(context, picker, '', token);
		const known = options.size;
		for (const { name, value } of page.results) {
			options.set(String(value), { name, value: String(value) });
		}
		// An endpoint that ignores `offset` gives the same page for ever.
		token = options.size > known ? page.paginationToken : undefined;
	} while (token !== undefined && options.size < MOST_ENTRIES);
	const sorted = [...options.values()].sort((a, b) => a.name.localeCompare(b.name));
	const shown = token === undefined ? sorted : [...sorted.slice(0, MOST_ENTRIES), CUT_OFF];
	return picker.all ? [picker.all, ...shown] : shown;
}

function timeTeller(context: ILoadOptionsFunctions): Wanted['tell'] {
	// Swedish writes a date the way everybody can sort and read: 2026-01-31 09:00.
	const format = new Intl.DateTimeFormat('sv-SE', {
		timeZone: context.getTimezone(),
		dateStyle: 'short',
		timeStyle: 'short',
	});
	return (value) => {
		const text = toText(value);
		const time = Date.parse(text);
		return Number.isNaN(time) ? text : format.format(time);
	};
}
