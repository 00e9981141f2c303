import type { IDataObject } from 'n8n-workflow';

import { refuse } from '../../shared/checks';
import type { Call, Prepare } from '../../shared/operation';
import { readNames } from '../../shared/output';
import { isObject } from '../../transport/envelope';

/** @throws UserError when no label is given */
export const addLabelIds: Prepare = (call) => {
	const labelIds = readLabelIds(call);
	if (labelIds.length === 0) {
		throw refuse(
			"'Label Names or IDs' is empty",
			"Pick at least one label in 'Label Names or IDs', or check that the expression there gives IDs for this item",
		);
	}
	call.options.body = { ...(call.options.body as IDataObject), labelIds };
};

/**
 * Sends the change and says which labels the enquiry has now.
 *
 * The page about unlabelling calls a removal unsuccessful when labels are left. That can't be meant
 * for the removal of some of them, so what is left is put out and never taken for a refusal.
 * https://docs.cinnox.com/docs/unlabel-inquiry
 *
 * @throws UserError when none of the given labels exists, so that nothing was changed
 */
export async function changeLabels(call: Call): Promise<IDataObject[]> {
	const given = readLabelIds(call);
	const answer = await call.once('', async () => {
		const { result } = await call.request(call.ownRequest());
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
			enquiryId: call.picked('enquiry'),
			...answer,
			...(labelIds === undefined ? {} : { labelIds: readNames(labelIds) }),
			notExistLabelIds: missing,
		},
	];
}

function readLabelIds(call: Call): string[] {
	return [...new Set(readNames(call.parameter<unknown>('labelIds', [])))];
}
