import type { Operation } from '../../operation/definition';
import { deleteOne, givesDeleted } from '../../operation/deletion';
import { destination } from './fields';

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
	gives: givesDeleted,
	fields: [destination],
	inPath: { destinationID: destination },
	run: deleteOne(destination),
};
