import { list, value } from '../answers.mts';
import { Refusal, badParameter } from '../errors.mts';
import { SERVICE_ID, idOf, iso } from '../seed.mts';
import type { OwnNumber } from '../seed.mts';
import type { SentSms } from '../records.mts';
import { slice } from './paging.mts';
import type { Call, Handlers } from './types.mts';

/** Country code and number: 7 to 15 digits that do not begin with 0, as E.164 has it; a plus sign may lead. */
const RECIPIENT = /^\+?[1-9]\d{6,14}$/;

/**
 * What a sender can be at all: a number, or an alphanumeric sender ID.
 * Source: https://docs.cinnox.com/reference/error-codes-and-rate-limit, which does not say what the format is.
 */
const SENDER = /^(\+?\d{3,15}|(?=.*[A-Za-z])[\w .&-]+)$/;

function recipientDigits({ options }: Call, recipient: string): string {
	const isRefused = options.recipientPlus === 'refused' && recipient.startsWith('+');
	if (isRefused || !RECIPIENT.test(recipient))
		throw new Refusal(7210104, 'RecipientNumber Invalid format');
	return recipient.replace(/^\+/, '');
}

function ownSender(
	{ state }: Call,
	sender: string,
	accepts: (number: OwnNumber) => boolean,
): string {
	if (!SENDER.test(sender)) throw new Refusal(7210103, 'senderNumber Invalid format');
	const own = state.ownNumber(sender);
	if (!own?.supportSMS || !accepts(own)) throw badParameter('Invalid senderNumber');
	return own.number;
}

function accept(
	call: Call,
	sms: Omit<
		SentSms,
		'appId' | 'transactionID' | 'recipientCountry' | 'segments' | 'status' | 'createdAt'
	>,
) {
	const sent = call.state.addSms({ ...sms, appId: call.app.appId });
	call.webhooks.trackSms(sent);
	return { serviceID: SERVICE_ID, status: true, transactionID: sent.transactionID };
}

const cliNumbers =
	(supports: 'supportSMS' | 'supportCall') =>
	({ params, state }: Call) => {
		const staff = state.staff.find(({ id }) => id === params.EID);
		if (!staff) throw badParameter('invalid EID');
		return list(
			staff.status === 'Activated' ? state.numbers.filter((number) => number[supports]) : [],
		);
	};

export const operations: Handlers = {
	sendSms: (call) => {
		const { body } = call;
		const recipients: string[] = [body.recipientNumbers ?? body.recipientNumber].flat();
		// All or nothing: no recipient gets the text when one of them is malformed.
		const digits = recipients.map((recipient) => recipientDigits(call, recipient));
		const senderNumber = ownSender(call, body.senderNumber, () => true);
		const results = digits.map((recipientNumber) =>
			accept(call, { usage: 'openAPI-sms', senderNumber, recipientNumber, text: body.text }),
		);
		return value(
			results.length === 1
				? results[0]
				: results.map((result, index) => ({ ...result, recipientNumber: digits[index] })),
		);
	},
	sendOtpSms: (call) => {
		const { body } = call;
		const recipientNumber = recipientDigits(call, body.recipientNumber);
		const senderNumber = ownSender(call, body.senderNumber, ({ number }) =>
			/[A-Za-z]/.test(number),
		);
		// A function as replacement, since a PIN may hold $ signs.
		const text = body.text.replace('%s', () => body.pin);
		return value(
			accept(call, { usage: 'openAPI-otp', senderNumber, recipientNumber, text, pin: body.pin }),
		);
	},
	sendWhatsAppOtp: ({ app, body, state }) => {
		const number = state.next('whatsapp');
		const cid = idOf('message', 800_000 + number);
		state.whatsApp.push({ appId: app.appId, cid, createdAt: iso(state.now()), ...body });
		return value({ cid });
	},
	sendMessage: ({ app, body, state }) => {
		const index = state.roomIndex(body.roomID);
		if (index < 0) throw badParameter('invalid roomID');
		for (const { text } of body.messages) {
			state.addMessage(index, {
				appId: app.appId,
				roomID: body.roomID,
				text,
				senderEID: body.senderEID,
				receiverEID: body.receiverEID,
				createdAt: iso(state.now()),
			});
		}
		return value({});
	},
	listNumbers: ({ query, state }) => list(slice(state.numbers, query)),
	listCallerIds: cliNumbers('supportCall'),
	listSenderIds: cliNumbers('supportSMS'),
	listEventHooks: ({ app, webhooks }) =>
		list(
			webhooks.subscriptions(app.appId).map(({ event, path, url, updatedAt }) => ({
				event,
				path,
				enabled: true,
				url,
				updatedAt,
			})),
		),
};
