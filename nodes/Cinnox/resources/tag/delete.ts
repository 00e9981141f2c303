import { addBodyFields } from '../../shared/body';
import { inPath } from '../../shared/checks';
import { deleteOne } from '../../shared/deletion';
import { additionalBodyFields, tag } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

/** Only its name is in the public pages: https://docs.cinnox.com/docs/open-api */
export const deleteTag: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete tag',
	description: 'Delete a tag for good',
	documented: false,
	routing: { request: { method: 'DELETE', url: '/v1/api/apps/{appID}/tag/{tagID}' } },
	fields: [tag],
	additionalFields: [additionalBodyFields],
	prepare: [inPath('tagID', 'tag', 'Tag'), addBodyFields],
	run: deleteOne('tag'),
};
