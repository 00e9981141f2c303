import { createHmac } from 'node:crypto';

import type {
	IDataObject,
	IExecuteData,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	IPairedItemData,
	ITaskDataConnections,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';

import { asRefusal, overrideAddress } from '../shared/checks';
import type { Call, Operation } from '../shared/operation';
import { toShaper } from '../shared/output';
import { toText } from '../shared/text';
import type { Account } from './account';
import { getAccount } from './account';
import { download } from './download';
import { readList } from './envelope';
import { adviceFor, asNodeError, redact } from './errors';
import { writeMemory } from './memory';
import { readPages } from './pages';
import type { CinnoxRequest, Sender, Success } from './request';
import { DEFAULT_CONCURRENCY, request, RequestFailed } from './request';

/**
 * What the engine hands over for one item, whichever way it was called. The engine has
 * `getExecuteData`, `inputData` and `runIndex` on every execution context; n8n-workflow's types do not.
 */
export type ItemContext = Omit<IExecutePaginationFunctions, 'makeRoutingRequest'> & {
	getExecuteData?: () => IExecuteData;
	inputData?: ITaskDataConnections;
	runIndex?: number;
};

/** One input item on its way through an operation: checked, then sent, and put out or refused. */
export class Item {
	readonly index: number;

	private readonly context: ItemContext;

	private readonly operation: Operation;

	private readonly toOptions: () => IHttpRequestOptions;

	private account?: Account;

	/** @param toOptions what routing has put together */
	constructor(context: ItemContext, operation: Operation, toOptions: () => IHttpRequestOptions) {
		this.context = context;
		this.operation = operation;
		this.toOptions = toOptions;
		this.index = context.getItemIndex();
	}

	/** Checks and completes the request; nothing is sent. */
	async check(): Promise<Call> {
		this.account = await getAccount(this.context, this.context.getExecuteData?.());
		const call = toCall(this.context, this.operation, this.toOptions(), this.account);
		if (!this.operation.documented) overrideAddress(call);
		for (const prepare of this.operation.prepare ?? []) await prepare(call);
		return call;
	}

	/** What the operation puts out for this item. */
	async send(call: Call): Promise<INodeExecutionData[]> {
		const rows = await (this.operation.run ?? runRequest)(call);
		// One link for all rows of the item: there may be a hundred thousand of them.
		const pairedItem = { item: this.index };
		return rows.map((row) => link(row, pairedItem));
	}

	/**
	 * The error as the person sees it.
	 *
	 * @param note what it means for the other items
	 */
	explain(error: unknown, note = ''): NodeApiError | NodeOperationError {
		const { context, operation, account, index } = this;
		const nodeError = toNodeError(context, error, operation, account?.appToken ?? '', index);
		if (note !== '') nodeError.description = `${nodeError.description ?? ''} ${note}`.trim();
		return nodeError;
	}

	/** What is put out in place of an item that failed, or the error itself. */
	fail(nodeError: NodeApiError | NodeOperationError): INodeExecutionData[] {
		if (!this.context.continueOnFail()) throw nodeError;
		return [
			{
				json: { error: nodeError.message, description: nodeError.description ?? undefined },
				error: nodeError,
				pairedItem: { item: this.index },
			},
		];
	}
}

/** Whether nothing of any item may be sent before all were checked. */
export function waitsForOthers(
	context: Pick<ItemContext, 'continueOnFail'>,
	operation: Operation,
	method: unknown,
): boolean {
	return operation.routing !== undefined && method !== 'GET' && !context.continueOnFail();
}

/** Said beside the refusal of one item among several. */
export const NOTHING_SENT = 'Nothing was sent for any item.';

function toCall(
	context: ItemContext,
	operation: Operation,
	options: IHttpRequestOptions,
	account: Account,
): Call {
	const itemIndex = context.getItemIndex();
	const signal = context.getExecutionCancelSignal();
	const execution = context.getExecutionId();
	const node = context.getNode();
	let known: Sender | undefined;
	// A long list is hundreds of requests; n8n takes its time to read a parameter.
	const toSender = (): Sender =>
		(known ??= {
			account,
			owner: execution ?? node.id,
			concurrency: readConcurrency(context),
			signal,
		});
	const call: Call = {
		operation,
		itemIndex,
		notes: {},
		options: {
			...options,
			qs: withoutEmpty(options.qs),
			// n8n lets a credential's own node reach its own host whatever "Allowed HTTP Request Domains"
			// say; it only can't know that this host is the Base URL's. Redirects are not followed.
			allowedDomains: undefined,
		},
		// n8n throws for a parameter that is absent, unless it is given something to fall back to.
		parameter: <T>(name: string, fallback?: T) =>
			(context.getNodeParameter(name, fallback ?? null) ?? fallback) as T,
		picked: (name) => toText(context.getNodeParameter(name, '', { extractValue: true })).trim(),
		request: async (cinnoxRequest: CinnoxRequest): Promise<Success> =>
			await request(context, cinnoxRequest, toSender()),
		once: async (part, write) => {
			const run = context.runIndex ?? context.getWorkflowDataProxy(itemIndex).$runIndex;
			// An AI agent may call a tool several times within what counts as one run.
			const isTool = node.type.endsWith('Tool');
			const key =
				execution === undefined || isTool
					? undefined
					: JSON.stringify([execution, node.id, run, itemIndex, part]);
			return await writeMemory.once(key, write);
		},
		ownRequest: () => {
			const { method, url, qs, body, ...extra } = call.options;
			return { method: method ?? 'GET', url, qs, body, extra };
		},
		download: async (file) => {
			const { proxy, timeout, skipSslCertificateValidation } = call.options;
			const extra = { proxy, timeout, skipSslCertificateValidation };
			return await download(context, { extra, ...file }, toSender());
		},
		timezone: () => context.getTimezone(),
		baseUrl: account.baseUrl,
		signingKey: () => createHmac('sha256', account.appToken).update('n8n-nodes-cinnox').digest(),
		signal,
	};
	return call;
}

/** One request for one item; a list is read page by page. */
async function runRequest(call: Call): Promise<IDataObject[]> {
	const { list } = call.operation;
	const own = call.ownRequest();
	const shape = toShaper(call);
	if (list) return await readPages(call, list, own, undefined, shape);
	if (own.method === 'GET') {
		const { result } = await call.request(own);
		return shape(readList(result));
	}
	const write = async () => ((await call.request(own)).result ?? {}) as IDataObject;
	return shape([await call.once('', write)]);
}

/** CINNOX refuses unknown and malformed query keys; a filter that was left empty is not sent. */
function withoutEmpty(qs: IDataObject = {}): IDataObject {
	return Object.fromEntries(
		Object.entries(qs).filter(([, value]) => value !== '' && value !== null && value !== undefined),
	);
}

function link(
	row: IDataObject | INodeExecutionData,
	pairedItem: IPairedItemData,
): INodeExecutionData {
	const isItem = 'json' in row && 'binary' in row;
	return isItem ? { ...(row as INodeExecutionData), pairedItem } : { json: row, pairedItem };
}

/** Options > Max Concurrent Requests. */
export function readConcurrency(context: Pick<ItemContext, 'getNodeParameter'>): number {
	const value = Number(
		context.getNodeParameter('options.maxConcurrency', DEFAULT_CONCURRENCY) ?? DEFAULT_CONCURRENCY,
	);
	return Number.isInteger(value) && value > 0 ? value : DEFAULT_CONCURRENCY;
}

function toNodeError(
	context: ItemContext,
	error: unknown,
	operation: Operation,
	appToken: string,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	const node = context.getNode();
	if (error instanceof RequestFailed) {
		const { answer } = error.failure;
		return asNodeError(node, adviceFor(error.failure, appToken, !operation.documented), {
			itemIndex,
			status: 'status' in answer ? answer.status : undefined,
			code: 'code' in answer ? answer.code : undefined,
		});
	}
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex = itemIndex;
		return error;
	}
	const refusal = asRefusal(error);
	const message = redact(refusal.message, appToken);
	return new NodeOperationError(node, message, {
		itemIndex,
		description: redact(refusal.description ?? '', appToken),
		level: error instanceof UserError ? 'info' : 'warning',
	});
}
