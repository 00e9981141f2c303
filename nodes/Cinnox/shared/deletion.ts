import type { IDataObject } from 'n8n-workflow';

import type { Call } from './operation';

/** Deletes, and answers as every Delete in n8n does, whatever CINNOX says. */
export function deleteOne(idParameter: string): (call: Call) => Promise<IDataObject[]> {
	return async (call) => {
		const id = call.picked(idParameter);
		const answer = await call.once('', async () => {
			await call.request(call.ownRequest());
			return { deleted: true, id };
		});
		return [answer];
	};
}
