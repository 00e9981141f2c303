import type { IDataObject } from 'n8n-workflow';

import { WRONG_PARAMETER } from '../../../transport/errorCodes';
import { RequestFailed } from '../../../transport/request';
import { isObject } from '../../../values/objects';
import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { OutcomeUnknown } from '../../operation/writeMemory';
import {
	checkSegments,
	dryRun,
	hintsOfSending,
	givesSegments,
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
import { phoneOptions } from '../common/phone';
import type { LookUp } from './lookUp';
import { lookUpFields, toLookUp, toResult } from './lookUp';
import { isRejected, SmsReport } from './report';

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
	description:
		'How several recipients are sent; one goes as text in recipientNumber. CINNOX does not publish it: where it refuses one form and says that it is missing or malformed, the other is tried once.',
};

/** What is sent, as the output says it besides CINNOX's answer. */
interface Summary extends IDataObject {
	senderNumber: string;
	recipientNumbers: string[];
	segments: number;
	segmentsTotal: number;
}

interface PreparedSms {
	summary: Summary;
	lookUp: LookUp;
}

/**
 * The same text to one or more recipients.
 *
 * Path and recipient encoding are not in the public pages; that several recipients are possible with
 * one common text is: https://docs.cinnox.com/docs/operation-overview
 */
export const send: Operation<PreparedSms, SmsReport> = {
	name: 'Send',
	value: 'send',
	action: 'Send SMS',
	description: 'Send the same text to one or more recipients',
	sendsText: true,
	documented: false,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/send_sms' } },
	hints: hintsOfSending,
	gives: {
		adds: {
			sent: 'boolean',
			transactionId: 'string',
			serviceId: 'string',
			status: 'boolean',
			senderNumber: 'string',
			recipientNumbers: 'string[]',
			...givesSegments,
			duplicatesRemoved: 'string[]',
			results: 'object[]',
		},
	},
	fields: [senderNumber, recipientNumbers, text],
	options: [dryRun, ...lookUpFields, maxSegments, recipientFormat, ...phoneOptions],
	share: () => new SmsReport(),
	prepare: prepareSms,
	run: sendSms,
};

function prepareSms(item: Item, report: SmsReport): PreparedSms {
	const sender = readSender(item);
	const { numbers, duplicates } = requireRecipients(item);
	const message = requireMessageText(item);
	const counted = checkSegments(item, message);
	const body: IDataObject = { ...(item.draft.body as IDataObject) };
	// In whatever form: from Additional Body Fields they would be recipients besides those above.
	for (const name of ['recipientNumber', 'recipientNumbers']) delete body[name];
	item.draft.body = { ...body, senderNumber: sender, text: message };
	return {
		summary: {
			senderNumber: sender,
			recipientNumbers: numbers,
			...(duplicates.length > 0 ? { duplicatesRemoved: duplicates } : {}),
			...counted,
			segmentsTotal: counted.segments * numbers.length,
		},
		lookUp: toLookUp(item, report, { sender, text: message }),
	};
}

async function sendSms(item: Item, { summary, lookUp }: PreparedSms): Promise<IDataObject[]> {
	if (isDryRun(item)) return [{ sent: false, dryRun: true, ...summary }];
	const found = await lookUp.before(summary.recipientNumbers);
	const numbers = summary.recipientNumbers.filter((number) => !found.has(number));
	const answer = numbers.length > 0 ? await sendTo(item, numbers, lookUp) : { results: [] };
	if (found.size === 0) return [toOutput(answer, summary)];
	const results = [
		...[...found].map(([number, row]) => toResult(number, row)),
		...(numbers.length > 0 ? resultsOf(answer) : []),
	];
	return [
		{
			...toOutput({ ...answer, results }, summary),
			segmentsTotal: summary.segments * numbers.length,
			alreadySent: [...found.keys()],
		},
	];
}

/** What CINNOX answered for each recipient, and the form that it took them in where that was another. */
async function sendTo(item: Item, numbers: string[], lookUp: LookUp): Promise<IDataObject> {
	const post = async (recipients: IDataObject): Promise<unknown> => {
		const body = { ...(item.draft.body as IDataObject), ...recipients };
		return (await item.send({ ...item.draft, body })).result;
	};
	const format = item.parameter<RecipientFormat>('options.recipientFormat', 'recipientNumbers');
	if (numbers.length === 1 || format !== 'onePerRequest') {
		const write = async () => {
			const { result, recipientFormat } = await postInForm(item, numbers, format, post);
			return { results: readResults(result, numbers), recipientFormat };
		};
		const answer = await item.once(write, '', lookUp.afterwards(numbers));
		lookUp.noteSent(numbers);
		return answer;
	}

	const results: IDataObject[] = [];
	for (const number of numbers) {
		const write = async () => ({
			results: [
				{
					recipientNumber: number,
					...readSmsResult(await post({ recipientNumber: number })),
				},
			],
		});
		const [sent] = await Promise.allSettled([
			item.once(write, number, lookUp.afterwards([number])),
		]);
		if (sent.status === 'rejected') throw withSent(sent.reason, numbers, number);
		lookUp.noteSent([number]);
		results.push(...resultsOf(sent.value));
	}
	return { results };
}

/** Says who has the text already, so that nobody who mends the rest texts them again. */
function withSent(reason: unknown, numbers: string[], failed: string): unknown {
	const sent = numbers.slice(0, numbers.indexOf(failed));
	if (sent.length > 0 && (reason instanceof RequestFailed || reason instanceof OutcomeUnknown)) {
		const told = `Texted already: ${sent.length} of ${numbers.length} recipients, up to ${sent.at(-1)}. ${failed} is the one that failed.`;
		// With Retry On Fail a later try ends with the same failure again.
		if (!reason.note?.includes(told)) reason.note = [reason.note, told].filter(Boolean).join(' ');
	}
	return reason;
}

/** A documented-looking form of the recipients. */
type Form = 'recipientNumber as text' | 'array in recipientNumber' | 'array in recipientNumbers';

const FORMS: Record<Form, (numbers: string[]) => IDataObject> = {
	'recipientNumber as text': ([number]) => ({ recipientNumber: number }),
	'array in recipientNumber': (numbers) => ({ recipientNumber: numbers }),
	'array in recipientNumbers': (numbers) => ({ recipientNumbers: numbers }),
};

/** By account: the form that it accepted for one recipient, and for several. */
const accepted = new Map<string, Form>();

/** More accounts than one process meets; a form that is forgotten is learned again by one refusal. */
const MOST_ACCEPTED = 1000;

function accept(key: string, form: Form): void {
	accepted.delete(key);
	accepted.set(key, form);
	for (const oldest of accepted.keys()) {
		if (accepted.size <= MOST_ACCEPTED) break;
		accepted.delete(oldest);
	}
}

/**
 * Posts the recipients in the form that this account accepts. The only attested spelling is
 * `recipientNumber`: https://docs.cinnox.com/docs/send-otp-sms and error 7210104.
 *
 * Where CINNOX says that the field is missing or malformed, and so took nothing, the other form is
 * tried once; never after an answer that may have been accepted.
 *
 * @returns the form only where it is not the expected one, for the output to say so
 */
export async function postInForm(
	{ run: { account } }: Item,
	numbers: string[],
	format: RecipientFormat,
	post: (recipients: IDataObject) => Promise<unknown>,
): Promise<{ result: unknown; recipientFormat?: Form }> {
	const isOne = numbers.length === 1;
	const [expected, other]: Form[] = isOne
		? ['recipientNumber as text', 'array in recipientNumbers']
		: format === 'recipientNumber'
			? ['array in recipientNumber', 'array in recipientNumbers']
			: ['array in recipientNumbers', 'array in recipientNumber'];
	const key = `${account.key} ${isOne ? 'one' : format}`;
	const known = accepted.get(key);
	const send = async (form: Form) => {
		const result = await post(FORMS[form](numbers));
		accept(key, form);
		return { result, ...(form === expected ? {} : { recipientFormat: form }) };
	};
	if (known !== undefined) return await send(known);
	const [first] = await Promise.allSettled([send(expected)]);
	if (first.status === 'fulfilled') return first.value;
	if (!refusesRecipients(first.reason)) throw first.reason;
	const [second] = await Promise.allSettled([send(other)]);
	if (second.status === 'fulfilled') return second.value;
	// What nobody knows the outcome of must be told; else the first refusal is the one that helps.
	const isOpen = second.reason instanceof RequestFailed && second.reason.failure.uncertain;
	throw isOpen ? second.reason : first.reason;
}

/** Whether CINNOX refused because of how the recipients were sent: it took nothing. */
function refusesRecipients(error: unknown): boolean {
	if (!(error instanceof RequestFailed) || error.failure.uncertain) return false;
	const { answer } = error.failure;
	if (answer.kind !== 'refused' || ![WRONG_PARAMETER, 7210104].includes(answer.code ?? 0))
		return false;
	return /recipient/i.test(answer.said ?? '');
}

/** One entry for each recipient, whether CINNOX answers with a list or with one object for all. */
function readResults(result: unknown, numbers: string[]): IDataObject[] {
	const answers = Array.isArray(result) ? result : [result];
	return answers.map((answer, index) => ({
		...(answers.length === numbers.length ? { recipientNumber: numbers[index] } : {}),
		...readSmsResult(answer),
	}));
}

/** By recipient; the memory of writes may hold no more than that there was an answer. */
function resultsOf(answer: IDataObject): IDataObject[] {
	return Array.isArray(answer.results) ? (answer.results as IDataObject[]) : [answer];
}

function toOutput(answer: IDataObject, summary: Summary): IDataObject {
	const results = resultsOf(answer);
	const [first] = results;
	const { recipientFormat } = answer;
	return {
		sent: !results.every(({ record }) => isObject(record) && isRejected(record)),
		transactionId: first?.transactionId,
		serviceId: first?.serviceId,
		status: first?.status,
		...(first?.foundInReport ? { foundInReport: true, record: first.record } : {}),
		...summary,
		...(results.length > 1 ? { results } : {}),
		...(recipientFormat === undefined ? {} : { recipientFormat }),
	};
}
