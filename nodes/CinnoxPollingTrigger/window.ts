import { eventKeyOf } from '../subscriptions/eventKey';
import type { Send } from '../transport/pages';
import { readRows } from '../transport/pages';
import { MINUTE } from '../values/time';
import type { ReadWindow, Sighting, Window } from './cursor';
import type { PolledEvent, Report, Row } from './reports/report';

/** CINNOX's documented maximum: https://docs.cinnox.com/docs/get-label-list */
const PAGE_SIZE = 500;

/** Most rows of one window: they, and their keys in n8n's database, are held at once. */
export const MOST_ROWS = 20_000;

/** Most lists asked for row by row in one window: CINNOX accepts 500 requests a minute. */
const MOST_LISTS = 400;

/** The longest time range of a report is not documented, only that there may be one; in days. */
const MAX_DAYS = 30;

/** An event that a row shows. */
export interface Seen extends Sighting {
	event: PolledEvent;
	report: Report;
	row: Row;
}

/** What is known from the last poll, so that what is settled is not asked for again. */
export interface Known {
	isSeen: (key: string) => boolean;
	/** Its end, in ms since 1970; undefined at the first poll. */
	cursor: number | undefined;
	now: number;
}

/** Length of the keys that are kept: 96 bits, so that no two of 20,000 rows are alike by chance. */
const KEY_LENGTH = 16;

/** The events of a report that a window shows, whether they are wanted or not. */
export function windowReader(send: Send, report: Report, known: Known): ReadWindow<Seen> {
	return async (window, isPast) => {
		const rows = await readReport(send, report.url, toRange(window), MOST_ROWS + 1);
		if (rows.length > MOST_ROWS) return undefined;
		return report.details === undefined
			? rows.flatMap((row) => eventsOf(report, row))
			: await readDetails(send, { ...report, details: report.details }, rows, { ...known, isPast });
	};
}

/** The events that one row shows. */
export function eventsOf(report: Report, row: Row): Seen[] {
	return report.events
		.filter(({ shows }) => shows(row))
		.map((event) => ({
			event,
			report,
			row,
			key: fullKeyOf(report, event, row).slice(0, KEY_LENGTH),
		}));
}

/** What the item says of itself: the same whenever, and however often, the row is read. */
export function fullKeyOf(
	{ url, details, identify }: Report,
	event: PolledEvent,
	row: Row,
): string {
	return eventKeyOf({ subscription: details?.url ?? url, status: event.value, ...identify(row) });
}

async function readDetails(
	send: Send,
	report: Report & { details: NonNullable<Report['details']> },
	parents: Row[],
	known: Known & { isPast: boolean },
): Promise<Seen[] | undefined> {
	const { details } = report;
	const seen: Seen[] = [];
	let lists = 0;
	let rows = 0;
	for (const parent of parents) {
		const qs = details.qs(parent);
		if (qs === undefined) continue;
		if (details.readyAfter !== undefined) {
			const own = eventsOf(report, parent);
			// What was there before the first poll is not news, so nobody has to ask for it.
			if (known.isPast || own.every(({ key }) => known.isSeen(key))) {
				seen.push(...own);
				continue;
			}
			if (!isDue(details.readyAfter(parent), known)) continue;
		}
		lists += 1;
		const most = MOST_ROWS + 1 - rows;
		const children = await readReport(send, details.url, qs, most, details.isPaged);
		rows += children.length;
		if (rows > MOST_ROWS || lists > MOST_LISTS) return undefined;
		seen.push(...details.rows(parent, children).flatMap((row) => eventsOf(report, row)));
	}
	return seen;
}

/** At 1, 2, 4, 8 … minutes after a moment: the poll that is the first after one of these. */
function isDue(moment: string | null, { cursor, now }: Known): boolean {
	const since = Date.parse(moment ?? '');
	if (Number.isNaN(since) || cursor === undefined || cursor - since < 2 * MINUTE) return true;
	return Math.floor(Math.log2(cursor - since)) !== Math.floor(Math.log2(now - since));
}

/** The rows of a report, or of what hangs on one of its rows, as far as `most`. */
export async function readReport(
	send: Send,
	url: string,
	qs: Row,
	most: number,
	isPaged = true,
): Promise<Row[]> {
	const shape = isPaged ? { pageSize: PAGE_SIZE, maxDays: MAX_DAYS } : {};
	return await readRows(send, { method: 'GET', url, qs }, shape, { most });
}

function toRange({ from, to }: Window): Row {
	return { startAt: new Date(from).toISOString(), endAt: new Date(to).toISOString() };
}
