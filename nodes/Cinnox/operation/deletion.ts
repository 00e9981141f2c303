import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Gives } from './definition';
import type { Item } from './item';

/** What comes out of every Delete. */
export const givesDeleted: Gives = { adds: { deleted: 'boolean', id: 'string' } };

/**
 * Deletes, and answers as every Delete in n8n does, whatever CINNOX says.
 *
 * @param field the locator of what is deleted
 */
export function deleteOne({ name }: INodeProperties): (item: Item) => Promise<IDataObject[]> {
	return async (item) => [
		await item.once(async () => {
			await item.send();
			return { deleted: true, id: item.picked(name) };
		}),
	];
}
