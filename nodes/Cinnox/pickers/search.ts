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
	/** Query parameters, made anew for each look. */
	qs?: () => IDataObject;
	/** An entry of the list from a row, or undefined for a row that can't be picked. */
	toItem: (row: IDataObject, tell: TellTime) => INodeListSearchItems | undefined;
	/** What a person can do when CINNOX has no such list under the address that is known. */
	otherwise?: string;
	/** Shown above the others, where several can be picked. */
	all?: INodePropertyOptions;
}

/** A time as the workflow's own clocks show it, to the minute; what is no time stays as it is. */
export type TellTime = (value: unknown) => string;

/**
 * One page of a list to pick from, filtered by what the person typed.
 *
 * The API can't search most lists, so the filter is applied here, over up to five pages at a time;
 * n8n asks for the next ones when the person scrolls.
 *
 * @throws NodeApiError with the reason, so that a list that can't load never looks merely empty
 */
export async function searchList(
	context: ILoadOptionsFunctions,
	{ url, qs, property, paged, toItem, otherwise }: Picker,
	filter = '',
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const found: INodeListSearchItems[] = [];
	let { offset, pageSize } = readToken(paginationToken);
	const query = qs?.();
	const tell = timeTeller(context);
	let appToken = '';
	try {
		const account = await getAccount(context);
		appToken = account.appToken;
		const sender = { account, owner: 'list' };
		const send: Send = async (asked) => await request(context, asked, sender);
		const list: CinnoxRequest = {
			method: 'GET',
			url,
			qs: query,
			extra: { timeout: TIMEOUT_MS },
		};
		for (let page = 0; page < MOST_PAGES_PER_SEARCH; page += 1) {
			const { rows, isLast, ...read } = paged
				? await readPage(send, list, { property, pageSize }, offset)
				: { rows: await readRows(send, list, { property }), isLast: true, pageSize };
			offset += rows.length;
			pageSize = read.pageSize;
			for (const row of rows) {
				const item = toItem(row, tell);
				if (item && matches(item, wanted)) found.push(item);
			}
			if (isLast) return { results: found };
			if (found.length > 0) break;
		}
		return { results: found, paginationToken: toToken(offset, pageSize) };
	} catch (error) {
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

/** Where the last look ended, and how many rows CINNOX gives at once. */
function readToken(token: unknown): { offset: number; pageSize: number } {
	const [offset, pageSize] = toText(token).split(' ').map(Number);
	return { offset: offset || 0, pageSize: pageSize || PAGE_SIZE };
}

function toToken(offset: number, pageSize: number): string {
	return pageSize === PAGE_SIZE ? String(offset) : `${offset} ${pageSize}`;
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

function timeTeller(context: ILoadOptionsFunctions): TellTime {
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
