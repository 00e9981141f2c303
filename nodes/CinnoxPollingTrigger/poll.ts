import { createHash } from 'node:crypto';

import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { Account } from '../transport/account';
import { getAccount } from '../transport/account';
import type { Send } from '../transport/pages';
import { request } from '../transport/request';
import { refuse } from '../values/refusal';
import { readNames, toText } from '../values/text';
import { DAY, HOUR, MINUTE } from '../values/time';
import { toPollError } from './advice';
import type { ReportState } from './cursor';
import { readOn } from './cursor';
import { reports } from './reports';
import type { Report } from './reports/report';
import type { Seen } from './window';
import { eventsOf, fullKeyOf, readReport, windowReader } from './window';

/** What is remembered between polls, in the node's static data. No secrets. */
interface Memory {
	/** Whose reports were read: a cursor means nothing for another App. */
	account?: string;
	/** The option as it was, to see that a person changed it. */
	lookBack?: number;
	reports?: Record<string, ReportState>;
}

/** What the person chose; times in ms. */
interface Settings {
	chosen: Set<string>;
	lateRows: number;
	statusWindow: number;
	lookBack: number;
	simplify: boolean;
}

/** Requests after which what is left waits for the next poll: other nodes share the 500 a minute. */
const MOST_REQUESTS = 60;

/** The same in time, as a share of what n8n gives one poll before it abandons it. */
const MOST_TIME = 0.5;

/** How many items a test step shows. */
const SHOWN = 5;

/** How far back it looks for them, one after the other until there are enough. */
const LOOK_AT = [HOUR, DAY, 7 * DAY, 30 * DAY];

/** Among how many rows it looks for the newest each time. */
const SHOWN_ROWS = 100;

/** n8n starts a poll by the clock, also while the last one still waits for CINNOX. */
const underWay = new WeakSet<object>();

/**
 * One poll: the chosen events that the reports show and no poll before gave, oldest first, or null.
 *
 * n8n keeps the cursor once the execution is started, not when it has ended.
 *
 * @throws NodeApiError, NodeOperationError
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const isManual = context.getMode() === 'manual';
	const memory = isManual ? {} : context.getWorkflowStaticData('node');
	if (underWay.has(memory)) return null;
	underWay.add(memory);
	try {
		const items = isManual ? await showNewest(context) : await pollOnce(context, memory);
		return items.length === 0 ? null : [items];
	} catch (error) {
		throw toPollError(context.getNode(), error);
	} finally {
		underWay.delete(memory);
	}
}

async function pollOnce(context: IPollFunctions, memory: Memory): Promise<INodeExecutionData[]> {
	const settings = readSettings(context);
	const account = await getAccount(context);
	const { send, sent } = sender(context, account);
	const identity = identityOf(account);
	// Another App, or somebody who wants rows again: begin anew.
	const isNew =
		memory.account !== identity || (settings.lookBack > 0 && memory.lookBack !== settings.lookBack);
	const states = isNew ? {} : (memory.reports ?? {});

	const now = Date.now();
	// Older versions of n8n have no such budget.
	const lastMoment = now + MOST_TIME * (context.getPollBudgetMs?.() ?? 5 * MINUTE);
	const next: Record<string, ReportState> = {};
	const fresh: Seen[] = [];
	let failed: { error: unknown; report: Report } | undefined;
	for (const [name, report] of chosenReports(settings.chosen)) {
		const state = states[name];
		const reading = {
			now,
			overlap: overlapOf(report, settings),
			lookBack: settings.lookBack,
			isEnough: () => sent() >= MOST_REQUESTS || Date.now() > lastMoment,
		};
		const read = windowReader(send, report, {
			now,
			cursor: state?.cursor,
			isSeen: (key) => state !== undefined && Object.hasOwn(state.seen, key),
		});
		try {
			const result = await readOn(state, reading, read);
			next[name] = result.state;
			for (const seen of result.fresh) {
				if (settings.chosen.has(seen.event.value)) fresh.push(seen);
			}
		} catch (error) {
			failed ??= { error, report };
			if (state !== undefined) next[name] = state;
		}
	}
	if (failed !== undefined) {
		const error = toPollError(context.getNode(), failed.error, failed.report, account.appToken);
		// What another report gave is not held up; the next poll that finds nothing says what is wrong.
		if (fresh.length === 0) throw error;
		context.logger.warn(`CINNOX Polling Trigger: ${error.message}`);
	}
	const items = toItems(fresh, settings, now);
	// Last, so that a poll that failed changes nothing. Whole, so that n8n sees that it changed.
	memory.account = identity;
	memory.lookBack = settings.lookBack;
	memory.reports = next;
	return items;
}

/** For a test step: some of the newest rows, whether they were given before or not. */
async function showNewest(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const settings = readSettings(context);
	const account = await getAccount(context);
	const { send } = sender(context, account);
	const now = Date.now();
	const found: Seen[] = [];
	for (const [, report] of chosenReports(settings.chosen)) {
		try {
			found.push(...(await newestOf(send, report, settings.chosen, now)));
		} catch (error) {
			throw toPollError(context.getNode(), error, report, account.appToken);
		}
	}
	return toItems(found, settings, now).slice(-SHOWN);
}

async function newestOf(
	send: Send,
	report: Report,
	chosen: Set<string>,
	now: number,
): Promise<Seen[]> {
	let found: Seen[] = [];
	for (const ms of LOOK_AT) {
		const startAt = new Date(now - ms).toISOString();
		const qs = { startAt, endAt: new Date(now).toISOString() };
		const rows = await readReport(send, report.url, qs, SHOWN_ROWS);
		found = (await withDetails(send, report, rows))
			.flatMap((row) => eventsOf(report, row))
			.filter(({ event }) => chosen.has(event.value));
		if (found.length >= SHOWN) break;
	}
	return found;
}

async function withDetails(send: Send, { details }: Report, rows: IDataObject[]) {
	if (details === undefined) return rows;
	const detailed: IDataObject[] = [];
	for (const parent of rows) {
		const qs = details.qs(parent);
		if (qs === undefined) continue;
		detailed.push(
			...details.rows(parent, await readReport(send, details.url, qs, SHOWN_ROWS, details.isPaged)),
		);
		if (detailed.length >= SHOWN) break;
	}
	return detailed;
}

/** Sends through the one transport, and counts. */
function sender(context: IPollFunctions, account: Account): { send: Send; sent: () => number } {
	let requests = 0;
	const owner = context.getNode().id;
	const send: Send = async (cinnoxRequest) => {
		requests += 1;
		return await request(context, cinnoxRequest, { account, owner });
	};
	return { send, sent: () => requests };
}

function chosenReports(chosen: Set<string>): Array<[string, Report]> {
	return [...reports].filter(([, { events }]) => events.some(({ value }) => chosen.has(value)));
}

/** Only events that may show long after their row appeared cost a second look at old rows. */
function overlapOf({ events }: Report, { chosen, lateRows, statusWindow }: Settings): number {
	const follows = events.some(({ value, isChange }) => isChange && chosen.has(value));
	return follows ? Math.max(lateRows, statusWindow) : lateRows;
}

/** @throws UserError */
function readSettings(context: IPollFunctions): Settings {
	const names = readNames(context.getNodeParameter('events', []));
	const known = [...reports.values()].flatMap(({ events }) => events.map(({ value }) => value));
	const unknown = names.filter((name) => !known.includes(name));
	if (unknown.length > 0) {
		throw refuse(
			`The reports of CINNOX do not show ${unknown.join(', ')}`,
			"Choose other 'Events', or use the CINNOX Trigger, which gets all of them",
		);
	}
	if (names.length === 0) {
		throw refuse("'Events' is empty", "Choose in 'Events' what starts the workflow");
	}
	return {
		chosen: new Set(names),
		lateRows: readLength(context, 'lateRows', 'Late Rows (Minutes)', 15, 1, 1440) * MINUTE,
		statusWindow: readLength(context, 'statusWindow', 'Status Window (Hours)', 24, 0, 720) * HOUR,
		lookBack: readLength(context, 'lookBack', 'Look Back (Hours)', 0, 0, 8760) * HOUR,
		simplify: context.getNodeParameter('options.simplify', true) !== false,
	};
}

function readLength(
	context: IPollFunctions,
	name: string,
	displayName: string,
	fallback: number,
	least: number,
	most: number,
): number {
	const given = context.getNodeParameter(`options.${name}`, fallback);
	const value = given === '' || given === null ? fallback : Number(given);
	if (!(value >= least && value <= most)) {
		throw refuse(
			`'${displayName}' is not a number from ${least} to ${most}`,
			`Set '${displayName}' in 'Options' to a number from ${least} to ${most}`,
		);
	}
	return value;
}

function identityOf({ baseUrl, credentials }: Account): string {
	const parts = [baseUrl, toText(credentials.data?.appId).trim()];
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

/** The form of the webhook trigger's items, oldest first. */
function toItems(found: Seen[], { simplify }: Settings, now: number): INodeExecutionData[] {
	const receivedAt = new Date(now).toISOString();
	return found
		.map((seen) => ({ ...seen, at: timeOf(seen) }))
		.sort((a, b) => a.at - b.at)
		.map(({ event, report, row }) => {
			const { id = null, serviceId = null, ...fields } = report.read(row);
			return {
				json: {
					event: event.value,
					eventKey: fullKeyOf(report, event, row),
					id,
					serviceId,
					receivedAt,
					...fields,
					occurredAt: event.occurredAt(row),
					...(simplify ? {} : { body: row }),
				},
			};
		});
}

/** By which items are ordered: what has no time of its own comes last, as it was found last. */
function timeOf({ event, row }: Seen): number {
	const time = Date.parse(event.occurredAt(row) ?? '');
	return Number.isNaN(time) ? Infinity : time;
}
