/** What the service account holds besides its reports. */
import type { Row } from './json.mts';

/** Body of creating or replacing a contact. */
export interface ContactInput extends Row {
	firstName?: string;
	lastName?: string;
	level?: string;
	type?: string;
	phones?: { type?: string; phone?: string }[];
	emails?: { type?: string; email?: string }[];
	addresses?: Row[];
	socialContacts?: { key?: string; value?: string }[];
}

/** A contact: what the API writes, and what only the dashboard does (owner, custom fields). */
export interface ContactRecord {
	id: string;
	input: ContactInput;
	dashboard: Row;
}

/** An SMS that the simulator accepted. */
export interface SentSms {
	transactionID: string;
	appId: string;
	usage: 'openAPI-sms' | 'openAPI-otp';
	senderNumber: string;
	/** Digits only. */
	recipientNumber: string;
	recipientCountry: string;
	/** As delivered: the PIN of a one-time password stands in it. */
	text: string;
	pin?: string;
	segments: number;
	status: 'Accepted' | 'Submitted' | 'Delivered' | 'Undelivered' | 'Rejected';
	createdAt: string;
}

export interface SentMessage {
	appId: string;
	roomID: string;
	text: string;
	senderEID?: string;
	receiverEID?: string;
	createdAt: string;
}

export interface SentWhatsApp {
	appId: string;
	cid: string;
	sourceId: string;
	templateId: string;
	target: string;
	waValues?: Row;
	createdAt: string;
}

export interface LabelRecord {
	id: string;
	name: string;
	colorName: string;
	createdBy: string;
	updatedBy: string;
	createdAt: string;
	updatedAt: string;
}

/** level and type fall back to their defaults, as both pages about contacts state. */
export const withDefaults = (input: ContactInput): ContactInput => ({
	...structuredClone(input),
	level: input.level ?? 'Primary',
	type: input.type ?? 'Lead',
});
