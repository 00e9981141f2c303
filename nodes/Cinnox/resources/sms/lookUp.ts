import type { IDataObject } from 'n8n-workflow';

import { ExecutionStopped, pause } from '../../../transport/pause';
import { RequestFailed } from '../../../transport/request';
import { toText } from '../../../values/text';
import { HOUR } from '../../../values/time';
import type { Field } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { requireWithin } from '../../operation/parameters';
import type { Settle } from '../../operation/writeMemory';
import type { SmsReport } from './report';

const lookUp: Field = {
	displayName: 'Look It Up',
	name: 'lookUp',
	type: 'boolean',
	default: false,
	description:
		'Whether to read the SMS report when nobody knows whether CINNOX accepted a text, e.g. because the connection broke. If the report shows the text, it was sent; otherwise the item fails as before. Nothing is sent again.',
};

const lookUpSeconds: Field = {
	displayName: 'Look It Up For (Seconds)',
	name: 'lookUpSeconds',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 600, numberPrecision: 0 },
	default: 60,
	description: "How long 'Look It Up' waits for the text to appear in the report, 600 at most",
};

const lookUpBeforeSending: Field = {
	displayName: 'Look It Up Before Sending',
	name: 'lookUpBeforeSending',
	type: 'boolean',
	default: false,
	description:
		'Whether to read the SMS report first, and to leave out recipients to whom it shows the same text from the same sender. For runs that may repeat another one: Retry in the list of executions, a second run after a crash, a queue that starts an execution twice. n8n does not tell a node of all of them, so every run looks. A text sent within the last moments may not be in the report yet.',
};

const lookBackHours: Field = {
	displayName: 'Look Back (Hours)',
	name: 'lookBackHours',
	type: 'number',
	typeOptions: { minValue: 0.1, maxValue: 720 },
	default: 12,
	description:
		"How old a text may be that 'Look It Up Before Sending' takes for the same one. The same text that is wanted again within this time is not sent.",
};

export const lookUpFields = [lookUp, lookUpSeconds, lookUpBeforeSending, lookBackHours];

/** First and longest pause between two looks, in ms. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** How one item uses the report. */
export interface LookUp {
	/** Rows of those who got the text already, by number. */
	before: (numbers: string[]) => Promise<Map<string, IDataObject>>;
	/** After a text to these numbers went out for nobody knows; absent where it is not wanted. */
	afterwards: (numbers: string[]) => Settle | undefined;
	noteSent: (numbers: string[]) => void;
}

/** @throws UserError when a time is none */
export function toLookUp(
	item: Item,
	report: SmsReport,
	sms: { sender: string; text: string },
): LookUp {
	const isOn = item.parameter<boolean>(`options.${lookUp.name}`, false);
	const isOnBefore = item.parameter<boolean>(`options.${lookUpBeforeSending.name}`, false);
	const seconds = requireWithin(item, `options.${lookUpSeconds.name}`, lookUpSeconds);
	const hours = requireWithin(item, `options.${lookBackHours.name}`, lookBackHours);
	const to = (recipient: string) => ({ ...sms, recipient });
	return {
		before: async (numbers) => {
			const found = new Map<string, IDataObject>();
			if (!isOnBefore) return found;
			for (const number of numbers) {
				const since = Date.now() - hours * HOUR;
				const [looked] = await Promise.allSettled([report.sentBefore(to(number), since, item)]);
				if (looked.status === 'rejected') throw withNote(looked.reason);
				if (looked.value !== undefined) found.set(number, looked.value);
			}
			return found;
		},
		afterwards: (numbers) => {
			if (!isOn) return undefined;
			const look = async (number: string, left: number) =>
				await report.sentSince(to(number), left, item);
			return async (left) =>
				await settle({ numbers, seconds, look, left, signal: item.run.signal });
		},
		noteSent: (numbers) => {
			if (!isOn && !isOnBefore) return;
			for (const number of numbers) report.noteSent(to(number), item);
		},
	};
}

/** What could not be read was the report, and not what the operation is about. */
function withNote(reason: unknown): unknown {
	if (reason instanceof RequestFailed) {
		reason.note = `'${lookUpBeforeSending.displayName}' could not read the SMS report, so nothing was sent for this item.`;
	}
	return reason;
}

interface Settling {
	numbers: string[];
	seconds: number;
	look: (number: string, left: number) => Promise<IDataObject | undefined>;
	left: number;
	signal?: AbortSignal;
}

/** Looks again and again, less and less often, until all numbers are there or the time is up. */
async function settle({
	numbers,
	seconds,
	look,
	left,
	signal,
}: Settling): Promise<{ answer: IDataObject } | { note: string }> {
	const end = Date.now() + seconds * 1_000;
	const found = new Map<string, IDataObject>();
	let failed = false;
	for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(LONGEST_PAUSE_MS, wait * 2)) {
		await pause(Math.min(wait, Math.max(0, end - Date.now())), signal);
		failed = false;
		for (const number of numbers) {
			if (found.has(number)) continue;
			const [looked] = await Promise.allSettled([look(number, left)]);
			if (looked.status === 'fulfilled') {
				if (looked.value !== undefined) found.set(number, looked.value);
				continue;
			}
			if (looked.reason instanceof ExecutionStopped) throw looked.reason;
			failed = true;
			break;
		}
		if (found.size === numbers.length) {
			return { answer: { results: numbers.map((number) => toResult(number, found.get(number))) } };
		}
		if (Date.now() >= end) break;
	}
	if (failed) return { note: 'The SMS report could not be read to look it up.' };
	const missing = numbers.filter((number) => !found.has(number));
	return {
		note: `The SMS report did not show it within ${seconds} seconds${found.size > 0 ? ` for ${missing.slice(0, 20).join(', ')}; it does for the other recipients` : ''}.`,
	};
}

/** What is put out for a recipient whom the report shows. */
export function toResult(recipientNumber: string, record: IDataObject = {}): IDataObject {
	const { id: transactionId, status } = record;
	return { recipientNumber, transactionId, status: toText(status), foundInReport: true, record };
}
