import { refuse } from '../../../values/refusal';
import type { Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import {
	checkSegments,
	dryRun,
	hintsOfSending,
	givesSegments,
	maxSegments,
	otpText,
	readSender,
	readSmsResult,
	recipientNumber,
	requireMessageText,
	requireRecipient,
	senderNumber,
} from '../common/messaging';
import type { PreparedOtp } from '../common/otp';
import { givesOtp, pinFields, readOtp, sendOtpDraft, validity } from '../common/otp';
import { phoneOptions } from '../common/phone';

/** https://docs.cinnox.com/docs/send-otp-sms */
export const sendOtp: Operation<PreparedOtp> = {
	name: 'Send OTP',
	value: 'sendOtp',
	action: 'Send OTP via SMS',
	description: 'Send a one-time password in an SMS',
	sendsText: true,
	documented: true,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/send_otp' } },
	hints: hintsOfSending,
	gives: {
		adds: {
			sent: 'boolean',
			transactionId: 'string',
			serviceId: 'string',
			status: 'boolean',
			...givesOtp,
			senderNumber: 'string',
			recipientNumber: 'string',
			...givesSegments,
		},
	},
	fields: [senderNumber, recipientNumber, otpText, ...pinFields],
	options: [dryRun, maxSegments, validity, ...phoneOptions],
	prepare,
	run: async (item, prepared) => await sendOtpDraft(item, prepared, readSmsResult),
};

function prepare(item: Item): PreparedOtp {
	const numbers = { senderNumber: readSender(item), recipientNumber: requireRecipient(item) };
	const message = requireMessageText(item);
	if (!message.includes('%s')) {
		throw refuse(
			"'Text' has no %s",
			"Write %s in 'Text' where the PIN belongs, e.g. Your code is %s",
		);
	}
	const otp = readOtp(item);
	const counted = checkSegments(
		item,
		message.replace('%s', () => otp.secret),
	);
	item.draft.body = {
		...(item.draft.body as object),
		...numbers,
		text: message,
		pin: otp.secret,
	};
	return { ...otp, summary: { ...numbers, ...counted, segmentsTotal: counted.segments } };
}
