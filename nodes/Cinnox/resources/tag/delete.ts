import type { Operation } from '../../operation/definition';
import { deleteOne, givesDeleted } from '../../operation/deletion';
import { tag } from './fields';

/** Only its name is in the public pages: https://docs.cinnox.com/docs/open-api */
export const deleteTag: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete tag',
	description: 'Delete a tag for good',
	documented: false,
	routing: { request: { method: 'DELETE', url: '/v1/api/apps/{appID}/tag/{tagID}' } },
	gives: givesDeleted,
	fields: [tag],
	inPath: { tagID: tag },
	run: deleteOne(tag),
};
