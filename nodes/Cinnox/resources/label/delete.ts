import { addBodyFields } from '../../shared/body';
import { inPath } from '../../shared/checks';
import { deleteOne } from '../../shared/deletion';
import { additionalBodyFields, label } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

/** https://docs.cinnox.com/docs/open-api */
export const deleteLabel: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete label',
	description: 'Delete a label for good',
	documented: false,
	routing: { request: { method: 'DELETE', url: '/v1/api/apps/{appID}/labels/{labelID}' } },
	fields: [label],
	additionalFields: [additionalBodyFields],
	prepare: [inPath('labelID', 'label', 'Label'), addBodyFields],
	run: deleteOne('label'),
};
