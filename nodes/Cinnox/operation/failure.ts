import type { INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';

import { adviceFor, asNodeError } from '../../transport/errors';
import { redact } from '../../transport/redact';
import { RequestFailed } from '../../transport/request';
import { asRefusal } from '../../values/refusal';
import type { Operation } from './definition';

/** Said beside the refusal of one item among several. */
export const NOTHING_SENT = 'Nothing was sent for any item.';

/**
 * Puts what an item failed with into the words that the person sees.
 *
 * @param note what it means for the other items
 */
export type Explain = (
	error: unknown,
	itemIndex: number,
	note?: string,
) => NodeApiError | NodeOperationError;

/** @param appToken must appear in no message */
export function explainer(node: INode, { documented }: Operation, appToken = ''): Explain {
	return (error, itemIndex, note = '') => {
		const explained = toNodeError(node, error, { appToken, documented, itemIndex });
		if (note !== '') explained.description = `${explained.description ?? ''} ${note}`.trim();
		return explained;
	};
}

/** What is put out in place of an item that failed, where the node continues on errors. */
export function toFailedItem(failed: Error, itemIndex: number): INodeExecutionData {
	const { message, description } = failed as NodeApiError;
	return {
		json: { error: message, description: description ?? undefined },
		error: failed as NodeApiError,
		pairedItem: { item: itemIndex },
	};
}

function toNodeError(
	node: INode,
	error: unknown,
	{ appToken, documented, itemIndex }: { appToken: string; documented: boolean; itemIndex: number },
): NodeApiError | NodeOperationError {
	if (error instanceof RequestFailed) {
		const { answer } = error.failure;
		return asNodeError(node, adviceFor(error.failure, appToken, !documented), {
			itemIndex,
			status: 'status' in answer ? answer.status : undefined,
			code: 'code' in answer ? answer.code : undefined,
		});
	}
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex = itemIndex;
		return error;
	}
	const { message, description = '' } = asRefusal(error);
	return new NodeOperationError(node, redact(message, appToken), {
		itemIndex,
		description: redact(description, appToken),
		level: error instanceof UserError ? 'info' : 'warning',
	});
}
