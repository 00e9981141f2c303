import type { Row } from './json.mts';
import type { SentSms } from './records.mts';
import { SERVICE_ID, idOf, iso, phoneField, personAt } from './seed.mts';
import type { SimulatorState } from './state.mts';
import type { App, Emitters } from './types.mts';

export type EventName = Exclude<keyof Emitters, 'raw'>;

/**
 * Event types as their subscription path spells them, without -event-sub, by the name they have in `emit`.
 * Payloads: the webhooks of the API document.
 */
export const EVENT_NAMES = {
	inboundSms: 'inbound-sms',
	outboundSms: 'outbound-sms',
	call: 'call',
	enquiry: 'inquiry',
	recording: 'recording',
	conference: 'conference',
	externalContact: 'external-contact',
	staffContact: 'staff-contact',
	contact: 'contact',
	label: 'label',
	enquiryLabel: 'inquiry-label',
} as const satisfies Record<EventName, string>;

/** The former name under which outbound SMS notifications can be subscribed too. */
export const ALSO_SENT_AS: Partial<Record<string, string>> = { 'outbound-sms': 'tdr' };

const SUFFIX = '-event-sub';

/** Event type of a name in `emit`, of an event hook name or of a subscription path. */
export function eventOf(name: string): string {
	if (name in EVENT_NAMES) return EVENT_NAMES[name as EventName];
	return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;
}

export const subscriptionPath = (event: string): string => `${event}${SUFFIX}`;

/** Enumeration values that a channel of a report has in enquiry notifications. */
const EVENT_CHANNELS: Record<string, string> = {
	ThirdParty: 'THIRDPARTY',
	Email: 'EMAIL',
	FACEBOOK: 'FACEBOOK',
	WHATSAPP: 'WHATSAPP',
	WECHAT: 'WECHAT',
	LINE: 'LINE',
	WOZTELL: 'WOZTELL',
};

/** The frame of most notifications. The challenge member is there although this is no handshake. */
const wrapped = (message: Row): Row => ({
	type: 'message',
	challenge: 'internal',
	message,
});

const contactMessage = (status: string, id: string, fullName: string, fields: Row): Row =>
	wrapped({ type: 'contact', status, serviceId: SERVICE_ID, fullName, id, ...fields });

function anyContact(state: SimulatorState): [id: string, fullName: string] {
	const [contact] = state.contacts.values();
	return contact ? [contact.id, fullName(contact.input)] : [idOf('contact', 0), 'Unknown'];
}

export const fullName = (person: { firstName?: string; lastName?: string }): string =>
	[person.firstName, person.lastName].filter(Boolean).join(' ');

/**
 * Bodies of the notifications. Each is generated from the seeded data, so that what it names can be looked up, and
 * `fields` replace its members (inside `message` where it is wrapped).
 */
export const BODIES: Record<EventName, (state: SimulatorState, fields: Row, app: App) => Row> = {
	inboundSms: (state, fields) => {
		const number = state.next('inbound-sms');
		return {
			id: idOf('inboundSms', number),
			eventDescription: 'Inbound SMS',
			senderNumber: Number(personAt(900_000 + number).phone),
			recipientNumber: Number(state.numbers[0]?.number),
			receiveTime: iso(state.now()),
			contentType: 'Text',
			content: 'Hello, is the morning flight still on time?',
			...fields,
		};
	},
	outboundSms: (state, fields, app) => ({
		Type: 'tdr',
		AppID: app.appId,
		ServiceID: SERVICE_ID,
		TransactionID: idOf('transaction', 900_000 + state.next('outbound-sms')),
		RecipientNumber: Number(personAt(1).phone),
		RecipientCountry: personAt(1).country,
		ResponseCode: '',
		Status: 'Delivered',
		Exception: '',
		...fields,
	}),
	call: (state, fields) => {
		const start = fields.status !== 'CallEnd';
		const index = state.next('call') * 2;
		return wrapped({
			id: idOf('call', index),
			status: 'CallStart',
			serviceId: SERVICE_ID,
			...(start && {
				caller: { eid: '', number: Number(personAt(index).phone) },
				callees: [{ eid: state.staff[0]?.id, number: Number(state.numbers[0]?.number) }],
			}),
			...fields,
		});
	},
	enquiry: (state, fields) => {
		const row = state.enquiries.at(state.next('enquiry') % Math.max(1, state.enquiries.size));
		const channel = EVENT_CHANNELS[String(row.channel)] ?? 'CINNOX';
		return {
			status: 'Opened',
			serviceId: SERVICE_ID,
			displayCaseNumber: row.displayCaseNumber,
			eid: row.inquiry,
			type: 'inquiry',
			channel,
			channelOri: channel === 'CINNOX' ? 'CINNOX' : 'Channel',
			socialId: '',
			date: iso(state.now()),
			destination: row.destinationID,
			destinationTypes: row.destinationType,
			...fields,
		};
	},
	recording: (state, fields) =>
		wrapped({
			type: 'call',
			status: 'success',
			serviceId: SERVICE_ID,
			id: idOf(fields.type === 'conference' ? 'conference' : 'call', state.next('recording') * 2),
			...fields,
		}),
	conference: (state, fields) =>
		wrapped({
			status: 'conference_end',
			serviceId: SERVICE_ID,
			id: idOf('conference', state.next('conference')),
			...fields,
		}),
	externalContact: (state, fields) => contactMessage('create', ...anyContact(state), fields),
	contact: (state, fields) => contactMessage('create', ...anyContact(state), fields),
	staffContact: (state, fields) =>
		contactMessage('staffEdit', String(state.staff[0]?.id), fullName(state.staff[0] ?? {}), fields),
	label: (state, fields) => {
		const [label] = state.labels.values();
		return wrapped({
			type: 'label',
			status: 'edit',
			serviceId: SERVICE_ID,
			id: label?.id,
			name: label?.name,
			...fields,
		});
	},
	enquiryLabel: (state, fields) => {
		const index = state.next('enquiry-label') % Math.max(1, state.enquiries.size);
		return wrapped({
			type: 'inquiryLabel',
			status: 'update',
			serviceId: SERVICE_ID,
			inquiryId: idOf('enquiry', index),
			labelIds: [...state.labelsOf(index)],
			...fields,
		});
	},
};

type FinalStatus = 'Delivered' | 'Undelivered' | 'Rejected';

/**
 * What becomes of an SMS depends on the end of its recipient number: 0000 is rejected by the carrier, 9999 is not
 * delivered, everything else is.
 */
export function finalStatus(recipient: string): FinalStatus {
	const ENDINGS: [string, FinalStatus][] = [
		['0000', 'Rejected'],
		['9999', 'Undelivered'],
	];
	return ENDINGS.find(([ending]) => recipient.endsWith(ending))?.[1] ?? 'Delivered';
}

const EXCEPTIONS: Partial<Record<string, string>> = {
	Rejected: 'sms send failed',
	Undelivered: 'sms delivery failed',
};

/** Members of the outbound SMS notification for the present status of an SMS. */
export const smsStatusFields = (sms: SentSms): Row => ({
	TransactionID: sms.transactionID,
	RecipientNumber: phoneField(sms.recipientNumber, true),
	RecipientCountry: sms.recipientCountry,
	ResponseCode: sms.status in EXCEPTIONS ? '400' : '',
	Status: sms.status,
	Exception: EXCEPTIONS[sms.status] ?? '',
});
