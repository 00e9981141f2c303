import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { eachPage } from '../../../transport/pages';
import { refuse } from '../../../values/refusal';
import { isSameText, toComparable, toComparableNumber } from '../../../values/sameText';
import { firstText, toText } from '../../../values/text';
import { DAY, HOUR, MINUTE, toDate } from '../../../values/time';
import type { Item } from '../../operation/item';

/** https://docs.cinnox.com/docs/get-sms-details */
const REPORT_URL = '/v1/api/apps/{appID}/data/sms-detail';

/** CINNOX's documented maximum: https://docs.cinnox.com/docs/get-label-list */
const PAGE_SIZE = 500;

/** Most rows that are held at once. */
const MOST_ROWS = 100_000;

/** By how much the clocks of CINNOX and of n8n may differ; in ms. */
const CLOCKS_MS = MINUTE;

/** How long a row may take to appear; in ms. */
const LATE_MS = 2 * MINUTE;

/** So old (ms) may be what was read: before a text is sent, and where one look follows the other. */
const FRESH_MS = { before: 3_000, since: 500 };

/** What of a row is put out. */
const SHOWN = ['createdAt', 'sender', 'recipient', 'text', 'status', 'carrierStatus', 'updatedAt'];

/** CINNOX types them as Number, and they are no quantities. */
const NUMBERS: ReadonlySet<string> = new Set(['sender', 'recipient']);

/** One text to one person. */
export interface SentText {
	sender: string;
	recipient: string;
	text: string;
}

interface Row {
	/** Without a time that could be read, it is as old as CINNOX was asked for. */
	time: number | undefined;
	/** As it is compared. */
	text: string;
	record: IDataObject;
}

/**
 * The SMS report as one run of the node sees it, to find out whether a text was sent. It is read once
 * for all items, and then only what may be new.
 *
 * A row shows one text: where the same text goes to the same person twice, it takes two rows.
 */
export class SmsReport {
	/** By sender and recipient, then by ID. */
	private readonly rows = new Map<string, Map<string, Row>>();

	private count = 0;

	/** From when to when it was read, in ms since 1970. */
	private range?: { from: number; to: number };

	private reading?: Promise<void>;

	/** How many rows of each text this run has used up. */
	private readonly used = new Map<string, number>();

	/**
	 * The row of a text that was sent before this run, or by another one meanwhile.
	 *
	 * @param from in ms since 1970
	 * @throws RequestFailed, UserError when the report can't be read
	 */
	async sentBefore(sms: SentText, from: number, item: Item): Promise<IDataObject | undefined> {
		await this.read(item, from, FRESH_MS.before);
		const key = keyOf(sms);
		const rows = this.find(sms, from).filter(({ record }) => !isRejected(record));
		const used = this.used.get(key) ?? 0;
		if (rows.length <= used) return undefined;
		this.used.set(key, used + 1);
		return rows[used].record;
	}

	/**
	 * The row of a text of which nobody knows whether it was sent.
	 *
	 * @param left when it left, in ms since 1970
	 * @throws RequestFailed, UserError when the report can't be read
	 */
	async sentSince(sms: SentText, left: number, item: Item): Promise<IDataObject | undefined> {
		const from = left - CLOCKS_MS;
		await this.read(item, from, FRESH_MS.since);
		const rows = this.find(sms, from);
		const known = recent.count(item, sms, from);
		return rows.length > known ? rows[rows.length - 1].record : undefined;
	}

	/** A text was sent, as CINNOX said or as a row shows. */
	noteSent(sms: SentText, item: Item): void {
		const key = keyOf(sms);
		this.used.set(key, (this.used.get(key) ?? 0) + 1);
		recent.add(item, sms);
	}

	private find(sms: SentText, from: number): Row[] {
		const text = toComparable(sms.text);
		return [...(this.rows.get(pairOf(sms))?.values() ?? [])]
			.filter((row) => (row.time ?? from) >= from && isSameText(text, row.text))
			.sort((a, b) => (a.time ?? from) - (b.time ?? from));
	}

	/** Reads what was not read yet, once for all items that want to know. */
	private async read(item: Item, from: number, oldest: number): Promise<void> {
		while (this.reading !== undefined) await Promise.allSettled([this.reading]);
		const { range } = this;
		const now = Date.now();
		if (range !== undefined && range.from <= from && now - range.to < oldest) return;
		const isKnown = range !== undefined && range.from <= from;
		this.reading = this.readRange(item, isKnown ? range.to - LATE_MS : from, now + CLOCKS_MS);
		const [read] = await Promise.allSettled([this.reading]);
		this.reading = undefined;
		if (read.status === 'rejected') throw read.reason;
		this.range = { from: isKnown ? range.from : from, to: now };
	}

	private async readRange(item: Item, from: number, to: number): Promise<void> {
		const { concurrency, signal } = item.run;
		const qs = { startAt: new Date(from).toISOString(), endAt: new Date(to).toISOString() };
		const request = { method: 'GET' as const, url: REPORT_URL, qs, extra: item.draft.extra };
		const reading = { lookAhead: concurrency - 1, signal };
		for await (const page of eachPage(item.send, request, { pageSize: PAGE_SIZE }, reading)) {
			for (const row of page) this.add(row);
			if (this.count > MOST_ROWS) {
				throw refuse(
					`The SMS report shows more than ${MOST_ROWS.toLocaleString('en-US')} SMS for this time`,
					"Shorten 'Look Back (Hours)', or turn off 'Look It Up Before Sending'",
				);
			}
		}
	}

	private add(row: IDataObject): void {
		const id = firstText(row, ...IDS) || JSON.stringify(row);
		const pair = pairOf({ sender: toText(row.sender), recipient: toText(row.recipient) });
		const known = this.rows.get(pair) ?? new Map<string, Row>();
		this.rows.set(pair, known);
		if (!known.has(id)) this.count += 1;
		const record: IDataObject = { id };
		for (const name of SHOWN) {
			if (row[name] !== undefined) record[name] = NUMBERS.has(name) ? toText(row[name]) : row[name];
		}
		known.set(id, {
			time: timeOf(row.createdAt),
			text: toComparable(toText(row.text)),
			record,
		});
	}
}

/** Under which the ID of a row may stand: the public pages do not say whether it is the transaction's. */
const IDS = ['id', '_id', 'transactionID', 'transactionId'];

/** Nobody got it. */
export function isRejected({ status }: IDataObject): boolean {
	return /^reject/i.test(toText(status));
}

/** No clock is further ahead of UTC than this. */
const FURTHEST_ZONE_MS = 14 * HOUR;

/**
 * When a row was made, in ms since 1970, at the latest: a time without a zone may be that of any
 * place, and then what CINNOX was asked for has to do.
 */
function timeOf(createdAt: unknown): number | undefined {
	const time = toDate(createdAt, 'UTC')?.getTime() ?? Date.parse(toText(createdAt));
	if (Number.isNaN(time)) return undefined;
	const hasZone = typeof createdAt !== 'string' || /^\d+$|[Zz]$|[+-]\d{2}:?\d{2}$/.test(createdAt);
	return hasZone ? time : time + FURTHEST_ZONE_MS;
}

function pairOf({ sender, recipient }: Pick<SentText, 'sender' | 'recipient'>): string {
	return JSON.stringify([toComparableNumber(sender), toComparableNumber(recipient)]);
}

function keyOf(sms: SentText): string {
	return `${pairOf(sms)} ${toComparable(sms.text)}`;
}

/** Texts that this process knows to be sent: a row that shows one of them shows no other. */
class RecentTexts {
	private readonly times = new Map<string, number[]>();

	add(item: Item, sms: SentText): void {
		const place = placeOf(item, sms);
		const now = Date.now();
		const times = (this.times.get(place) ?? []).filter((time) => time > now - DAY);
		// Insertion order is age.
		this.times.delete(place);
		this.times.set(place, [...times.slice(-MOST_TIMES), now]);
		if (this.times.size > MOST_TEXTS) {
			for (const oldest of this.times.keys()) {
				this.times.delete(oldest);
				break;
			}
		}
	}

	count(item: Item, sms: SentText, from: number): number {
		return (this.times.get(placeOf(item, sms)) ?? []).filter((time) => time >= from).length;
	}
}

const MOST_TEXTS = 20_000;
const MOST_TIMES = 100;

function placeOf({ run: { account } }: Item, sms: SentText): string {
	return createHash('sha256')
		.update(`${account.key} ${keyOf(sms)}`)
		.digest('base64url');
}

const recent = new RecentTexts();
