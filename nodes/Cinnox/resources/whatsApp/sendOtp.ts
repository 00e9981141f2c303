import { isObject } from '../../../values/objects';
import { readPhoneNumber } from '../../../values/phone';
import { refuse, shorten } from '../../../values/refusal';
import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { requireText } from '../../operation/parameters';
import { dryRun, hintsOfSending, recipientNumber, requireRecipient } from '../common/messaging';
import type { PreparedOtp } from '../common/otp';
import { givesOtp, pinFields, readOtp, sendOtpDraft, validity } from '../common/otp';
import { phoneOptions } from '../common/phone';

const SOURCE_SUFFIX = '@WHATSAPP';

const whatsAppSender: Field = {
	displayName: 'Sender WhatsApp Number',
	name: 'whatsAppSender',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 85230001234',
	description:
		'A WhatsApp number of the CINNOX service, with country code, or its source ID, e.g. 85230001234@WHATSAPP',
};

const templateId: Field = {
	displayName: 'Template ID',
	name: 'templateId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 64c1f0e2a1b2c3d4e5f60718',
	description:
		'ID of an approved authentication template. It stands in the address of its page in the CINNOX dashboard; CINNOX has no list of templates to pick from.',
};

/** https://docs.cinnox.com/docs/send-whatsapp-otp-api */
export const sendOtp: Operation<PreparedOtp> = {
	name: 'Send OTP',
	value: 'sendOtp',
	action: 'Send OTP via WhatsApp',
	description: 'Send a one-time password with an approved WhatsApp template',
	sendsText: true,
	documented: true,
	routing: {
		request: { method: 'POST', url: '/v1/api/apps/{appID}/general/operate/send-whatsapp-message' },
	},
	hints: hintsOfSending,
	gives: {
		adds: {
			sent: 'boolean',
			cid: 'string',
			...givesOtp,
			senderNumber: 'string',
			recipientNumber: 'string',
			templateId: 'string',
		},
	},
	fields: [whatsAppSender, recipientNumber, templateId, ...pinFields],
	options: [dryRun, validity, ...phoneOptions],
	prepare,
	run: async (item, prepared) =>
		await sendOtpDraft(item, prepared, (result) => (isObject(result) ? result : {})),
};

function prepare(item: Item): PreparedOtp {
	const sender = readSender(item);
	const recipient = requireRecipient(item);
	const template = requireText(item, 'templateId', 'Template ID');
	const otp = readOtp(item);
	item.draft.body = {
		...(item.draft.body as object),
		sourceId: `${sender}${SOURCE_SUFFIX}`,
		templateId: template,
		target: `+${recipient}`,
		// The button copies the PIN, so it takes it too.
		waValues: { body: [otp.secret], button: [otp.secret] },
	};
	return {
		...otp,
		summary: { senderNumber: sender, recipientNumber: recipient, templateId: template },
	};
}

/** Digits of the sending number, whether it or its whole source ID was given. */
function readSender(item: Item): string {
	const written = requireText(item, 'whatsAppSender', 'Sender WhatsApp Number');
	const isSourceId = written.toUpperCase().endsWith(SOURCE_SUFFIX);
	const read = readPhoneNumber(isSourceId ? written.slice(0, -SOURCE_SUFFIX.length) : written, {
		// CINNOX knows its own numbers.
		allowUnknown: true,
	});
	if ('reason' in read) {
		throw refuse(
			`'Sender WhatsApp Number' can't be used: "${shorten(written)}" ${read.reason}`,
			'Write country code and number, e.g. 85230001234, or the source ID, e.g. 85230001234@WHATSAPP',
		);
	}
	return read.number;
}
