import { contactDashboard, contactInput } from './contact-seed.mts';
import { Enquiries } from './enquiries.mts';
import type { Row } from './json.mts';
import { withDefaults } from './records.mts';
import type {
	ContactInput,
	ContactRecord,
	LabelRecord,
	SentMessage,
	SentSms,
	SentWhatsApp,
} from './records.mts';
import {
	CHANNEL_TYPES,
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
	enquiryStatus,
	idOf,
	iso,
	rowTime,
	smsAt,
} from './seed.mts';
import type { OwnNumber, ReportContext, StaffMember } from './seed.mts';
import { SmsLog } from './sms-log.mts';
import { ReportTable, keepRows } from './table.mts';
import type { ResolvedOptions } from './types.mts';

type MakeRow = (context: ReportContext, index: number) => Row;

/** Everything that the simulated service account holds. Test code may read and change it. */
export class SimulatorState {
	readonly context: ReportContext;
	readonly numbers: OwnNumber[] = [];
	readonly staff: StaffMember[] = [];
	/** Accepted SMS, oldest first. */
	readonly sms: SentSms[];
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
	readonly #smsLog: SmsLog;
	readonly #enquiries: Enquiries;
	#startedAt = Date.now();

	constructor(options: ResolvedOptions) {
		this.#options = options;
		const rows = options.reportRows;
		const context = { now: Date.parse(options.now), rows };
		this.context = context;
		this.#enquiries = new Enquiries(context, this.labels, this.changedLabels);
		const table = (make: MakeRow, size = rows) =>
			new ReportTable<Row>(
				size,
				(index) => rowTime(context.now, size, index),
				(index) => make(context, index),
			);
		const kept = options.keepReportRows ? keepRows : (make: MakeRow) => make;
		this.enquiries = table((_context, index) => this.#enquiries.at(index));
		this.calls = table(kept(callAt));
		this.callLog = table(kept(callLogAt));
		this.conferences = table(kept(conferenceAt));
		this.smsReport = table(kept(smsAt));
		this.#smsLog = new SmsLog(this.smsReport);
		this.sms = this.#smsLog.sent;
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
		this.#enquiries.reset();
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
			this.addContact(contactInput(index), contactDashboard(index));
		}
	}

	// ---------------------------------------------------------------------------------------------- enquiries

	/** Row of an enquiry by its ID or its number in the dashboard, or -1. */
	enquiryIndex(id: string): number {
		return this.#enquiries.indexOf(id);
	}

	/** Row of the enquiry with this room, or -1. */
	roomIndex(roomID: string): number {
		return this.#enquiries.indexOfRoom(roomID);
	}

	isClosed(index: number): boolean {
		return enquiryStatus(index) === 'closed';
	}

	/** Messages of an enquiry, those sent through the API last. */
	conversation(index: number): Row[] {
		return this.#enquiries.conversation(index);
	}

	addMessage(index: number, message: SentMessage): void {
		this.messages.push(message);
		this.#enquiries.addMessage(index, message);
	}

	/** Labels on the enquiry in row `index`. */
	labelsOf(index: number): Set<string> {
		return this.#enquiries.labelsOf(index);
	}

	/** Number of enquiries by status within a time range. */
	countEnquiries(from: number, to: number): Record<string, number> {
		return this.#enquiries.count(...this.enquiries.indexes({ from, to }));
	}

	// ---------------------------------------------------------------------------------------------- SMS

	/** The number or sender ID of the service that matches, leading plus sign or not. */
	ownNumber(sender: string): OwnNumber | undefined {
		const wanted = sender.replace(/^\+/, '');
		return this.numbers.find(({ number }) => number === wanted);
	}

	addSms(fields: Parameters<SmsLog['add']>[2]): SentSms {
		return this.#smsLog.add(this.next('sms'), this.now(), fields);
	}

	/** Puts an SMS that came in into the SMS report. `body` is that of its notification. */
	addInboundSms(body: Row): void {
		this.#smsLog.addInbound(body, this.now());
	}

	setSmsStatus(sms: SentSms, status: SentSms['status']): void {
		this.#smsLog.setStatus(sms, status, this.now());
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
