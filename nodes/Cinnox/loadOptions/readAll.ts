import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
) => Promise<INodeListSearchResult>;

/**
 * All pages of a list to pick from, because a field for several picks can't ask for more later.
 *
 * @throws NodeApiError with the reason when the list can't be read
 */
export async function readAll(
	context: ILoadOptionsFunctions,
	search: ListSearch,
): Promise<INodePropertyOptions[]> {
	const options = new Map<string, INodePropertyOptions>();
	let paginationToken: unknown;
	do {
		const page = await search.call(context, undefined, paginationToken);
		const known = options.size;
		for (const { name, value } of page.results) {
			options.set(String(value), { name, value: String(value) });
		}
		// An endpoint that ignores `offset` gives the same page for ever.
		paginationToken = options.size > known ? page.paginationToken : undefined;
	} while (paginationToken !== undefined);
	return [...options.values()].sort((a, b) => a.name.localeCompare(b.name));
}
