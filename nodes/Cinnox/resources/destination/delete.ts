import { addBodyFields } from '../../shared/body';
import { inPath } from '../../shared/checks';
import { deleteOne } from '../../shared/deletion';
import { additionalBodyFields, destination } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

/** Only its name is in the public pages: https://docs.cinnox.com/docs/management */
export const deleteDestination: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete destination',
	description: 'Delete a service group for good',
	documented: false,
	routing: {
		request: { method: 'DELETE', url: '/v1/api/apps/{appID}/destination/{destinationID}' },
	},
	fields: [destination],
	additionalFields: [additionalBodyFields],
	prepare: [inPath('destinationID', 'destination', 'Destination'), addBodyFields],
	run: deleteOne('destination'),
};
