import type { IDataObject } from 'n8n-workflow';

import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import {
	checkSegments,
	dryRun,
	isDryRun,
	maxSegments,
	readSender,
	readSmsResult,
	recipientNumbers,
	requireMessageText,
	requireRecipients,
	senderNumber,
	text,
} from '../common/messaging';

type RecipientFormat = 'recipientNumbers' | 'recipientNumber' | 'onePerRequest';

const recipientFormat: Field = {
	displayName: 'Recipient Format',
	name: 'recipientFormat',
	type: 'options',
	options: [
		{
			name: 'Array in recipientNumber',
			value: 'recipientNumber',
			description: 'One request for all, in the field that Send OTP uses',
		},
		{
			name: 'Array in recipientNumbers',
			value: 'recipientNumbers',
			description: 'One request for all',
		},
		{
			name: 'One Request per Recipient',
			value: 'onePerRequest',
			description: 'Slower, but does not depend on how CINNOX takes several recipients',
		},
	],
	default: 'recipientNumbers',
	description: 'How the recipients are sent. CINNOX does not publish it.',
};

/** What is sent, as the output says it besides CINNOX's answer. */
interface PreparedSms extends IDataObject {
	senderNumber: string;
	recipientNumbers: string[];
	segmentsTotal: number;
}

/**
 * The same text to one or more recipients.
 *
 * Path and recipient encoding are not in the public pages; that several recipients are possible with
 * one common text is: https://docs.cinnox.com/docs/operation-overview
 */
export const send: Operation<PreparedSms> = {
	name: 'Send',
	value: 'send',
	action: 'Send SMS',
	description: 'Send the same text to one or more recipients',
	sendsText: true,
	documented: false,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/send_sms' } },
	fields: [senderNumber, recipientNumbers, text],
	options: [dryRun, maxSegments, recipientFormat],
	prepare: prepareSms,
	run: sendSms,
};

function prepareSms(item: Item): PreparedSms {
	const sender = readSender(item);
	const { numbers, duplicates } = requireRecipients(item);
	const message = requireMessageText(item);
	const counted = checkSegments(item, message);
	item.draft.body = { ...(item.draft.body as object), senderNumber: sender, text: message };
	return {
		senderNumber: sender,
		recipientNumbers: numbers,
		...(duplicates.length > 0 ? { duplicatesRemoved: duplicates } : {}),
		...counted,
		segmentsTotal: counted.segments * numbers.length,
	};
}

async function sendSms(item: Item, prepared: PreparedSms): Promise<IDataObject[]> {
	if (isDryRun(item)) return [{ sent: false, dryRun: true, ...prepared }];
	const numbers = prepared.recipientNumbers;
	const post = async (recipients: IDataObject): Promise<unknown> => {
		const body = { ...(item.draft.body as IDataObject), ...recipients };
		return (await item.send({ ...item.draft, body })).result;
	};

	const format = item.parameter<RecipientFormat>('options.recipientFormat', 'recipientNumbers');
	if (format !== 'onePerRequest') {
		const answer = await item.once(async () => ({
			results: readResults(await post({ [format]: numbers }), numbers),
		}));
		return [toOutput(answer.results as IDataObject[], prepared)];
	}

	const results: IDataObject[] = [];
	for (const number of numbers) {
		const write = async () => ({
			recipientNumber: number,
			...readSmsResult(await post({ recipientNumber: number })),
		});
		results.push(await item.once(write, number));
	}
	return [toOutput(results, prepared)];
}

/** One entry for each recipient, whether CINNOX answers with a list or with one object for all. */
function readResults(result: unknown, numbers: string[]): IDataObject[] {
	const answers = Array.isArray(result) ? result : [result];
	return answers.map((answer, index) => ({
		...(answers.length === numbers.length ? { recipientNumber: numbers[index] } : {}),
		...readSmsResult(answer),
	}));
}

function toOutput(results: IDataObject[], prepared: PreparedSms): IDataObject {
	const [first] = results;
	return {
		sent: true,
		transactionId: first?.transactionId,
		serviceId: first?.serviceId,
		status: first?.status,
		...prepared,
		...(results.length > 1 ? { results } : {}),
	};
}
