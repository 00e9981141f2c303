import type { IDataObject } from 'n8n-workflow';
import { SEND_AND_WAIT_OPERATION } from 'n8n-workflow';

import type { Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import {
	checkSegments,
	hintsOfSending,
	maxSegments,
	readSender,
	readSmsResult,
	recipientNumber,
	requireRecipient,
	senderNumber,
} from '../common/messaging';
import { phoneOptions } from '../common/phone';
import { questionFields, questionOptions } from '../common/question/fields';
import type { PreparedQuestion } from '../common/question/question';
import {
	givesAnswer,
	NOT_APPROVED,
	prepareQuestion,
	waitForAnswer,
} from '../common/question/question';
import { postInForm } from './send';

interface PreparedSms extends PreparedQuestion {
	recipient: string;
	counted: IDataObject;
}

/**
 * A question by SMS, with one link to a page on which it is answered: two links would cost two SMS
 * more.
 *
 * Path and recipient encoding are those of Send: https://docs.cinnox.com/docs/operation-overview
 */
export const sendAndWait: Operation<PreparedSms> = {
	name: 'Send and Wait for Response',
	value: SEND_AND_WAIT_OPERATION,
	action: 'Send SMS and wait for response',
	description: 'Ask a person by SMS, and go on when they answered on the page that it links to',
	sendsText: true,
	documented: false,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/send_sms' } },
	hints: hintsOfSending,
	gives: {
		adds: {
			...givesAnswer,
			transactionId: 'string',
			encoding: 'string',
			characters: 'number',
			segments: 'number',
		},
	},
	fields: [senderNumber, recipientNumber, ...questionFields],
	options: [...questionOptions, maxSegments, ...phoneOptions],
	ifFailed: NOT_APPROVED,
	prepare,
	run: async (item, { recipient, counted, ...prepared }) => {
		const answer = await item.once(async () => {
			const { result } = await postInForm(item, [recipient], 'recipientNumbers', async (form) => {
				const body = { ...(item.draft.body as IDataObject), ...form };
				return (await item.send({ ...item.draft, body })).result;
			});
			return readSmsResult(Array.isArray(result) ? (result[0] as unknown) : result);
		});
		return await waitForAnswer(prepared, { transactionId: answer.transactionId, ...counted });
	},
};

function prepare(item: Item): PreparedSms {
	const numbers = { senderNumber: readSender(item), recipientNumber: requireRecipient(item) };
	const prepared = prepareQuestion(item);
	const counted = { ...checkSegments(item, prepared.text, 'Message') };
	const body: IDataObject = { ...(item.draft.body as IDataObject) };
	// In whatever form: from Additional Body Fields they would be recipients besides the one above.
	for (const name of ['recipientNumber', 'recipientNumbers']) delete body[name];
	item.draft.body = { ...body, senderNumber: numbers.senderNumber, text: prepared.text };
	return { ...prepared, recipient: numbers.recipientNumber, counted };
}
