import type { IDataObject } from 'n8n-workflow';

import type { Call } from '../../shared/operation';
import { normaliseRow } from '../../shared/rows';
import { isObject } from '../../transport/envelope';
import { toListed } from './mapping';

/** Writes a contact and puts it out under the names of Get Many: CINNOX answers with the ID only. */
export async function writeContact(
	call: Call,
	toBody: () => Promise<IDataObject>,
): Promise<IDataObject[]> {
	const answer = await call.once('', async () => {
		const body = await toBody();
		const { result } = await call.request({ ...call.ownRequest(), body });
		const answered = normaliseRow(isObject(result) ? result : {}, { aliases: { id: ['_id'] } });
		return { ...answered, ...toListed(body) };
	});
	return [answer];
}
