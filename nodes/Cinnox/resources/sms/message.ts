import type { IDataObject } from 'n8n-workflow';

import { refuse, requireText } from '../../shared/checks';
import type { Call } from '../../shared/operation';
import { readPhoneNumber, readRecipients } from '../../shared/phone';
import type { Recipients } from '../../shared/phone';
import type { Segments } from '../../shared/segments';
import { countSegments } from '../../shared/segments';

/** The sender as CINNOX takes it: digits for a number, unchanged for an alphanumeric sender ID. */
export function readSender(call: Call): string {
	const sender = call.picked('senderNumber');
	if (sender === '') {
		throw refuse(
			"'Sender Number' is empty",
			"Pick one of the service's numbers or sender IDs in 'Sender Number', or check that the expression there gives one for this item",
		);
	}
	const read = readPhoneNumber(sender);
	return 'number' in read ? read.number : sender;
}

/** @throws UserError when there is none, or when one can't be a phone number; nothing is sent then */
export function requireRecipients(call: Call): Recipients {
	const recipients = readRecipients(call.parameter<unknown>('recipientNumbers', ''));
	if (recipients.invalid.length > 0) {
		const [first, ...others] = recipients.invalid.map(
			({ position, value, reason }) => `number ${position} ("${value}") ${reason}`,
		);
		throw refuse(
			`'Recipient Numbers' can't be used: ${first}`,
			`Write country code and number, e.g. 85298765432. Nothing was sent for this item.${others.length > 0 ? ` Also: ${others.slice(0, 20).join(', ')}.` : ''}`,
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
export function requireRecipient(call: Call): string {
	const value = requireText(call, 'recipientNumber', 'Recipient Number');
	const read = readPhoneNumber(value);
	if ('reason' in read) {
		throw refuse(
			`'Recipient Number' can't be used: "${value.slice(0, 40)}" ${read.reason}`,
			'Write country code and number, e.g. 85298765432',
		);
	}
	return read.number;
}

/** The text unchanged: spaces at its ends may be meant. @throws UserError when it is empty */
export function requireMessageText(call: Call): string {
	requireText(call, 'text', 'Text');
	return String(call.parameter<unknown>('text'));
}

/** @throws UserError when the text needs more SMS than Options > Maximum Segments allows */
export function checkSegments(call: Call, text: string): Segments {
	const counted = countSegments(text);
	const most = Number(call.parameter<number>('options.maxSegments', 0));
	if (most > 0 && counted.segments > most) {
		throw refuse(
			`'Text' needs ${counted.segments} SMS for each recipient, more than 'Maximum Segments' (${most})`,
			`It has ${counted.characters} characters in ${counted.encoding}. Shorten the text${counted.encoding === 'UCS-2' ? ', leave out characters that are not English' : ''}, or raise 'Maximum Segments'.`,
		);
	}
	return counted;
}

/** Result of one SMS under stable names: https://docs.cinnox.com/docs/send-otp-sms */
export function readSmsResult(result: unknown): IDataObject {
	const { serviceID, serviceId, transactionID, transactionId, ...rest } = (
		typeof result === 'object' && result !== null && !Array.isArray(result) ? result : {}
	) as IDataObject;
	return {
		...rest,
		serviceId: serviceID ?? serviceId,
		transactionId: transactionID ?? transactionId,
	};
}
