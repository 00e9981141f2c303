import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import type { Search } from '../listSearch/search';
import { searchList } from '../listSearch/search';

/**
 * All entries of a list, because a field for several picks can't ask for more later.
 *
 * @throws NodeApiError with the reason, so that a list that can't load never looks merely empty
 */
export async function loadAll(
	context: ILoadOptionsFunctions,
	search: Search,
): Promise<INodePropertyOptions[]> {
	const options = new Map<string, INodePropertyOptions>();
	let token: unknown;
	do {
		const page = await searchList(
			context,
			{ otherwise: 'Give the IDs by an expression instead', ...search },
			'',
			token,
		);
		const known = options.size;
		for (const { name, value } of page.results) {
			options.set(String(value), { name, value: String(value) });
		}
		// An endpoint that ignores `offset` gives the same page for ever.
		token = options.size > known ? page.paginationToken : undefined;
	} while (token !== undefined);
	return [...options.values()].sort((a, b) => a.name.localeCompare(b.name));
}
