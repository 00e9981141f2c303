import type { IDataObject } from 'n8n-workflow';

import { pause } from '../../../transport/pause';
import { RequestFailed } from '../../../transport/request';
import { eachPage } from '../../../transport/pages';
import { refuse } from '../../../values/refusal';
import { firstText, toText } from '../../../values/text';
import { MINUTE } from '../../../values/time';
import type { Field, OperationRouting } from '../../operation/definition';
import type { Item } from '../../operation/item';

/** The report in which sent and received SMS appear: https://docs.cinnox.com/docs/get-sms-details */
export const smsReport: OperationRouting = {
	request: { method: 'GET', url: '/v1/api/apps/{appID}/data/sms-detail' },
};

/** Longest wait inside a node, in minutes: the execution runs and takes memory all the while. */
const LONGEST_LIMIT = 10;

export const limitMinutes: Field = {
	displayName: 'Limit (Minutes)',
	name: 'limitMinutes',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: LONGEST_LIMIT },
	default: 5,
	description:
		'How long to look for it, ten minutes at most; 0 looks once. For longer waits see the example workflow "wait for a reply".',
};

/** How often the report is looked at: soon at first, then less and less often; in ms. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
const GROWTH = 1.5;

/** CINNOX's documented maximum: https://docs.cinnox.com/docs/get-label-list */
const PAGE_SIZE = 500;

/** Most rows that one look reads. */
const MOST_ROWS = 10_000;

/** The least of the clocks' difference that does not matter; in ms. */
const TOLERANCE_MS = MINUTE;

/** A row of the SMS report as CINNOX prints it. */
export type SmsRow = IDataObject;

/** What one item looks for in the report. */
export interface Search {
	/** Rows created before this are not asked for, in ms since 1970. */
	since: number;
	/** How long to look for it, in ms. */
	limit: number;
	/** @returns what is put out, or undefined while it is not there yet */
	look: (rows: SmsRow[]) => IDataObject[] | undefined;
	/** What is put out when the time is up. */
	expired: () => IDataObject[];
}

/**
 * Looks into the SMS report for all items of a run at once: as many items as there may be cost as many
 * requests as one, and wait no longer than the one that waits longest.
 */
export class SmsWatch {
	private readonly open = new Set<Search>();

	private readonly found = new Map<Search, IDataObject[] | Error>();

	private watching?: Promise<void>;

	/** Before the first item is run. */
	add(search: Search): Search {
		this.open.add(search);
		return search;
	}

	/**
	 * @throws RequestFailed when CINNOX refused, or when the report could not be read at the end
	 * @throws ExecutionStopped when a person stopped the execution
	 */
	async outcomeOf(search: Search, item: Item): Promise<IDataObject[]> {
		this.watching ??= this.watch(item);
		await this.watching;
		const outcome = this.found.get(search);
		if (outcome instanceof Error) throw outcome;
		return outcome ?? search.expired();
	}

	private async watch(item: Item): Promise<void> {
		const { signal } = item.run;
		const started = Date.now();
		for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * GROWTH, LONGEST_PAUSE_MS)) {
			const asked = Date.now();
			const [read] = await Promise.allSettled([this.read(item)]);
			if (read.status === 'rejected' && !mayPass(read.reason)) throw read.reason;
			for (const search of [...this.open]) {
				const seen = read.status === 'fulfilled' ? search.look(read.value) : undefined;
				if (seen !== undefined) this.close(search, seen);
				else if (asked - started >= search.limit) {
					this.close(search, read.status === 'rejected' ? (read.reason as Error) : undefined);
				}
			}
			if (this.open.size === 0) return;
			const ends = started + smallest(this.open, 'limit') - Date.now();
			await pause(Math.max(0, Math.min(wait, ends)), signal);
		}
	}

	private close(search: Search, outcome?: IDataObject[] | Error): void {
		this.open.delete(search);
		if (outcome !== undefined) this.found.set(search, outcome);
	}

	private async read(item: Item): Promise<SmsRow[]> {
		const range = {
			startAt: new Date(smallest(this.open, 'since') - TOLERANCE_MS).toISOString(),
			endAt: new Date().toISOString(),
		};
		const request = { ...item.draft, qs: { ...item.draft.qs, ...range } };
		const rows: SmsRow[] = [];
		const reading = { most: MOST_ROWS, signal: item.run.signal };
		for await (const page of eachPage(item.send, request, { pageSize: PAGE_SIZE }, reading)) {
			for (const row of page) rows.push(row);
		}
		return rows;
	}
}

function smallest(searches: Iterable<Search>, member: 'limit' | 'since'): number {
	let least = Infinity;
	for (const search of searches) least = Math.min(least, search[member]);
	return least;
}

/** What went wrong on the way may go right at the next look; a refusal stays one. */
function mayPass(error: unknown): boolean {
	return error instanceof RequestFailed && error.failure.answer.kind !== 'refused';
}

/** @returns ms @throws UserError when it is no time from 0 to ten minutes */
export function readLimitMinutes(item: Item): number {
	const minutes = item.parameter<number>(limitMinutes.name, Number(limitMinutes.default));
	if (minutes >= 0 && minutes <= LONGEST_LIMIT) return minutes * MINUTE;
	throw refuse(
		`'${limitMinutes.displayName}' is not a number of minutes from 0 to ${LONGEST_LIMIT}`,
		`Set '${limitMinutes.displayName}' to ${LONGEST_LIMIT} or less. To wait longer, let the workflow wait: see the example workflow "wait for a reply".`,
	);
}

/** CINNOX shows a number as a number or with a plus sign. */
export function digitsOf(row: SmsRow, member: 'sender' | 'recipient'): string {
	return toText(row[member]).trim().replace(/^\+/, '');
}

export function idOf(row: SmsRow): string {
	return firstText(row, 'id', '_id') || JSON.stringify(row);
}
