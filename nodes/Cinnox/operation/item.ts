import type {
	IDataObject,
	IExecuteData,
	IExecutePaginationFunctions,
	ITaskDataConnections,
} from 'n8n-workflow';

import type { Account } from '../../transport/account';
import type { FileRequest, StoredFile } from '../../transport/download/download';
import type { CinnoxRequest, RequestFailed, Success, WriteTrack } from '../../transport/request';
import { toText } from '../../values/text';
import type { Waiting } from './waiting';
import type { Settle } from './writeMemory';
import { isOpen, OutcomeUnknown, writeMemory } from './writeMemory';

/**
 * n8n's functions for one item, whichever way it was called. The engine has `getExecuteData`,
 * `inputData` and `runIndex` on every execution context; n8n-workflow's types do not.
 */
export type ItemContext = Omit<IExecutePaginationFunctions, 'makeRoutingRequest'> & {
	getExecuteData?: () => IExecuteData;
	inputData?: ITaskDataConnections;
	runIndex?: number;
	/** Absent where n8n can't put the execution to sleep. */
	waiting?: Waiting;
};

/** What all items of one run of the node have in common. */
export interface Run {
	/** What every request goes to, and as whom. */
	account: Account;
	timezone: string;
	/** The execution, as far as there is one. */
	owner: string;
	/** One request, through pace and retries. `track` is for writes. */
	send: (request: CinnoxRequest, track?: WriteTrack) => Promise<Success>;
	download: (file: FileRequest) => Promise<StoredFile>;
	/** Most requests of this node in flight at once. */
	concurrency: number;
	/** Aborted when a person stops the execution. */
	signal?: AbortSignal;
}

/** One input item on its way through an operation. */
export interface Item {
	readonly index: number;
	readonly run: Run;
	/** Absent where n8n can't put the execution to sleep. */
	readonly waiting?: Waiting;
	/** What will be sent, as routing says it; `prepare` completes it. */
	draft: CinnoxRequest;
	/** The value of a parameter for this item, with expressions resolved. */
	parameter: <T>(name: string, fallback?: T) => T;
	/** Whether a person wrote an expression there; what a language model fills in is none. */
	hasExpression: (name: string) => boolean;
	/** Like `parameter`, for a resource locator: the picked or typed value. */
	picked: (name: string) => string;
	/** Sends the draft, or another request, through pace and retries. */
	send: (request?: CinnoxRequest) => Promise<Success>;
	/**
	 * Runs a write, unless n8n repeats the node (Retry On Fail) and it already happened.
	 *
	 * @param write sends, and says what to put out
	 * @param part tells apart several writes of one item
	 * @param settle finds out afterwards what became of it where nobody knows
	 */
	once: (write: () => Promise<IDataObject>, part?: string, settle?: Settle) => Promise<IDataObject>;
	/** What became of the write of this item in this try or an earlier one; undefined when none left. */
	tried: () => Tried | undefined;
}

/** `accepted` as soon as one of several writes of the item was, `unknown` as soon as one is open. */
type Tried = { kind: 'accepted' } | { kind: 'unknown'; reason: RequestFailed | OutcomeUnknown };

/**
 * @param context n8n's functions for this item
 * @param key names what n8n may repeat, see `keyOf`
 */
export function toItem(context: ItemContext, run: Run, key: string | undefined): Item {
	/** Of the write that is under way; an item has one at a time. */
	let track: WriteTrack | undefined;
	let tried: Tried | undefined;
	const item: Item = {
		index: context.getItemIndex(),
		run,
		waiting: context.waiting,
		draft: { method: 'GET', url: '' },
		// n8n throws for a parameter that is absent, unless it is given something to fall back to.
		parameter: <T>(name: string, fallback?: T) =>
			(context.getNodeParameter(name, fallback ?? null) ?? fallback) as T,
		hasExpression: (name) =>
			/^=(?![^]*\$fromAI\()/i.test(toText(context.getNode().parameters[name])),
		picked: (name) => toText(context.getNodeParameter(name, '', { extractValue: true })).trim(),
		send: async (request = item.draft) => await run.send(request, track),
		once: async (write, part = '', settle) => {
			const [attempt] = await Promise.allSettled([
				writeMemory.once(
					key === undefined ? undefined : placeIn(key, part),
					async (own) => {
						track = own;
						return await write();
					},
					settle,
				),
			]);
			if (attempt.status === 'fulfilled') {
				tried ??= { kind: 'accepted' };
				return attempt.value;
			}
			if (isOpen(attempt.reason)) tried = { kind: 'unknown', reason: attempt.reason };
			throw attempt.reason;
		},
		tried: () => {
			if (tried !== undefined || key === undefined) return tried;
			const known = writeMemory.known(placeIn(key));
			if (known === undefined) return undefined;
			if (known.kind === 'accepted') return { kind: 'accepted' };
			return { kind: 'unknown', reason: known.reason ?? new OutcomeUnknown(undefined) };
		},
	};
	return item;
}

/** The key of one write of an item. */
const placeIn = (key: string, part = ''): string => `${key} ${part}`;

/** A number for each object that n8n hands over as the input of a tool. */
const toolCalls = new WeakMap<object, number>();
let lastToolCall = 0;

/**
 * What an item is called in the memory of writes: n8n's Retry On Fail runs a node again, and the item
 * has the same key then; everything else that is asked for, also the same text on purpose, has
 * another one.
 *
 * An AI agent calls a tool several times within one execution, so for a tool the call belongs to the
 * key: its input is the same object for every try, and another one for each call. Where n8n runs a
 * tool in process (input of type `ai_tool` only), its run index counts tries, and an MCP server has
 * no execution yet.
 */
export function keyOf(context: ItemContext, account: Account): string | undefined {
	const execution = context.getExecutionId();
	const node = context.getNode();
	const isTool = node.type.endsWith('Tool');
	if (execution === undefined && !isTool) return undefined;
	const index = context.getItemIndex();
	const { main, ai_tool: inProcess } = context.inputData ?? {};
	const run = main === undefined && inProcess !== undefined ? '' : context.runIndex;
	const call = isTool ? numberOf((inProcess ?? main)?.[0]?.[index]?.json) : '';
	return JSON.stringify([account.key, execution, node.id, run, call, index]);
}

function numberOf(input: object | undefined): number {
	const known = input && toolCalls.get(input);
	if (known !== undefined) return known;
	lastToolCall += 1;
	if (input) toolCalls.set(input, lastToolCall);
	return lastToolCall;
}
