import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../../values/objects';
import { refuse } from '../../../values/refusal';
import { readNames } from '../../../values/text';
import type { Gives } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { enquiry } from './fields';

export const givesLabels: Gives = {
	adds: {
		enquiryId: 'string',
		labelIds: 'string[]',
		notExistLabelIds: 'string[]',
		updatedAt: 'string',
	},
};

/** @throws UserError when no label is given */
export function addLabelIds(item: Item): void {
	const labelIds = readLabelIds(item);
	if (labelIds.length === 0) {
		throw refuse(
			"'Label Names or IDs' is empty",
			"Pick at least one label in 'Label Names or IDs', or check that the expression there gives IDs for this item",
		);
	}
	item.draft.body = { ...(item.draft.body as IDataObject), labelIds };
}

/**
 * Sends the change and says which labels the enquiry has now.
 *
 * The page about unlabelling calls a removal unsuccessful when labels are left. That can't be meant
 * for the removal of some of them, so what is left is put out and never taken for a refusal.
 * https://docs.cinnox.com/docs/unlabel-inquiry
 *
 * @throws UserError when none of the given labels exists, so that nothing was changed
 */
export async function changeLabels(item: Item): Promise<IDataObject[]> {
	const given = readLabelIds(item);
	const answer = await item.once(async () => {
		const { result } = await item.send();
		return isObject(result) ? result : {};
	});
	const missing = readNames(answer.notExistLabelIds);
	if (given.every((id) => missing.includes(id))) {
		throw refuse(
			`CINNOX has none of the labels in 'Label Names or IDs': ${missing.join(', ')}`,
			"Pick the labels again in 'Label Names or IDs'; they may have been deleted. An expression there must give IDs as Label > Get Many shows them.",
		);
	}
	const { labelIds } = answer;
	return [
		{
			enquiryId: item.picked(enquiry.name),
			...answer,
			...(labelIds === undefined ? {} : { labelIds: readNames(labelIds) }),
			notExistLabelIds: missing,
		},
	];
}

function readLabelIds(item: Item): string[] {
	return [...new Set(readNames(item.parameter<unknown>('labelIds', [])))];
}
