import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../../values/objects';
import { refuse, shorten } from '../../../values/refusal';
import { firstText, readJsonList, toText, toWord } from '../../../values/text';
import { MINUTE, toDate } from '../../../values/time';
import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import type { Search, SmsRow } from '../common/smsWatch';
import { digitsOf, limitMinutes, readLimitMinutes, smsReport, SmsWatch } from '../common/smsWatch';

const transactionId: Field = {
	displayName: 'Transaction ID',
	name: 'transactionId',
	type: 'string',
	takesRecord: true,
	default: '',
	required: true,
	placeholder: 'e.g. {{ $json }}',
	description:
		"The 'transactionId' that Send SMS put out, or an expression that gives all of what it put out, which has those of several recipients",
};

const sentWithin: Field = {
	displayName: 'Sent Within (Minutes)',
	name: 'sentWithinMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 60,
	description: 'How long ago the SMS may have been sent. The report is read from then on.',
};

/** What became of an SMS, out of the SMS report. */
export const waitForDelivery: Operation<Search, SmsWatch> = {
	name: 'Wait for Delivery',
	value: 'waitForDelivery',
	action: 'Wait for delivery of SMS',
	description: 'Wait until an SMS is delivered, turns out not to be, or the time is up',
	documented: true,
	routing: smsReport,
	gives: {
		adds: {
			outcome: 'string',
			transactionId: 'string',
			recipientNumber: 'string',
			found: 'boolean',
			status: 'string',
			carrierStatus: 'string',
			updatedAt: 'string',
		},
	},
	fields: [transactionId, limitMinutes],
	options: [sentWithin],
	share: () => new SmsWatch(),
	prepare: (item, watch) => watch.add(toSearch(item)),
	run: async (item, search, watch) => await watch.outcomeOf(search, item),
};

/** An SMS that was sent: by its ID, by who got it where CINNOX did not say an ID. */
interface Sent {
	id: string;
	recipient: string;
	sender: string;
}

function toSearch(item: Item): Search {
	const sent = readSent(item.parameter<unknown>(transactionId.name));
	const limit = readLimitMinutes(item);
	const within = item.parameter<number>(`options.${sentWithin.name}`, Number(sentWithin.default));
	const now = Date.now();
	const seen = new Map<Sent, SmsRow>();
	const outcomes = () => sent.map((sms) => toOutcome(sms, seen.get(sms)));
	return {
		since: now - Math.max(1, within) * MINUTE,
		limit,
		look: (rows) => {
			for (const sms of sent) {
				const row = findRow(sms, rows, now - JUST_SENT_MS);
				if (row !== undefined) seen.set(sms, row);
			}
			const known = outcomes();
			return known.every(({ outcome }) => outcome !== TIMED_OUT) ? known : undefined;
		},
		expired: outcomes,
	};
}

/** @throws UserError when there is nothing by which an SMS could be found */
function readSent(value: unknown): Sent[] {
	const record = isObject(value) ? value : parseRecord(value);
	if (record === undefined) {
		const id = toText(value).trim();
		if (id !== '') return [{ id, recipient: '', sender: '' }];
		throw refuse(
			"'Transaction ID' is empty",
			"Enter the 'transactionId' that Send SMS put out, or check that the expression there gives one for this item",
		);
	}
	if (record.sent === false) {
		throw refuse(
			"'Transaction ID' is what a dry run put out: nothing was sent",
			"Turn off 'Dry Run' in the node that sends",
		);
	}
	const results = Array.isArray(record.results) ? (record.results as unknown[]) : [];
	const sent = (results.length > 0 ? results : [record]).filter(isObject).map((one) => ({
		id: firstText(one, 'transactionId', 'transactionID'),
		recipient: firstText(one, 'recipientNumber', 'to') || onlyRecipient(record),
		sender: firstText(record, 'senderNumber', 'from'),
	}));
	if (sent.length > 0 && sent.every(({ id, recipient }) => id !== '' || recipient !== '')) {
		return sent;
	}
	throw refuse(
		`'Transaction ID' holds none: ${shorten(JSON.stringify(record))}`,
		"Let the expression in 'Transaction ID' give what Send SMS put out, or its 'transactionId'",
	);
}

function onlyRecipient({ recipientNumbers, results }: IDataObject): string {
	const numbers = readJsonList(recipientNumbers) ?? [];
	return results === undefined && numbers.length === 1 ? toText(numbers[0]) : '';
}

/** A language model writes the record as JSON text. */
function parseRecord(value: unknown): IDataObject | undefined {
	if (typeof value !== 'string' || !/^\s*\{/.test(value)) return undefined;
	try {
		const parsed: unknown = JSON.parse(value);
		return isObject(parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}

/** Under which the ID of the transaction may stand: the public pages do not say it. */
const IDS = ['transactionID', 'transactionId', 'id', '_id', 'cid'];

/** How long before the wait an SMS may have been created that is known by its recipient only. */
const JUST_SENT_MS = 2 * MINUTE;

/**
 * The row of an SMS. Where none has its ID, the one SMS that this API has just sent to the same
 * number, if there is one only.
 */
function findRow(
	{ id, recipient, sender }: Sent,
	rows: SmsRow[],
	justSent: number,
): SmsRow | undefined {
	const byId = rows.find((row) => id !== '' && IDS.some((name) => toText(row[name]) === id));
	if (byId !== undefined || recipient === '') return byId;
	const same = rows.filter(
		(row) =>
			digitsOf(row, 'recipient') === recipient &&
			digitsOf(row, 'sender') === sender &&
			/^openapi/.test(toWord(toText(row.usage))) &&
			(toDate(row.createdAt, 'UTC')?.getTime() ?? 0) >= justSent,
	);
	return same.length === 1 ? same[0] : undefined;
}

const TIMED_OUT = 'timedOut';

/** `status` is what CINNOX did with it, `carrierStatus` what became of it; the first that fits. */
const OUTCOMES: Array<[outcome: string, member: 'status' | 'carrierStatus', pattern: RegExp]> = [
	['rejected', 'status', /^reject/],
	['delivered', 'carrierStatus', /^(deliver|success)/],
	['undelivered', 'carrierStatus', /^(undeliver|fail)/],
	// The carrier said nothing in time.
	['unknown', 'carrierStatus', /^time/],
	['unknown', 'status', /^time/],
];

function toOutcome({ id, recipient }: Sent, row?: SmsRow): IDataObject {
	const decided = OUTCOMES.find(
		([, member, pattern]) => row && pattern.test(toWord(toText(row[member]))),
	);
	const number = row === undefined ? recipient : digitsOf(row, 'recipient');
	return {
		outcome: decided?.[0] ?? TIMED_OUT,
		transactionId: id || (row && firstText(row, ...IDS)) || null,
		recipientNumber: number || null,
		found: row !== undefined,
		status: (row && toText(row.status)) || null,
		carrierStatus: (row && toText(row.carrierStatus)) || null,
		updatedAt: toDate(row?.updatedAt, 'UTC')?.toISOString() ?? null,
	};
}
