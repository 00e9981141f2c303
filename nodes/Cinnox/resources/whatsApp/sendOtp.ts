import type { IDataObject } from 'n8n-workflow';

import { addBodyFields } from '../../shared/body';
import { refuse, requireText } from '../../shared/checks';
import {
	additionalBodyFields,
	dryRun,
	recipientNumber,
	templateId,
	whatsAppSender,
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
import { readPhoneNumber } from '../../shared/phone';
import { isObject } from '../../transport/envelope';
import { requireRecipient } from '../sms/message';

const SOURCE_SUFFIX = '@WHATSAPP';

/** https://docs.cinnox.com/docs/send-whatsapp-otp-api */
export const sendOtp: Operation = {
	name: 'Send OTP',
	value: 'sendOtp',
	action: 'Send OTP via WhatsApp',
	description: 'Send a one-time password with an approved WhatsApp template',
	documented: true,
	routing: {
		request: { method: 'POST', url: '/v1/api/apps/{appID}/general/operate/send-whatsapp-message' },
	},
	fields: [whatsAppSender, recipientNumber, templateId, pinSource, pin, pinType, pinLength],
	additionalFields: [additionalBodyFields],
	options: [dryRun, validity],
	prepare: [prepareOtp, addBodyFields],
	run: sendWhatsAppOtp,
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
	const template = requireText(call, 'templateId', 'Template ID');
	const isGenerated = call.parameter<string>('pinSource', 'define') === 'generate';
	const secret = isGenerated ? generatePin(call) : readPin(call);
	const notes: Notes = {
		minutes: readValidity(call),
		secret,
		summary: { senderNumber: sender, recipientNumber: recipient, templateId: template },
	};
	call.notes = notes;
	call.options.body = {
		sourceId: `${sender}${SOURCE_SUFFIX}`,
		templateId: template,
		target: `+${recipient}`,
		// The button copies the PIN, so it takes it too.
		waValues: { body: [secret], button: [secret] },
	};
}

/** Digits of the sending number, whether it or its whole source ID was given. */
function readSender(call: Call): string {
	const written = requireText(call, 'whatsAppSender', 'Sender WhatsApp Number');
	const isSourceId = written.toUpperCase().endsWith(SOURCE_SUFFIX);
	const read = readPhoneNumber(isSourceId ? written.slice(0, -SOURCE_SUFFIX.length) : written);
	if ('reason' in read) {
		throw refuse(
			`'Sender WhatsApp Number' can't be used: "${written.slice(0, 40)}" ${read.reason}`,
			'Write country code and number, e.g. 85230001234, or the source ID, e.g. 85230001234@WHATSAPP',
		);
	}
	return read.number;
}

async function sendWhatsAppOtp(call: Call): Promise<IDataObject[]> {
	const { minutes, secret, summary } = call.notes as Notes;
	if (call.parameter<boolean>('options.dryRun', false)) {
		return [{ sent: false, dryRun: true, ...summary }];
	}
	const answer = await call.once('', async () => {
		const { result } = await call.request(call.ownRequest());
		return { ...(isObject(result) ? result : {}), ...signOtp(call.signingKey(), secret, minutes) };
	});
	return [{ sent: true, ...answer, ...summary }];
}
