import type { INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, OperationalError, UserError } from 'n8n-workflow';

import { adviceFor, asNodeError, LOOK_IT_UP } from '../../transport/errors';
import { redact } from '../../transport/redact';
import { RequestFailed } from '../../transport/request';
import { asRefusal, shorten } from '../../values/refusal';
import type { Operation } from './definition';
import { OutcomeUnknown } from './writeMemory';

/** Said beside the refusal of one item among several. */
export const NOTHING_SENT = 'Nothing was sent for any item.';

/**
 * First in every message about a write of which nobody knows whether CINNOX carried it out: a
 * language model and n8n's short views see nothing but the message.
 */
const UNKNOWN = {
	send: 'CINNOX may have sent this text; do not send it again before looking it up.',
	other: 'CINNOX may have carried this out; do not repeat it before looking it up.',
};

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
export function explainer(
	node: INode,
	{ documented, isSend = false }: Operation,
	appToken = '',
): Explain {
	return (error, itemIndex, note = '') => {
		const isOpen =
			error instanceof OutcomeUnknown ||
			(error instanceof RequestFailed && error.failure.uncertain);
		const cause = error instanceof OutcomeUnknown ? whatBroke(error) : error;
		const explained = toNodeError(node, cause, { appToken, documented, itemIndex });
		if (isOpen) {
			const happened = explained.message.replace(/\.?$/, '.');
			explained.message = `${isSend ? UNKNOWN.send : UNKNOWN.other} ${happened}`;
		}
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

/** An error of n8n's own may be shown with other words, and its item is not the one at hand. */
function whatBroke({ reason }: OutcomeUnknown): Error {
	const { message } = asRefusal(reason ?? 'An earlier try of this node did not come to its end');
	return new OperationalError(`After the request had left, this happened: ${shorten(message)}`, {
		description: LOOK_IT_UP,
	});
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
