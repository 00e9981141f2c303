import { createHmac } from 'node:crypto';

import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecuteData,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	IN8nRequestOperations,
	INodeExecutionData,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';

import { asRefusal, overrideAddress } from '../shared/checks';
import type { Call, Operation, Resource } from '../shared/operation';
import { shapeOutput } from '../shared/output';
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
import { joinRollCall } from './rollCall';

type Transport = Extract<IN8nRequestOperations['pagination'], (...args: never[]) => unknown>;

/**
 * What the engine hands to the transport for one item, whichever way it was called. The engine has
 * `getExecuteData` and `runIndex` on every execution context; n8n-workflow's types do not.
 */
type ItemContext = IExecutePaginationFunctions & {
	getExecuteData?: () => IExecuteData;
	runIndex?: number;
};

/**
 * The one way that every operation's requests take.
 *
 * Hooked in once, as the node's pagination function: it is the only hook of a declarative node that
 * may send more than one request and decide by itself what an answer means.
 */
export function transport(resources: Resource[]): Transport {
	const operations = new Map<string, Operation>();
	for (const resource of resources) {
		for (const operation of resource.operations) {
			operations.set(`${resource.value}:${operation.value}`, operation);
		}
	}

	return async function (
		this: IExecutePaginationFunctions,
		{ options },
	): Promise<INodeExecutionData[]> {
		const name = ['resource', 'operation']
			.map((part) => toText(this.getNodeParameter(part)))
			.join(':');
		const operation = operations.get(name);
		if (operation === undefined) {
			throw new NodeOperationError(this.getNode(), `This node has no operation "${name}"`, {
				description: "Pick 'Resource' and 'Operation' from their lists",
			});
		}
		return await runItem(this, operation, options);
	};
}

async function runItem(
	context: ItemContext,
	operation: Operation,
	options: DeclarativeRestApiSettings.HttpRequestOptions,
): Promise<INodeExecutionData[]> {
	const itemIndex = context.getItemIndex();
	const run = context.getExecuteData?.();
	const isWrite = operation.routing !== undefined && options.method !== 'GET';
	// Before the first `await`, so that all items of the run take part in one roll call.
	const rollCall =
		isWrite && run !== undefined && !context.continueOnFail() ? joinRollCall(run) : undefined;
	let account: Account | undefined;
	let checked = false;
	try {
		account = await getAccount(context, run);
		const call = toCall(context, operation, options, account);
		if (!operation.documented) overrideAddress(call);
		for (const prepare of operation.prepare ?? []) await prepare(call);
		checked = true;
		// The node fails with the item that was refused, whatever the others return.
		if (rollCall && !(await rollCall.pass())) return [];
		const rows = await (operation.run ?? runRequest)(call);
		return rows.map((row) => link(row, itemIndex));
	} catch (error) {
		const nodeError = toNodeError(context, error, operation, account?.appToken ?? '', itemIndex);
		if (!checked) rollCall?.refuse();
		if (!checked && rollCall && rollCall.size > 1) {
			nodeError.description =
				`${nodeError.description ?? ''} Nothing was sent for any item.`.trim();
		}
		if (!context.continueOnFail()) throw nodeError;
		return [
			{
				json: { error: nodeError.message, description: nodeError.description ?? undefined },
				error: nodeError,
				pairedItem: { item: itemIndex },
			},
		];
	}
}

function toCall(
	context: ItemContext,
	operation: Operation,
	options: DeclarativeRestApiSettings.HttpRequestOptions,
	account: Account,
): Call {
	const itemIndex = context.getItemIndex();
	const signal = context.getExecutionCancelSignal();
	const execution = context.getExecutionId();
	const node = context.getNode();
	const toSender = (): Sender => ({
		account,
		owner: execution ?? node.id,
		concurrency: readConcurrency(context),
		signal,
	});
	const call: Call = {
		operation,
		itemIndex,
		notes: {},
		options: options as IHttpRequestOptions,
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
	const { operation } = call;
	if (operation.list) return shapeOutput(call, await readPages(call, operation.list));
	const own = call.ownRequest();
	if (own.method === 'GET') {
		const { result } = await call.request(own);
		return shapeOutput(call, readList(result));
	}
	const write = async () => ((await call.request(own)).result ?? {}) as IDataObject;
	return shapeOutput(call, [await call.once('', write)]);
}

function link(row: IDataObject | INodeExecutionData, item: number): INodeExecutionData {
	const isItem = 'json' in row && 'binary' in row;
	return { ...(isItem ? (row as INodeExecutionData) : { json: row }), pairedItem: { item } };
}

function readConcurrency(context: ItemContext): number {
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
