import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeConnectionTypes, sleep } from 'n8n-workflow';

import type { Account } from '../../transport/account';
import { getAccount } from '../../transport/account';
import { download } from '../../transport/download/download';
import { readList } from '../../transport/envelope';
import { readRows } from '../../transport/pages';
import { pause, throwIfStopped } from '../../transport/pause';
import type { Sender } from '../../transport/request';
import { DEFAULT_CONCURRENCY, failureOf, request } from '../../transport/request';
import { tellCarriedOut } from './carriedOut';
import type { Operation, RowTest } from './definition';
import { isWrite } from './definition';
import type { Explain } from './failure';
import { explainer, NOTHING_SENT, toFailedItem } from './failure';
import { maxConcurrency } from './fields';
import type { Item, ItemContext, Run } from './item';
import { keyOf, toItem } from './item';
import { readMost } from './list';
import { toShaper } from './output';
import type { Draft } from './routing';
import { readRowTest } from './rowFilter';
import type { ReadValue } from './values';
import { toWaiting } from './waiting';

/** How long (ms) the items of one run may keep n8n's event loop busy without a break. */
const LONGEST_STRETCH_MS = 15;

/** An operation with its routing read. */
export interface RunnableOperation extends Operation {
	draft: Draft;
	read: ReadValue;
}

/** An item that passed its checks and is ready to be sent, or why it did not. */
type Checked =
	| {
			item: Item;
			review?: () => Promise<void>;
			/** Most rows that a list may give. */
			most?: number;
			send: () => Promise<INodeExecutionData[]>;
	  }
	| { failed: ReturnType<Explain> };

/**
 * Runs an operation over all items of a run: every item is checked before the first is sent, then
 * they are sent with bounded concurrency, and come out in their order, linked to their input.
 *
 * It takes the place of n8n's RoutingNode, which walks all properties of the node twice for every
 * item, for all items in one go, before the first answer is looked at: n8n answers nobody else
 * meanwhile. Where n8n insists on RoutingNode (a tool in process), one item comes here at a time.
 *
 * @param contexts n8n's functions for each item
 * @throws NodeApiError, NodeOperationError of the first item that failed, unless the node continues
 * on errors
 */
export async function runOperation(
	contexts: ItemContext[],
	operation: RunnableOperation,
): Promise<INodeExecutionData[]> {
	const [first] = contexts;
	if (first === undefined) return [];
	const isTolerant = first.continueOnFail();
	const breathe = toBreather();
	const opened = await openRun(first, operation);
	const explain = explainer(first.getNode(), operation, opened.run?.account.appToken);

	const check = toCheck(operation, opened);
	const checked: Checked[] = [];
	for (const context of contexts) {
		throwIfStopped(opened.run?.signal);
		await breathe();
		try {
			checked.push(check(context));
		} catch (error) {
			const note = operation.routing && contexts.length > 1 && !isTolerant ? NOTHING_SENT : '';
			const failed = explain(error, context.getItemIndex(), note);
			if (!isTolerant) throw failed;
			checked.push({ failed });
		}
	}
	const sending = { explain, isTolerant, run: opened.run };
	await reviewAll(checked, sending);
	const items = await sendAll(first, checked, { ...sending, breathe, operation });
	tell(first, operation.hints?.(items.map(({ json }) => json)) ?? []);
	tellOfMore(first, checked, items);
	return items;
}

/** n8n's functions for each item of a run, from those for all of them. */
export function toItemContexts(context: IExecuteFunctions): ItemContext[] {
	const node = context.getNode();
	const main = context.getInputData();
	const input = main.length > 0 ? main : context.getInputData(0, NodeConnectionTypes.AiTool);
	const waiting = toWaiting(context, input.length);
	return input.map(
		(_, index) =>
			Object.create(context, {
				waiting: { value: waiting },
				getItemIndex: { value: () => index },
				getNode: { value: () => node },
				getNodeParameter: {
					value: (name: string, fallback?: unknown, options?: object) =>
						context.getNodeParameter(name, index, fallback, options),
				},
			}) as ItemContext,
	);
}

/** What all items have in common, or why nothing can be sent: a credential that can't be used. */
async function openRun(
	first: ItemContext,
	operation: RunnableOperation,
): Promise<{ run?: Run; error?: unknown }> {
	try {
		return { run: toRun(first, await getAccount(first), readConcurrency(first, operation)) };
	} catch (error) {
		return { error };
	}
}

function toRun(first: ItemContext, account: Account, concurrency: number): Run {
	const sender: Sender = {
		account,
		owner: first.getExecutionId() ?? first.getNode().id,
		concurrency,
		signal: first.getExecutionCancelSignal(),
	};
	return {
		account,
		timezone: first.getTimezone(),
		owner: sender.owner,
		concurrency,
		signal: sender.signal,
		send: async (cinnoxRequest, track) => await request(first, cinnoxRequest, sender, track),
		download: async (file) => await download(first, file, sender),
	};
}

function toCheck(
	operation: RunnableOperation,
	{ run, error }: { run?: Run; error?: unknown },
): (context: ItemContext) => Checked {
	const shared = operation.share?.();
	return (context) => {
		if (run === undefined) throw error;
		const item = toItem(context, run, keyOf(context, run.account));
		item.parameter = <T>(name: string, fallback?: T) =>
			(operation.read(name, context.getNodeParameter(name, null)) ?? fallback) as T;
		item.draft = operation.draft(context, item);
		const prepared = operation.prepare?.(item, shared);
		const keep = readRowTest(item, operation.rowFilters);
		const send = async () => {
			const rows = await (operation.run?.(item, prepared, shared) ??
				sendDraft(item, operation, keep));
			// One link for all rows of the item: there may be a hundred thousand of them.
			const pairedItem = { item: item.index };
			return rows.map((row) =>
				'json' in row && 'binary' in row
					? { ...(row as INodeExecutionData), pairedItem }
					: { json: withoutError(row), pairedItem },
			);
		};
		const review =
			operation.review && (async () => await operation.review?.(item, prepared, shared));
		const most = operation.list && readMost(item);
		return { item, review, most, send };
	};
}

/**
 * A row without a member `error`: n8n takes an item that has one for a failed one, and with Retry On
 * Fail it runs the whole node again. It comes out as `cinnoxError`.
 */
function withoutError(row: IDataObject): IDataObject {
	if (!Object.hasOwn(row, 'error')) return row;
	const { error: cinnoxError, ...rest } = row;
	return { ...rest, cinnoxError };
}

/** One request for one item; a list is read page by page. */
async function sendDraft(item: Item, operation: Operation, keep?: RowTest): Promise<IDataObject[]> {
	const shape = toShaper(item, operation);
	if (operation.list) {
		const { concurrency, signal } = item.run;
		const reading = { most: readMost(item), lookAhead: concurrency - 1, signal, keep };
		return await readRows(item.send, item.draft, operation.list, reading, shape);
	}
	if (!isWrite(operation)) {
		const { result } = await item.send();
		return shape(readList(result));
	}
	const answer = await item.once(async () => ((await item.send()).result ?? {}) as IDataObject);
	return shape([answer]).map((row) => ({ ...operation.done?.(item, row), ...row }));
}

/**
 * Checks against what CINNOX has, for all items before the first of them is written. With Retry On Fail
 * some may have been: these are not written again, whatever the check would say.
 */
async function reviewAll(
	checked: Checked[],
	{ explain, isTolerant, run }: Omit<Sending, 'breathe' | 'operation'>,
): Promise<void> {
	for (const [index, entry] of checked.entries()) {
		if ('failed' in entry || entry.review === undefined || entry.item.tried()) continue;
		throwIfStopped(run?.signal);
		const failure = await failureOf(entry.review());
		if (failure === undefined) continue;
		const isFirstTry = !itemsOf(checked).some((item) => item.tried());
		const note = checked.length > 1 && !isTolerant && isFirstTry ? NOTHING_SENT : '';
		const failed = explain(failure, entry.item.index, note);
		if (!isTolerant) {
			tellCarriedOut(failed, itemsOf(checked), entry.item);
			throw failed;
		}
		checked[index] = { failed };
	}
}

function itemsOf(checked: Checked[]): Item[] {
	return checked.flatMap((entry) => ('item' in entry ? [entry.item] : []));
}

async function sendAll(
	first: ItemContext,
	checked: Checked[],
	{ explain, isTolerant, breathe, operation, run }: Sending,
): Promise<INodeExecutionData[]> {
	const results = new Array<INodeExecutionData[]>(checked.length);
	const startTime = readBatching(first);
	const toFailed = failedItems(first, operation);
	let failed: { item: Item; error: ReturnType<Explain> } | undefined;
	let next = 0;
	const work = async (): Promise<void> => {
		while (next < checked.length && failed === undefined) {
			throwIfStopped(run?.signal);
			const index = next;
			next += 1;
			const early = startTime(index) - Date.now();
			if (early > 0) await pause(early, run?.signal);
			await breathe();
			results[index] = await sendOne(checked[index], index);
		}
	};
	const sendOne = async (entry: Checked, index: number): Promise<INodeExecutionData[]> => {
		if ('failed' in entry) return [toFailed(entry.failed, index)];
		try {
			return await entry.send();
		} catch (error) {
			// In an earlier try it may have been carried out: that counts more than what failed in this one.
			const { item } = entry;
			const tried = item.tried();
			const reason: unknown = tried?.kind === 'unknown' ? tried.reason : error;
			const explained = explain(reason, item.index);
			if (isTolerant) return [toFailed(explained, item.index)];
			if (failed === undefined || item.index < failed.item.index) {
				failed = { item, error: explained };
			}
			return [];
		}
	};
	// One item more than may be under way is prepared for each of them, so that none has to wait.
	const workers = Math.min(checked.length, 2 * (run?.concurrency ?? 1));
	await Promise.all(Array.from({ length: workers }, work));
	if (failed !== undefined) {
		tellCarriedOut(failed.error, itemsOf(checked), failed.item);
		throw failed.error;
	}
	if (results.length === 1) return results[0];
	const out: INodeExecutionData[] = [];
	// No spread: an item may have more rows than a call may have arguments.
	for (const rows of results) for (const row of rows) out.push(row);
	return out;
}

/**
 * Says something beside the output, where n8n has a place for it: not in a tool that n8n runs in its
 * own process, without the engine.
 */
function tell(first: ItemContext, messages: string[]): void {
	const { addExecutionHints } = first as ItemContext & Partial<IExecuteFunctions>;
	if (addExecutionHints === undefined || messages.length === 0) return;
	addExecutionHints.call(
		first as unknown as IExecuteFunctions,
		...messages.map((message) => ({
			message,
			type: 'info' as const,
			location: 'outputPane' as const,
		})),
	);
}

/**
 * Says that a list ended at its limit: beside the output, or to a language model, which sees nothing
 * but the items, in one more of them.
 */
function tellOfMore(first: ItemContext, checked: Checked[], items: INodeExecutionData[]): void {
	const rows = new Map<number, number>();
	for (const { pairedItem } of items) {
		const { item: index } = pairedItem as { item: number };
		rows.set(index, (rows.get(index) ?? 0) + 1);
	}
	const isCut = checked.some(
		(entry) => 'most' in entry && (rows.get(entry.item.index) ?? 0) >= (entry.most ?? Infinity),
	);
	if (!isCut) return;
	const message =
		"The list ended at 'Limit', so CINNOX may have more. Raise 'Limit' or turn on 'Return All' to read on.";
	if (first.getNode().type.endsWith('Tool')) {
		items.push({ json: { note: message }, pairedItem: items[items.length - 1].pairedItem });
		return;
	}
	tell(first, [message]);
}

/** What is put out in place of failed items. n8n adds the incoming fields on the error output only. */
function failedItems(
	first: ItemContext,
	{ ifFailed }: Operation,
): (failed: ReturnType<Explain>, index: number) => INodeExecutionData {
	const { onError, type } = first.getNode();
	const isTool = type.endsWith('Tool');
	const hasErrorOutput = onError === 'continueErrorOutput' && !isTool;
	const hasInput = !hasErrorOutput && !isTool;
	return (failed, index) => {
		const incoming = hasInput ? first.inputData?.main?.[0]?.[index]?.json : undefined;
		return toFailedItem(failed, index, { fields: { ...incoming, ...ifFailed }, hasErrorOutput });
	};
}

interface Sending {
	explain: Explain;
	/** Whether the node continues on errors. */
	isTolerant: boolean;
	breathe: () => Promise<void>;
	operation: Operation;
	run?: Run;
}

/** Lets n8n answer others, when we kept it busy for a while. */
function toBreather(): () => Promise<void> {
	let lastBreak = Date.now();
	return async () => {
		if (Date.now() - lastBreak < LONGEST_STRETCH_MS) return;
		await sleep(0);
		lastBreak = Date.now();
	};
}

/** Request Options > Batching: when an item may start at the earliest, in ms since 1970. */
function readBatching(first: ItemContext): (index: number) => number {
	const { batching } = first.getNodeParameter('requestOptions', {}) as {
		batching?: { batch?: { batchSize?: number; batchInterval?: number } };
	};
	const size = Math.max(1, Math.floor(Number(batching?.batch?.batchSize)) || 1);
	const interval = Math.max(0, Number(batching?.batch?.batchInterval) || 0);
	const begin = Date.now();
	return (index) => begin + Math.floor(index / size) * interval;
}

/** Options > Max Concurrent Requests. @throws UserError when it is no number above 0 */
function readConcurrency(first: ItemContext, { read }: RunnableOperation): number {
	const name = `options.${maxConcurrency.name}`;
	const value = read(name, first.getNodeParameter(name, null)) as number | undefined;
	return value === undefined ? DEFAULT_CONCURRENCY : Math.max(1, Math.floor(value));
}
