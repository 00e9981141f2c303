import type { Row } from './json.mts';
import type { SentSms } from './records.mts';
import { countryOf, idOf, iso, segmentCount, smsRow } from './seed.mts';
import type { ReportTable } from './table.mts';

/** The SMS that the simulator accepted, which appear on top of the SMS report. */
export class SmsLog {
	/** Oldest first. */
	readonly sent: SentSms[] = [];
	readonly #report: ReportTable<Row>;
	readonly #rows = new WeakMap<SentSms, Row>();

	constructor(report: ReportTable<Row>) {
		this.#report = report;
	}

	/**
	 * @param number counts up from one SMS to the next
	 * @param time when it is accepted, in milliseconds
	 */
	add(
		number: number,
		time: number,
		fields: Pick<SentSms, 'appId' | 'usage' | 'senderNumber' | 'recipientNumber' | 'text' | 'pin'>,
	): SentSms {
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
		this.sent.push(sms);
		this.#report.add(time, row);
		this.#rows.set(sms, row);
		return sms;
	}

	/** An SMS that came in, as its notification says it. */
	addInbound(body: Row, time: number): void {
		const [sender, recipient] = [String(body.senderNumber), String(body.recipientNumber)];
		const row = smsRow({
			id: String(body.id),
			time,
			fromEID: '',
			sender,
			recipient,
			country: countryOf(recipient),
			text: String(body.content),
			status: 'Submitted',
			carrierStatus: 'Delivered',
			usage: 'Inbound',
			asNumber: time % 2 === 1,
		});
		this.#report.add(time, row);
	}

	/** @param time when that is known, in milliseconds */
	setStatus(sms: SentSms, status: SentSms['status'], time: number): void {
		sms.status = status;
		const row = this.#rows.get(sms);
		if (!row || status === 'Submitted') return;
		row.updatedAt = iso(time);
		row.carrierStatus = status === 'Delivered' ? 'Delivered' : 'Undelivered';
		if (status === 'Rejected') row.status = 'Rejected';
	}
}
