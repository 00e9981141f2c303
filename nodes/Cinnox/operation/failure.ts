import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, OperationalError, UserError } from 'n8n-workflow';

import type { LabelOf } from '../../transport/errors';
import {
	adviceFor,
	asNodeError,
	inOneText,
	isReplacedByN8n,
	LOOK_IT_UP,
} from '../../transport/errors';
import { redact } from '../../transport/redact';
import { RequestFailed } from '../../transport/request';
import { asRefusal, shorten } from '../../values/refusal';
import { toWord } from '../../values/text';
import type { Operation } from './definition';
import { COLLECTIONS } from './fields';
import { OutcomeUnknown } from './writeMemory';

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

/**
 * @param operation whose fields' labels are used for what CINNOX names
 * @param appToken must appear in no message
 */
export function explainer(node: INode, operation: Operation, appToken = ''): Explain {
	const labelOf = toLabelOf(operation);
	const isTool = node.type.endsWith('Tool');
	return (error, itemIndex, note = '') => {
		const explained = toNodeError(node, error, { appToken, operation, itemIndex, labelOf });
		if (note !== '') explained.description = `${explained.description ?? ''} ${note}`.trim();
		if (isTool && !(error instanceof RequestFailed)) {
			const { message, description } = explained;
			explained.message = inOneText({ message, description: description ?? '' });
		}
		return explained;
	};
}

/**
 * What is put out in place of an item that failed, where the node continues on errors: the message,
 * and under `details` the advice and what CINNOX said.
 *
 * @param fields what stands beside them: the incoming fields, where n8n does not add them
 * @param hasErrorOutput whether n8n is to put it on the node's error output
 */
export function toFailedItem(
	failed: NodeApiError | NodeOperationError,
	itemIndex: number,
	{ fields = {}, hasErrorOutput }: { fields?: IDataObject; hasErrorOutput: boolean },
): INodeExecutionData {
	const { message, description, context } = failed;
	const details: IDataObject = {
		...(description ? { advice: description } : {}),
		...(context?.cinnox as IDataObject | undefined),
	};
	const item = { json: { ...fields, error: message, details }, pairedItem: { item: itemIndex } };
	return hasErrorOutput ? forErrorOutput(item, failed) : item;
}

/**
 * Lets every n8n know the item for a failed one. n8n 2.41 does by the names in its JSON, older ones
 * only by the item's own member `error`, and would put it on the success output. But with that member
 * every n8n replaces the JSON by the bare message. So it is not among the members that n8n copies
 * when it adds the incoming fields, and where n8n takes the item as it is, the JSON stays. It can be
 * written: n8n 1.85 empties it, and would otherwise fail the node after what was sent.
 */
function forErrorOutput(item: INodeExecutionData, error: Error): INodeExecutionData {
	const { json } = item;
	return Object.defineProperties(item, {
		error: { value: error, writable: true },
		json: { enumerable: true, get: () => json, set: () => {} },
	});
}

interface Failing {
	appToken: string;
	operation: Operation;
	itemIndex: number;
	labelOf: LabelOf;
}

function toNodeError(
	node: INode,
	error: unknown,
	{ appToken, operation, itemIndex, labelOf }: Failing,
): NodeApiError | NodeOperationError {
	const { documented, sendsText = false } = operation;
	const open = UNKNOWN_OUTCOME[sendsText ? 'text' : 'write'];
	if (error instanceof OutcomeUnknown) {
		const { message } = asRefusal(error.reason ?? 'An earlier try did not come to its end');
		const reason = isReplacedByN8n(message) ? 'the connection broke' : shorten(message);
		const happened = redact(`Afterwards this happened: ${reason}`, appToken);
		const description = withNote(LOOK_IT_UP, error);
		const told = inOneText({ message: `${open} ${happened}`, description });
		return new NodeOperationError(node, new OperationalError(told), { itemIndex, description });
	}
	if (error instanceof RequestFailed) {
		const { answer, uncertain } = error.failure;
		const advice = adviceFor(error.failure, appToken, !documented, labelOf);
		const description = withNote(advice.description, error);
		const first = uncertain ? open : '';
		const code = 'code' in answer ? answer.code : undefined;
		const status = 'status' in answer ? answer.status : undefined;
		const message = `${first} ${inOneText({ ...advice, description })}`.trim();
		const told = asNodeError(node, { message, description }, { itemIndex, status, code });
		const said = 'said' in answer ? answer.said : undefined;
		told.context.cinnox = {
			...(code === undefined ? {} : { code }),
			...(status === undefined ? {} : { status }),
			...(said === undefined ? {} : { said: redact(said, appToken) }),
		};
		return told;
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

function withNote(description: string, { note = '' }: { note?: string }): string {
	return `${description} ${note}`.trim();
}

/** Said first: a language model that reads "the connection broke" would send a second text. */
const UNKNOWN_OUTCOME = {
	text: 'CINNOX may have sent this text; do not send it again before looking it up.',
	write: 'CINNOX may have carried this out; do not repeat it before looking it up.',
};

/** Finds the field that CINNOX means, by the names under which the fields' values are sent. */
function toLabelOf(operation: Operation): LabelOf {
	const labels = new Map<string, string>();
	const { inPath = {}, inQuery = {} } = operation;
	for (const [name, { displayName }] of Object.entries({ ...inPath, ...inQuery })) {
		labels.set(toWord(name), displayName);
	}
	const parts = COLLECTIONS.flatMap(({ part }) => operation[part] ?? []);
	for (const { name, displayName, routing } of [...(operation.fields ?? []), ...parts]) {
		labels.set(toWord(name), displayName);
		const property = routing?.send.property.split('.').at(-1);
		if (property !== undefined) labels.set(toWord(property), displayName);
	}
	return (said) => {
		const words = said.split(/[^\w]+/).map(toWord);
		const named = words.find((word) => labels.has(word));
		return named === undefined ? undefined : labels.get(named);
	};
}
