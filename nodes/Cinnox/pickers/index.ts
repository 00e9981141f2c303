import type { ILoadOptionsFunctions, INodeType } from 'n8n-workflow';

import { multiPickers, pickers } from './pickers';
import { loadAll, searchList } from './search';

type Methods = NonNullable<INodeType['methods']>;

/** What a field for one thing names as `searchListMethod`. */
export const listSearch: NonNullable<Methods['listSearch']> = Object.fromEntries(
	Object.entries(pickers).map(([name, picker]) => [
		name,
		async function (this: ILoadOptionsFunctions, filter?: string, paginationToken?: string) {
			return await searchList(this, picker, filter, paginationToken);
		},
	]),
);

/** What a field for several things names as `loadOptionsMethod`. */
export const loadOptions: NonNullable<Methods['loadOptions']> = Object.fromEntries(
	Object.entries(multiPickers).map(([name, picker]) => [
		name,
		async function (this: ILoadOptionsFunctions) {
			return await loadAll(this, picker);
		},
	]),
);
