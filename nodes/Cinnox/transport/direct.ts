import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeConnectionTypes, sleep } from 'n8n-workflow';

import type { Call, Operation } from '../shared/operation';
import type { ItemContext } from './item';
import { Item, NOTHING_SENT, readConcurrency, waitsForOthers } from './item';
import { pause, throwIfStopped } from './pause';
import type { PlainRouting } from './routing';
import { toRequest } from './routing';

/** How long (ms) the items of one run may keep n8n's event loop busy without a break. */
const LONGEST_STRETCH_MS = 15;

/**
 * Runs an operation over all items without n8n's RoutingNode, for operations that people run over
 * thousands of items or rows.
 *
 * RoutingNode walks all properties of the node twice for every item, for all items in one go, before
 * the first answer is looked at: n8n answers nobody else meanwhile, and the cost grows with every
 * operation that the node gets. It also can't put out more than about 120,000 rows. What happens to
 * an item is the same either way: item.ts.
 *
 * @throws the error of the first item that failed, unless the node continues on errors
 */
export async function runDirectly(
	context: IExecuteFunctions,
	operation: Operation,
	routing: PlainRouting,
): Promise<INodeExecutionData[][]> {
	return [await new DirectRun(context, operation, routing).all()];
}

class DirectRun {
	private readonly context: IExecuteFunctions;

	private readonly operation: Operation;

	private readonly routing: PlainRouting;

	private readonly items: Item[];

	private readonly signal?: AbortSignal;

	private lastBreak = Date.now();

	/** The failed item with the lowest index, where the node does not continue on errors. */
	private failed?: { index: number; error: unknown };

	constructor(context: IExecuteFunctions, operation: Operation, routing: PlainRouting) {
		this.context = context;
		this.operation = operation;
		this.routing = routing;
		this.signal = context.getExecutionCancelSignal();
		this.items = this.toItems();
	}

	/** What the items put out, in their order. */
	async all(): Promise<INodeExecutionData[]> {
		const { items, context, operation, routing } = this;
		const calls = waitsForOthers(context, operation, routing.method) ? await this.checkAll() : [];
		const results = new Array<INodeExecutionData[]>(items.length);
		const startTime = this.readBatching();
		let next = 0;
		const work = async (): Promise<void> => {
			while (next < items.length && this.failed === undefined) {
				throwIfStopped(this.signal);
				const index = next;
				next += 1;
				const early = startTime(index) - Date.now();
				if (early > 0) await pause(early, this.signal);
				await this.breathe();
				results[index] = await this.runItem(items[index], calls[index]);
			}
		};
		await Promise.all(Array.from({ length: this.countWorkers() }, work));
		if (this.failed !== undefined) throw this.failed.error;
		if (results.length === 1) return results[0];
		const out: INodeExecutionData[] = [];
		// No spread: an item may have more rows than a call may have arguments.
		for (const rows of results) for (const row of rows) out.push(row);
		return out;
	}

	/** As the roll call does it for RoutingNode: nothing is sent before all items were checked. */
	private async checkAll(): Promise<Call[]> {
		const calls: Call[] = [];
		for (const item of this.items) {
			throwIfStopped(this.signal);
			await this.breathe();
			try {
				calls.push(await item.check());
			} catch (error) {
				throw item.explain(error, this.items.length > 1 ? NOTHING_SENT : '');
			}
		}
		return calls;
	}

	private async runItem(item: Item, checked?: Call): Promise<INodeExecutionData[]> {
		try {
			return await item.send(checked ?? (await item.check()));
		} catch (error) {
			const explained = item.explain(error);
			if (this.context.continueOnFail()) return item.fail(explained);
			if (this.failed === undefined || item.index < this.failed.index) {
				this.failed = { index: item.index, error: explained };
			}
			return [];
		}
	}

	/** One item more than may be under way is prepared for each of them, so that none has to wait. */
	private countWorkers(): number {
		const { context } = this;
		const getNodeParameter = (name: string, fallback?: unknown) =>
			context.getNodeParameter(name, 0, fallback) as object;
		return Math.min(this.items.length, 2 * readConcurrency({ getNodeParameter }));
	}

	/** Request Options > Batching: when an item may start at the earliest. */
	private readBatching(): (index: number) => number {
		const { batching } = this.context.getNodeParameter('requestOptions', 0, {}) as {
			batching?: { batch?: { batchSize?: number; batchInterval?: number } };
		};
		const size = Math.max(1, Math.floor(Number(batching?.batch?.batchSize)) || 1);
		const interval = Math.max(0, Number(batching?.batch?.batchInterval) || 0);
		const begin = Date.now();
		return (index) => begin + Math.floor(index / size) * interval;
	}

	/** Lets n8n answer others, when we kept it busy for a while. */
	private async breathe(): Promise<void> {
		if (Date.now() - this.lastBreak < LONGEST_STRETCH_MS) return;
		await sleep(0);
		this.lastBreak = Date.now();
	}

	/** RoutingNode hands over n8n's functions for one item; these are those for all. */
	private toItems(): Item[] {
		const { context, operation, routing } = this;
		const node = context.getNode();
		const main = context.getInputData();
		const input = main.length > 0 ? main : context.getInputData(0, NodeConnectionTypes.AiTool);
		return input.map((_, index) => {
			const itemContext = Object.create(context, {
				getItemIndex: { value: () => index },
				getNode: { value: () => node },
				getNodeParameter: {
					value: (name: string, fallback?: unknown, options?: object) =>
						context.getNodeParameter(name, index, fallback, options),
				},
			}) as ItemContext;
			return new Item(itemContext, operation, () => toRequest(routing, itemContext));
		});
	}
}
