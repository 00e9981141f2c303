import type { IDataObject } from 'n8n-workflow';

import type { Item } from '../../operation/item';
import { locator } from '../../operation/locator';
import { requireText } from '../../operation/parameters';
import { isObject } from '../../../values/objects';
import type { Recipients } from '../../../values/phone';
import { readPhoneNumber, readRecipients } from '../../../values/phone';
import { refuse } from '../../../values/refusal';
import type { Segments } from '../../../values/segments';
import { countSegments } from '../../../values/segments';

import type { Field } from '../../operation/definition';
import { readPhoneOptions, requirePhone } from './phone';

/** https://docs.cinnox.com/docs/send-otp-sms */
export const senderNumber = locator({
	displayName: 'Sender Number',
	name: 'senderNumber',
	list: 'getNumbers',
	description:
		'A number or sender ID of the CINNOX service. An OTP needs a sender ID, that is a name such as CINNOX; the list shows only those then.',
	typed: {
		displayName: 'By Number or ID',
		placeholder: 'e.g. 85230001234 or CINNOX',
		regex: '[^\\r\\n]*',
		wrong: 'A sender is one number or sender ID in one line, e.g. 85230001234 or CINNOX',
	},
});

export const recipientNumbers: Field = {
	displayName: 'Recipient Numbers',
	name: 'recipientNumbers',
	type: 'string',
	isList: true,
	typeOptions: { rows: 2 },
	default: '',
	required: true,
	placeholder: 'e.g. 85298765432, 6591234567',
	description:
		'Country code and number each, separated by commas or new lines, or an array from an expression. All get the same text in one request.',
};

export const recipientNumber: Field = {
	displayName: 'Recipient Number',
	name: 'recipientNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 85298765432',
	description: 'Country code and number',
};

export const text: Field = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	placeholder: 'e.g. Your appointment is confirmed.',
	description: 'What the recipient reads, sent to the character',
};

/** The text of a one-time password. */
export const otpText: Field = {
	displayName: 'Text',
	name: text.name,
	type: 'string',
	isVariant: true,
	typeOptions: { rows: 2 },
	default: 'Your code is %s',
	required: true,
	placeholder: 'e.g. Your code is %s',
	description: 'What the recipient reads. %s is where the PIN is put in.',
};

export const maxSegments: Field = {
	displayName: 'Maximum Segments',
	name: 'maxSegments',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 1,
	description:
		'Refuse a text that would be billed as more SMS than this for each recipient. One SMS holds 160 English or 70 other characters, a part of a longer text 153 or 67.',
};

export const dryRun: Field = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description: 'Whether to check and count everything without sending anything',
};

/** The sender as CINNOX takes it: digits for a number, unchanged for an alphanumeric sender ID. */
export function readSender(item: Item): string {
	const sender = item.picked('senderNumber');
	if (sender === '') {
		throw refuse(
			"'Sender Number' is empty",
			"Pick one of the service's numbers or sender IDs in 'Sender Number', or check that the expression there gives one for this item",
		);
	}
	const read = readPhoneNumber(sender, { allowUnknown: true });
	return 'number' in read ? read.number : sender;
}

/** @throws UserError when there is none, or when one can't be a phone number; nothing is sent then */
export function requireRecipients(item: Item): Recipients {
	const written = item.parameter<unknown>('recipientNumbers', '');
	const recipients = readRecipients(written, readPhoneOptions(item));
	if (recipients.invalid.length > 0) {
		const [first, ...others] = recipients.invalid.map(
			({ position, value, reason }) => `number ${position} ("${value}") ${reason}`,
		);
		throw refuse(
			`'Recipient Numbers' can't be used: ${first}`,
			`${recipients.invalid[0].advice.replace(/\.$/, '')}. Nothing was sent for this item.${others.length > 0 ? ` Also: ${others.slice(0, 20).join(', ')}.` : ''}`,
		);
	}
	if (recipients.numbers.length === 0) {
		throw refuse(
			"'Recipient Numbers' is empty",
			"Enter at least one number in 'Recipient Numbers', or check that the expression there gives one for this item",
		);
	}
	return recipients;
}

/** @throws UserError when the single recipient can't be a phone number */
export function requireRecipient(item: Item): string {
	const written = requireText(item, 'recipientNumber', 'Recipient Number');
	return requirePhone(item, 'Recipient Number', written);
}

/** The text unchanged: spaces at its ends may be meant. @throws UserError when it is empty */
export function requireMessageText(item: Item): string {
	requireText(item, 'text', 'Text');
	return String(item.parameter<unknown>('text'));
}

/**
 * @param displayName of the field that the text comes from
 * @throws UserError when the text needs more SMS than Options > Maximum Segments allows
 */
export function checkSegments(item: Item, text: string, displayName = 'Text'): Segments {
	const counted = countSegments(text);
	const most = Number(item.parameter<number>('options.maxSegments', 0));
	const needed = Math.max(counted.segments, counted.segmentsGsm7 ?? 0);
	if (most > 0 && needed > most) {
		throw refuse(
			`'${displayName}' needs ${needed} SMS for each recipient, more than 'Maximum Segments' (${most})`,
			`It has ${counted.characters} characters in ${counted.encoding}. Shorten the text${counted.encoding === 'UCS-2' ? ', leave out characters that are not English' : ''}, or raise 'Maximum Segments'.`,
		);
	}
	return counted;
}

/** What counting a text gives, besides the total of all recipients. */
export const givesSegments = {
	encoding: 'string',
	characters: 'number',
	segments: 'number',
	segmentsTotal: 'number',
} as const;

/** Result of one SMS under stable names: https://docs.cinnox.com/docs/send-otp-sms */
export function readSmsResult(result: unknown): IDataObject {
	const { serviceID, serviceId, transactionID, transactionId, ...rest } = isObject(result)
		? result
		: {};
	return {
		...rest,
		serviceId: serviceID ?? serviceId,
		transactionId: transactionID ?? transactionId,
	};
}

/** What a person should know after texts were sent, or not: what was left out, and what costs more. */
export function hintsOfSending(outputs: IDataObject[]): string[] {
	const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0);
	let duplicates = 0;
	let segments = 0;
	for (const output of outputs) {
		const { duplicatesRemoved: removed } = output;
		duplicates += Array.isArray(removed) ? removed.length : 0;
		segments = Math.max(segments, numberOf(output.segments));
	}
	return [
		...(outputs.some((output) => output.dryRun === true)
			? ["'Dry Run' is on under 'Options': everything was checked and nothing was sent."]
			: []),
		...(duplicates > 0
			? [
					`${duplicates} recipient${duplicates > 1 ? 's' : ''} stood in the list more than once and counts once, see 'duplicatesRemoved'.`,
				]
			: []),
		...(segments > 1
			? [
					`A text takes ${segments} SMS for each recipient, and each is billed. 'Maximum Segments' under 'Options' refuses longer ones.`,
				]
			: []),
	];
}

/** Options > Dry Run. */
export function isDryRun(item: Item): boolean {
	return item.parameter<boolean>(`options.${dryRun.name}`, false);
}
