import type { Operation } from '../../operation/definition';
import { deleteOne, givesDeleted } from '../../operation/deletion';
import { locator } from '../../operation/locator';

/** https://docs.cinnox.com/docs/get-label-list */
const label = locator({ displayName: 'Label', name: 'label', list: 'getLabels' });

/** https://docs.cinnox.com/docs/open-api */
export const deleteLabel: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete label',
	description: 'Delete a label for good',
	documented: false,
	routing: { request: { method: 'DELETE', url: '/v1/api/apps/{appID}/labels/{labelID}' } },
	gives: givesDeleted,
	fields: [label],
	inPath: { labelID: label },
	run: deleteOne(label),
};
