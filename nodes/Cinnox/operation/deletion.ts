import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Item } from './item';

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
