import type { IDataObject } from 'n8n-workflow';

import { refuse } from '../../../../values/refusal';
import { readNames, toText } from '../../../../values/text';
import type { Item } from '../../../operation/item';
import { requireText } from '../../../operation/parameters';
import type { Waiting } from '../../../operation/waiting';
import { approvalOptions, choices, confirmation, message, pageTitle, submitLabel } from './fields';
import { readLimit } from './limit';

/** One answer that a person can give by a button. */
export interface Button {
	label: string;
	/** What is put out then. */
	answer: IDataObject;
}

/** What is asked, and what the page shows. It is kept with the waiting execution, so plain JSON. */
export interface Question extends IDataObject {
	message: string;
	title: string;
	confirmation: string;
	/** Without any, the person writes a text. */
	buttons: Array<Button & IDataObject>;
	submitLabel: string;
	/** What of the message that asked is put out beside the answer. */
	sent: IDataObject;
}

/** A question that passed its checks, and how n8n waits for the answer. */
export interface PreparedQuestion {
	question: Question;
	/** What goes out: the question and the one address. */
	text: string;
	/** What is put out when nobody answers in time. */
	expired: IDataObject;
	until?: Date;
	waiting: Waiting;
}

/** What a node that failed to ask says besides the error: an approval of an earlier one may have come in. */
export const NOT_APPROVED: IDataObject = { approved: false };

type ResponseType = 'approval' | 'choice' | 'freeText';

const BUTTONS: Record<ResponseType, (item: Item) => Button[]> = {
	approval: readApproval,
	choice: readChoices,
	freeText: () => [],
};

const UNANSWERED: Record<ResponseType, IDataObject> = {
	approval: { approved: false },
	choice: { choice: null },
	freeText: { text: null },
};

/** Most buttons of one page. */
const MOST_CHOICES = 20;

/** What the answer holds; which of it depends on the kind of question. */
export const givesAnswer = {
	approved: 'boolean',
	choice: 'string',
	text: 'string',
	timedOut: 'boolean',
	respondedAt: 'string',
} as const;

/**
 * Reads what is asked and takes an address for the answer.
 *
 * @throws UserError when n8n can't wait here, when more than one item came in, or when a parameter
 * can't be used; nothing is sent then
 */
export function prepareQuestion(item: Item): PreparedQuestion {
	const waiting = requireWaiting(item);
	requireText(item, message.name, message.displayName);
	const asked = toText(item.parameter<unknown>(message.name));
	const type = item.parameter<ResponseType>('responseType', 'approval');
	const option = ({ name, default: initial }: { name: string; default: unknown }) =>
		toText(item.parameter<unknown>(`options.${name}`, initial));
	return {
		question: {
			message: asked,
			title: option(pageTitle),
			confirmation: option(confirmation),
			submitLabel: option(submitLabel),
			buttons: BUTTONS[type](item) as Question['buttons'],
			sent: {},
		},
		text: `${asked}\n${waiting.address}`,
		expired: { ...UNANSWERED[type], timedOut: true },
		until: readLimit(item),
		waiting,
	};
}

/**
 * Has n8n wait for the answer to a question that was sent.
 *
 * @param sent what of the message is put out now, and beside the answer
 * @returns what the node puts out meanwhile: a webhook in front may answer with it, so never the
 * address
 */
export async function waitForAnswer(
	{ question, expired, until, waiting }: PreparedQuestion,
	sent: IDataObject,
): Promise<IDataObject[]> {
	await waiting.sleep({ ...question, sent }, { ...expired, ...sent }, until);
	return [{ waiting: true, ...sent }];
}

function requireWaiting({ waiting }: Item): Waiting {
	if (waiting === undefined) {
		throw refuse(
			'This can not wait for a person here, so nothing was sent',
			'Use Send and Wait as a node of a workflow, or connect it as the human review of the tools of an AI Agent. n8n itself has to be of this or the last year.',
		);
	}
	if (waiting.items > 1) {
		throw refuse(
			`Send and Wait asks one person at a time, and ${waiting.items} items came in`,
			"Put a 'Loop Over Items' node in front, with a batch size of 1",
		);
	}
	return waiting;
}

function readApproval(item: Item): Button[] {
	const [options = {}] = item.parameter<IDataObject[]>(approvalOptions.name, []);
	const { approvalType, approveLabel, disapproveLabel } = options;
	const approve = { label: toText(approveLabel) || 'Approve', answer: { approved: true } };
	if (approvalType !== 'double') return [approve];
	return [approve, { label: toText(disapproveLabel) || 'Decline', answer: { approved: false } }];
}

function readChoices(item: Item): Button[] {
	const labels = [...new Set(readNames(item.parameter<unknown>(choices.name, '')))];
	if (labels.length < 1 || labels.length > MOST_CHOICES) {
		throw refuse(
			labels.length < 1
				? `'${choices.displayName}' is empty`
				: `'${choices.displayName}' has ${labels.length} answers, more than the ${MOST_CHOICES} that fit on a page`,
			`Enter 1 to ${MOST_CHOICES} answers in '${choices.displayName}', separated by commas`,
		);
	}
	return labels.map((choice) => ({ label: choice, answer: { choice } }));
}
