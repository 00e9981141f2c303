import type { IDataObject } from 'n8n-workflow';

import { firstText } from '../../listSearch/names';
import { addBodyFields } from '../../shared/body';
import { inPath } from '../../shared/checks';
import { additionalBodyFields, destination, destinationFields } from '../../shared/fields';
import type { Call, Operation } from '../../shared/operation';
import { findRow, inTurn, requireChanges } from '../../shared/update';
import { NO_SUCH_ROUTE } from '../../transport/errorCodes';
import { RequestFailed } from '../../transport/request';
import { addDestination, checkDestination, toInput } from './body';

/**
 * The API wants the whole definition, so what the destination list tells is sent along. The list's
 * address and fields are guesses: where it does not tell, the person has to.
 *
 * https://docs.cinnox.com/docs/create-destination-1
 */
export const update: Operation = {
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
	additionalFields: [additionalBodyFields],
	prepare: [
		inPath('destinationID', 'destination', 'Destination'),
		addDestination('updateFields.'),
		addBodyFields,
		requireChanges,
	],
	run: updateDestination,
};

async function updateDestination(call: Call): Promise<IDataObject[]> {
	const id = call.picked('destination');
	const answer = await inTurn(
		call,
		async () =>
			await call.once('', async () => {
				const body: IDataObject = {
					...toInput((await readDestination(call, id)) ?? {}),
					...(call.options.body as IDataObject),
				};
				checkDestination(body);
				await call.request({ ...call.ownRequest(), body });
				return { id, ...body };
			}),
	);
	return [answer];
}

async function readDestination(call: Call, id: string): Promise<IDataObject | undefined> {
	const reading = findRow(
		call,
		'/v1/api/apps/{appID}/destination',
		{},
		(row) => firstText(row, 'id', '_id', 'destinationID', 'destinationId') === id,
	);
	const [read] = await Promise.allSettled([reading]);
	if (read.status === 'fulfilled') return read.value;
	if (isNoRoute(read.reason)) return undefined;
	throw read.reason;
}

function isNoRoute(error: unknown): boolean {
	if (!(error instanceof RequestFailed)) return false;
	const { answer } = error.failure;
	return 'code' in answer && answer.code === NO_SUCH_ROUTE;
}
