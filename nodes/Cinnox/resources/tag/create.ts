import { addBodyFields } from '../../shared/body';
import { additionalBodyFields, functionType, tagDetails } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { addDetails, requireFunctionTypes, tagRow } from './body';

/** https://docs.cinnox.com/docs/create-tag */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create tag',
	description: 'Create a tag that visitors can choose',
	documented: true,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/tag' } },
	fields: [functionType],
	additionalFields: [...tagDetails, additionalBodyFields],
	prepare: [addDetails('additionalFields'), addBodyFields, requireFunctionTypes],
	row: tagRow,
};
