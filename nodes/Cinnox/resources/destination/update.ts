import type { IDataObject } from 'n8n-workflow';

import { firstText } from '../../../values/text';
import type { Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import type { StoredRecords } from '../../operation/storedRecords';
import { requireChanges, storedRecords } from '../../operation/storedRecords';
import { readCleared } from '../../operation/clearFields';
import { phoneOptions } from '../common/phone';
import { addDestination, checkDestination, toInput } from './body';
import { readDestinations } from './rows';
import { clearDestination, destination, destinationFields } from './fields';

/**
 * The API wants the whole definition, so what the destination list tells is sent along. The list's
 * address and fields are guesses: where it does not tell, the person has to.
 *
 * https://docs.cinnox.com/docs/create-destination-1
 */
export const update: Operation<DestinationChange, StoredRecords> = {
	name: 'Update',
	value: 'update',
	action: 'Update destination',
	description: 'Change a service group; everything that is not listed stays as it is',
	documented: true,
	routing: {
		request: { method: 'PATCH', url: '/v1/api/apps/{appID}/destination/{destinationID}' },
	},
	gives: { like: 'Destination' },
	fields: [destination],
	updateFields: [...destinationFields, clearDestination],
	options: phoneOptions,
	inPath: { destinationID: destination },
	share: () =>
		storedRecords({
			url: '/v1/api/apps/{appID}/destination',
			isGuess: true,
			rowsOf: readDestinations,
			idOf: (row) => firstText(row, 'id', '_id', 'destinationID', 'destinationId'),
			toInput,
		}),
	prepare: (item, destinations) => {
		addDestination(item, 'updateFields.');
		const cleared = readCleared(item, clearDestination);
		requireChanges(item, cleared);
		const id = item.picked(destination.name);
		destinations.want(id);
		return { id, cleared };
	},
	review: async (item, change, destinations) => {
		toBody(item, change, await destinations.find(item, change.id));
	},
	run: async (item, { id, cleared }, destinations) => [
		await destinations.update(item, id, async (before) => {
			const body = toBody(item, { id, cleared }, before);
			await item.send({ ...item.draft, body });
			return { stored: body, answer: { id, ...body } };
		}),
	],
};

interface DestinationChange {
	id: string;
	/** What is to be emptied. */
	cleared: string[];
}

/** The whole destination as it is to be. @throws UserError when CINNOX could not take it */
function toBody(
	item: Item,
	{ cleared }: DestinationChange,
	before: IDataObject | undefined,
): IDataObject {
	const body: IDataObject = { ...before, ...(item.draft.body as IDataObject) };
	for (const name of cleared) body[name] = [];
	checkDestination(body);
	return body;
}
