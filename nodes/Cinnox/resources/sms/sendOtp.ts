import type { IDataObject } from 'n8n-workflow';

import { addBodyFields } from '../../shared/body';
import { refuse } from '../../shared/checks';
import {
	additionalBodyFields,
	dryRun,
	maxSegments,
	recipientNumber,
	senderNumber,
	text,
} from '../../shared/fields';
import type { Call, Operation } from '../../shared/operation';
import {
	generatePin,
	pin,
	pinLength,
	pinSource,
	pinType,
	readPin,
	readValidity,
	signOtp,
	validity,
} from '../../shared/otp';
import {
	checkSegments,
	readSender,
	readSmsResult,
	requireMessageText,
	requireRecipient,
} from './message';

/** https://docs.cinnox.com/docs/send-otp-sms */
export const sendOtp: Operation = {
	name: 'Send OTP',
	value: 'sendOtp',
	action: 'Send OTP via SMS',
	description: 'Send a one-time password in an SMS',
	documented: true,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/send_otp' } },
	fields: [senderNumber, recipientNumber, text, pinSource, pin, pinType, pinLength],
	additionalFields: [additionalBodyFields],
	options: [dryRun, maxSegments, validity],
	prepare: [prepareOtp, addBodyFields],
	run: sendOtpSms,
};

/** What the output says besides CINNOX's answer, and what it must not say. */
interface Notes extends IDataObject {
	minutes: number;
	secret: string;
	summary: IDataObject;
}

function prepareOtp(call: Call): void {
	const sender = readSender(call);
	const recipient = requireRecipient(call);
	const message = requireMessageText(call);
	if (!message.includes('%s')) {
		throw refuse(
			"'Text' has no %s",
			"Write %s in 'Text' where the PIN belongs, e.g. Your code is %s",
		);
	}
	const isGenerated = call.parameter<string>('pinSource', 'define') === 'generate';
	const secret = isGenerated ? generatePin(call) : readPin(call);
	const counted = checkSegments(
		call,
		message.replace('%s', () => secret),
	);
	const notes: Notes = {
		minutes: readValidity(call),
		secret,
		summary: {
			senderNumber: sender,
			recipientNumber: recipient,
			...counted,
			segmentsTotal: counted.segments,
		},
	};
	call.notes = notes;
	call.options.body = {
		senderNumber: sender,
		recipientNumber: recipient,
		text: message,
		pin: secret,
	};
}

async function sendOtpSms(call: Call): Promise<IDataObject[]> {
	const { minutes, secret, summary } = call.notes as Notes;
	if (call.parameter<boolean>('options.dryRun', false)) {
		return [{ sent: false, dryRun: true, ...summary }];
	}
	const answer = await call.once('', async () => {
		const { result } = await call.request(call.ownRequest());
		return { ...readSmsResult(result), ...signOtp(call.signingKey(), secret, minutes) };
	});
	return [{ sent: true, ...answer, ...summary }];
}
