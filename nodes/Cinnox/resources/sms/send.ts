import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { addBodyFields } from '../../shared/body';
import {
	additionalBodyFields,
	dryRun,
	maxSegments,
	recipientNumbers,
	senderNumber,
	text,
} from '../../shared/fields';
import type { Call, Operation } from '../../shared/operation';
import {
	checkSegments,
	readSender,
	readSmsResult,
	requireMessageText,
	requireRecipients,
} from './message';

type RecipientFormat = 'recipientNumbers' | 'recipientNumber' | 'onePerRequest';

const recipientFormat: INodeProperties = {
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

/**
 * The same text to one or more recipients.
 *
 * Path and recipient encoding are not in the public pages; that several recipients are possible with
 * one common text is: https://docs.cinnox.com/docs/operation-overview
 */
export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send SMS',
	description: 'Send the same text to one or more recipients',
	documented: false,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/send_sms' } },
	fields: [senderNumber, recipientNumbers, text],
	additionalFields: [additionalBodyFields],
	options: [dryRun, maxSegments, recipientFormat],
	prepare: [prepareSms, addBodyFields],
	run: sendSms,
};

/** What the output says besides CINNOX's answer. */
interface Notes extends IDataObject {
	senderNumber: string;
	recipientNumbers: string[];
	segmentsTotal: number;
}

function prepareSms(call: Call): void {
	const sender = readSender(call);
	const { numbers, duplicates } = requireRecipients(call);
	const message = requireMessageText(call);
	const counted = checkSegments(call, message);
	const notes: Notes = {
		senderNumber: sender,
		recipientNumbers: numbers,
		...(duplicates.length > 0 ? { duplicatesRemoved: duplicates } : {}),
		...counted,
		segmentsTotal: counted.segments * numbers.length,
	};
	call.notes = notes;
	call.options.body = { senderNumber: sender, text: message };
}

async function sendSms(call: Call): Promise<IDataObject[]> {
	const notes = call.notes as Notes;
	const numbers = notes.recipientNumbers;
	if (call.parameter<boolean>('options.dryRun', false)) {
		return [{ sent: false, dryRun: true, ...notes }];
	}

	const { body, ...rest } = call.ownRequest();
	const post = async (recipients: IDataObject): Promise<unknown> =>
		(await call.request({ ...rest, body: { ...(body as IDataObject), ...recipients } })).result;

	const format = call.parameter<RecipientFormat>('options.recipientFormat', 'recipientNumbers');
	if (format !== 'onePerRequest') {
		const answer = await call.once('', async () => ({
			results: readResults(await post({ [format]: numbers }), numbers),
		}));
		return [toOutput(answer.results as IDataObject[], notes)];
	}

	const results: IDataObject[] = [];
	for (const number of numbers) {
		results.push(
			await call.once(number, async () => ({
				recipientNumber: number,
				...readSmsResult(await post({ recipientNumber: number })),
			})),
		);
	}
	return [toOutput(results, notes)];
}

/** One entry for each recipient, whether CINNOX answers with a list or with one object for all. */
function readResults(result: unknown, numbers: string[]): IDataObject[] {
	const answers = Array.isArray(result) ? result : [result];
	return answers.map((answer, index) => ({
		...(answers.length === numbers.length ? { recipientNumber: numbers[index] } : {}),
		...readSmsResult(answer),
	}));
}

function toOutput(results: IDataObject[], notes: Notes): IDataObject {
	const [first] = results;
	return {
		sent: true,
		transactionId: first?.transactionId,
		serviceId: first?.serviceId,
		status: first?.status,
		...notes,
		...(results.length > 1 ? { results } : {}),
	};
}
