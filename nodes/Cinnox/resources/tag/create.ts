import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../operation/definition';
import { requireText } from '../../operation/parameters';
import { addDetails, checkFunctionTypes, tagRow } from './body';
import { functionType, tagDetails, tagName } from './fields';

/** https://docs.cinnox.com/docs/create-tag */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create tag',
	description: 'Create a tag that visitors can choose',
	documented: true,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/tag' } },
	fields: [tagName, functionType],
	additionalFields: tagDetails,
	prepare: (item) => {
		requireText(item, tagName.name, tagName.displayName);
		addDetails(item, 'additionalFields');
		checkFunctionTypes(item.draft.body as IDataObject);
	},
	done: ({ draft }, { id }) =>
		id === undefined ? { created: true, ...(draft.body as IDataObject) } : {},
	row: tagRow,
};
