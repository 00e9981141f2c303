import {
	CHANNEL_TYPES,
	COMPANIES,
	DESTINATION_SEED,
	LABEL_NAMES,
	NUMBERS,
	STAFF,
	TAG_SEED,
	callAt,
	callLogAt,
	campaignAt,
	campaignCount,
	conferenceAt,
	conversationAt,
	countryOf,
	chatMessage,
	enquiryAt,
	enquiryLabels,
	enquiryStatus,
	idOf,
	indexOfCaseNumber,
	indexOfId,
	iso,
	personAt,
	rowTime,
	segmentCount,
	smsAt,
	smsRow,
} from './seed.mts';
import type { OwnNumber, ReportContext, StaffMember } from './seed.mts';
import { ReportTable } from './table.mts';
import type { ResolvedOptions } from './types.mts';

type Row = Record<string, unknown>;

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

type MakeRow = (context: ReportContext, index: number) => Row;

/** Makes every row once only. */
function keepRows(make: MakeRow): MakeRow {
	const rows: Row[] = [];
	return (context, index) => (rows[index] ??= make(context, index));
}

/** Everything that the simulated service account holds. Test code may read and change it. */
export class SimulatorState {
	readonly context: ReportContext;
	readonly numbers: OwnNumber[] = [];
	readonly staff: StaffMember[] = [];
	/** Accepted SMS, oldest first. */
	readonly sms: SentSms[] = [];
	/** Messages put into rooms, oldest first. */
	readonly messages: SentMessage[] = [];
	readonly whatsApp: SentWhatsApp[] = [];
	readonly contacts = new Map<string, ContactRecord>();
	readonly destinations = new Map<string, Row>();
	readonly tags = new Map<string, Row>();
	readonly labels = new Map<string, LabelRecord>();
	/** Labels of enquiries that were changed; others have those of their seed. */
	readonly changedLabels = new Map<string, Set<string>>();
	/** Recording files by call or conference ID that replace the generated ones. */
	readonly recordings = new Map<string, Row[]>();
	readonly enquiries: ReportTable<Row>;
	readonly calls: ReportTable<Row>;
	readonly callLog: ReportTable<Row>;
	readonly conferences: ReportTable<Row>;
	readonly smsReport: ReportTable<Row>;
	readonly campaigns: ReportTable<Row>;

	readonly #options: ResolvedOptions;
	readonly #counters = new Map<string, number>();
	readonly #reportRows = new WeakMap<SentSms, Row>();
	readonly #chat = new Map<number, Row[]>();
	#startedAt = Date.now();

	constructor(options: ResolvedOptions) {
		this.#options = options;
		const rows = options.reportRows;
		const context = { now: Date.parse(options.now), rows };
		this.context = context;
		const table = (make: MakeRow, size = rows) =>
			new ReportTable<Row>(
				size,
				(index) => rowTime(context.now, size, index),
				(index) => make(context, index),
			);
		const kept = options.keepReportRows ? keepRows : (make: MakeRow) => make;
		this.enquiries = table((seed, index) => this.#labelled(enquiryAt(seed, index), index));
		this.calls = table(kept(callAt));
		this.callLog = table(kept(callLogAt));
		this.conferences = table(kept(conferenceAt));
		this.smsReport = table(kept(smsAt));
		this.campaigns = table(campaignAt, campaignCount(rows));
		this.reset();
	}

	/** The simulator's clock in milliseconds: starts at the option `now` and runs on from there. */
	now(): number {
		return this.context.now + (Date.now() - this.#startedAt);
	}

	/** A number that counts up per name, from `first`. */
	next(name: string, first = 0): number {
		const value = this.#counters.get(name) ?? first;
		this.#counters.set(name, value + 1);
		return value;
	}

	/** Back to the seed. */
	reset(): void {
		this.#startedAt = Date.now();
		this.#counters.clear();
		this.#chat.clear();
		for (const map of [
			this.contacts,
			this.destinations,
			this.tags,
			this.labels,
			this.changedLabels,
			this.recordings,
		]) {
			map.clear();
		}
		for (const table of [
			this.enquiries,
			this.calls,
			this.callLog,
			this.conferences,
			this.smsReport,
			this.campaigns,
		]) {
			table.reset();
		}
		for (const list of [this.sms, this.messages, this.whatsApp, this.numbers, this.staff])
			list.length = 0;
		this.numbers.push(...structuredClone(NUMBERS as OwnNumber[]));
		this.staff.push(...structuredClone(STAFF));
		this.#seedManagement();
	}

	#seedManagement(): void {
		const created = iso(this.context.now - 200 * 86_400_000);
		DESTINATION_SEED.forEach((destination) => this.addDestination(structuredClone(destination)));
		TAG_SEED.forEach((tag) => this.addTag(structuredClone(tag), created));
		LABEL_NAMES.forEach(([name, colorName], index) => {
			const id = idOf('label', index);
			const by = STAFF[index % 3].id;
			this.labels.set(id, {
				id,
				name,
				colorName,
				createdBy: by,
				updatedBy: by,
				createdAt: created,
				updatedAt: created,
			});
		});
		for (let index = 0; index < this.#options.contacts; index++) {
			const person = personAt(500_000 + index);
			this.addContact(
				{
					firstName: person.firstName,
					lastName: person.lastName,
					level: (['Primary', 'Secondary', 'Tertiary'] as const)[index % 3],
					type: (['Customer', 'Lead', 'Prospect', 'Others'] as const)[index % 4],
					phones: [
						{ type: 'Mobile', phone: `+${person.phone}` },
						...(index % 3 === 0
							? [{ type: 'Work', phone: `+8523001${9000 + (index % 1000)}` }]
							: []),
					],
					emails: [{ type: index % 2 === 0 ? 'Personal' : 'Work', email: person.email }],
					company: COMPANIES[index % COMPANIES.length],
					jobTitle: index % 4 === 0 ? 'Buyer' : '',
					language: person.country === 'HK' ? 'zh' : 'en',
					birthDate: `${String(1 + (index % 28)).padStart(2, '0')}/0${1 + (index % 9)}/19${70 + (index % 30)}`,
					addresses: [
						{
							street: `${1 + index} Nathan Road`,
							city: 'Kowloon',
							state: '',
							zipcode: '',
							country: person.country,
						},
					],
					socialContacts: index % 5 === 0 ? [{ key: 'whatsApp', value: person.phone }] : [],
				},
				{
					ownerId: STAFF[index % 10].id,
					ownerName: `${STAFF[index % 10].firstName} ${STAFF[index % 10].lastName}`,
					ownerDepartment: 'Travel',
					sharedWith: '',
					slaveContacts: '',
					cf_loyalty_tier: ['Bronze', 'Silver', 'Gold'][index % 3],
				},
			);
		}
	}

	// ---------------------------------------------------------------------------------------------- enquiries

	/** Row of an enquiry by its ID or its number in the dashboard, or -1. */
	enquiryIndex(id: string): number {
		const byId = indexOfId('enquiry', id);
		const index = byId >= 0 ? byId : indexOfCaseNumber(this.context.rows, id);
		return index < this.context.rows ? index : -1;
	}

	/** Row of the enquiry with this room, or -1. */
	roomIndex(roomID: string): number {
		const index = indexOfId('room', roomID);
		return index < this.context.rows ? index : -1;
	}

	isClosed(index: number): boolean {
		return enquiryStatus(index) === 'closed';
	}

	/** Messages of an enquiry, those sent through the API last. */
	conversation(index: number): Row[] {
		return [...conversationAt(this.context, index), ...(this.#chat.get(index) ?? [])];
	}

	addMessage(index: number, message: SentMessage): void {
		this.messages.push(message);
		const sent = this.#chat.get(index) ?? [];
		this.#chat.set(index, sent);
		sent.push(
			chatMessage({
				index,
				seq: conversationAt(this.context, index).length + sent.length + 1,
				time: Date.parse(message.createdAt),
				text: message.text,
				fromEID: message.senderEID ?? '',
				toEID: message.receiverEID ?? idOf('visitor', index),
			}),
		);
	}

	/** Labels on the enquiry in row `index`. */
	labelsOf(index: number): Set<string> {
		const changed = this.changedLabels.get(idOf('enquiry', index));
		const ids = changed ?? new Set(enquiryLabels(index).map((label) => idOf('label', label)));
		return new Set([...ids].filter((id) => this.labels.has(id)));
	}

	#labelled(row: Row, index: number): Row {
		row.labelIds = [...this.labelsOf(index)];
		return row;
	}

	/** Number of enquiries by status within a time range. */
	countEnquiries(from: number, to: number): Record<string, number> {
		const [first, end] = this.enquiries.indexes({ from, to });
		const counts: Record<string, number> = {
			received: end - first,
			ongoing: 0,
			'followed-up': 0,
			missed: 0,
			closed: 0,
		};
		for (let index = first; index < end; index++) counts[enquiryStatus(index)]++;
		return counts;
	}

	// ---------------------------------------------------------------------------------------------- SMS

	/** The number or sender ID of the service that matches, leading plus sign or not. */
	ownNumber(sender: string): OwnNumber | undefined {
		const wanted = sender.replace(/^\+/, '');
		return this.numbers.find(({ number }) => number === wanted);
	}

	addSms(
		fields: Pick<SentSms, 'appId' | 'usage' | 'senderNumber' | 'recipientNumber' | 'text' | 'pin'>,
	): SentSms {
		const number = this.next('sms');
		const time = this.now();
		const sms: SentSms = {
			...fields,
			transactionID: idOf('transaction', number),
			recipientCountry: countryOf(fields.recipientNumber),
			segments: segmentCount(fields.text),
			status: 'Accepted',
			createdAt: iso(time),
		};
		const row = smsRow({
			id: sms.transactionID,
			time,
			fromEID: '',
			sender: sms.senderNumber,
			recipient: sms.recipientNumber,
			country: sms.recipientCountry,
			text: sms.text,
			status: 'Submitted',
			carrierStatus: 'Queued',
			usage: sms.usage,
			asNumber: number % 2 === 1,
		});
		this.sms.push(sms);
		this.smsReport.add(time, row);
		this.#reportRows.set(sms, row);
		return sms;
	}

	setSmsStatus(sms: SentSms, status: SentSms['status']): void {
		sms.status = status;
		const row = this.#reportRows.get(sms);
		if (!row || status === 'Submitted') return;
		row.updatedAt = iso(this.now());
		row.carrierStatus = status === 'Delivered' ? 'Delivered' : 'Undelivered';
		if (status === 'Rejected') row.status = 'Rejected';
	}

	// ---------------------------------------------------------------------------------------------- management

	addContact(input: ContactInput, dashboard: Row = {}): ContactRecord {
		const record = {
			id: idOf('contact', this.next('contact')),
			input: withDefaults(input),
			dashboard,
		};
		this.contacts.set(record.id, record);
		return record;
	}

	/** Replaces what the API can write; returns undefined for an unknown ID. */
	replaceContact(id: string, input: ContactInput): ContactRecord | undefined {
		const record = this.contacts.get(id);
		if (record) record.input = withDefaults(input);
		return record;
	}

	addDestination(input: Row): string {
		const id = idOf('destination', this.next('destination'));
		this.destinations.set(id, input);
		return id;
	}

	addTag(input: Row, createAt: string): string {
		const tagID = idOf('tag', this.next('tag'));
		this.tags.set(tagID, { ...input, createAt });
		return tagID;
	}

	/** Channel types that the account knows. */
	get channelTypes(): string[] {
		return CHANNEL_TYPES.map(({ type }) => type);
	}
}

/** level and type fall back to their defaults, as both pages about contacts state. */
const withDefaults = (input: ContactInput): ContactInput => ({
	...structuredClone(input),
	level: input.level ?? 'Primary',
	type: input.type ?? 'Lead',
});
