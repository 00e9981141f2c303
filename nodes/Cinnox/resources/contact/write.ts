import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../../values/objects';
import type { Item } from '../../operation/item';
import { normaliseRow } from '../../operation/rows';
import { toListed } from './mapping';

/** Writes a contact. @returns it under the names of Get Many: CINNOX answers with the ID only */
export async function writeContact(item: Item, body: IDataObject): Promise<IDataObject> {
	const { result } = await item.send({ ...item.draft, body });
	const answered = normaliseRow(isObject(result) ? result : {}, { aliases: { id: ['_id'] } });
	return { ...answered, ...toListed(body) };
}
