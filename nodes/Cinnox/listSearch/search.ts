import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { asRefusal } from '../shared/checks';
import { getAccount } from '../transport/account';
import { readList } from '../transport/envelope';
import { NO_SUCH_ROUTE } from '../transport/errorCodes';
import type { Advice } from '../transport/errors';
import { adviceFor, asNodeError } from '../transport/errors';
import { request, RequestFailed } from '../transport/request';

/** Rows that one look into a list fetches, and how far a search reads on, in requests. */
const PAGE_SIZE = 100;
const MOST_PAGES_PER_SEARCH = 5;

export interface Search {
	url: string;
	qs?: IDataObject;
	/** Member of the result that holds the rows. */
	property?: string;
	/** Whether the endpoint takes `offset` and `limit`. */
	paged: boolean;
	toItem: (row: IDataObject) => INodeListSearchItems | undefined;
	/** What a person can do when CINNOX has no such list under the address that is known. */
	otherwise?: string;
}

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
	{ url, qs, property, paged, toItem, otherwise }: Search,
	filter = '',
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const found: INodeListSearchItems[] = [];
	let offset = Number(paginationToken ?? 0) || 0;
	let appToken = '';
	try {
		const account = await getAccount(context);
		appToken = account.appToken;
		const sender = { account, owner: 'list' };
		for (let page = 0; page < MOST_PAGES_PER_SEARCH; page += 1) {
			const { result, noRecords } = await request(
				context,
				{ method: 'GET', url, qs: { ...qs, ...(paged ? { offset, limit: PAGE_SIZE } : {}) } },
				sender,
			);
			const rows = noRecords ? [] : readList(result, property);
			offset += rows.length;
			for (const row of rows) {
				const item = toItem(row);
				if (item && matches(item, wanted)) found.push(item);
			}
			if (!paged || rows.length < PAGE_SIZE) return { results: found };
			if (found.length > 0) return { results: found, paginationToken: String(offset) };
		}
		return { results: found, paginationToken: String(offset) };
	} catch (error) {
		const advice =
			error instanceof RequestFailed ? adviseOn(error, appToken, otherwise) : asRefusal(error);
		throw asNodeError(context.getNode(), {
			message: advice.message,
			description: advice.description ?? '',
		});
	}
}

function adviseOn(
	{ failure }: RequestFailed,
	appToken: string,
	otherwise = "Choose 'By ID' instead of 'From List' and enter the ID",
): Advice {
	const { answer } = failure;
	if ('code' in answer && answer.code === NO_SUCH_ROUTE) {
		return {
			message: 'CINNOX does not offer this list under the address that is known',
			description: otherwise,
		};
	}
	return adviceFor(failure, appToken);
}

function matches({ name, value }: INodeListSearchItems, wanted: string): boolean {
	return wanted === '' || `${name} ${String(value)}`.toLowerCase().includes(wanted);
}
