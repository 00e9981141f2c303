import type { IDataObject } from 'n8n-workflow';
import { SEND_AND_WAIT_OPERATION } from 'n8n-workflow';

import type { Operation } from '../../operation/definition';
import { questionFields, questionOptions } from '../common/question/fields';
import type { PreparedQuestion } from '../common/question/question';
import {
	givesAnswer,
	NOT_APPROVED,
	prepareQuestion,
	waitForAnswer,
} from '../common/question/question';
import { fillMessage, receiverEid, roomId, senderEid } from './send';

/** A question in a room, e.g. of staff: https://docs.cinnox.com/docs/send-message */
export const sendAndWait: Operation<PreparedQuestion> = {
	name: 'Send and Wait for Response',
	value: SEND_AND_WAIT_OPERATION,
	action: 'Send message and wait for response',
	description:
		'Ask in a conversation, and go on when somebody answered on the page that it links to',
	sendsText: true,
	documented: true,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/message-push' } },
	gives: { adds: givesAnswer },
	fields: [roomId, ...questionFields],
	additionalFields: [receiverEid, senderEid],
	options: questionOptions,
	ifFailed: NOT_APPROVED,
	prepare: (item) => {
		const prepared = prepareQuestion(item);
		fillMessage(item, prepared.text, 'Message');
		return prepared;
	},
	run: async (item, prepared) => {
		await item.once(async () => ((await item.send()).result ?? {}) as IDataObject);
		return await waitForAnswer(prepared, {});
	},
};
