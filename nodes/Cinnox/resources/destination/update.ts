import type { IDataObject } from 'n8n-workflow';

import { firstText } from '../../../values/text';
import type { Operation } from '../../operation/definition';
import type { StoredRecords } from '../../operation/storedRecords';
import { requireChanges, storedRecords } from '../../operation/storedRecords';
import { addDestination, checkDestination, toInput } from './body';
import { destination, destinationFields } from './fields';

/**
 * The API wants the whole definition, so what the destination list tells is sent along. The list's
 * address and fields are guesses: where it does not tell, the person has to.
 *
 * https://docs.cinnox.com/docs/create-destination-1
 */
export const update: Operation<string, StoredRecords> = {
	name: 'Update',
	value: 'update',
	action: 'Update destination',
	description: 'Change a service group; everything that is not listed stays as it is',
	documented: true,
	routing: {
		request: { method: 'PATCH', url: '/v1/api/apps/{appID}/destination/{destinationID}' },
	},
	fields: [destination],
	updateFields: destinationFields,
	inPath: { destinationID: destination },
	share: () =>
		storedRecords({
			url: '/v1/api/apps/{appID}/destination',
			isGuess: true,
			idOf: (row) => firstText(row, 'id', '_id', 'destinationID', 'destinationId'),
			toInput,
		}),
	prepare: (item, destinations) => {
		addDestination(item, 'updateFields.');
		requireChanges(item);
		const id = item.picked(destination.name);
		destinations.want(id);
		return id;
	},
	run: async (item, id, destinations) => [
		await destinations.update(item, id, async (before) => {
			const body: IDataObject = { ...before, ...(item.draft.body as IDataObject) };
			checkDestination(body);
			await item.send({ ...item.draft, body });
			return { stored: body, answer: { id, ...body } };
		}),
	],
};
