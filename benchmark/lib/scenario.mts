/** What the scenarios share. */
import type { BenchWorld, LiveWorkflow } from './bench-world.mts';
import type { Comparison, Facts, Goal, Measurement } from './results.mts';
import type { SeenRequest, SimulatorProcess } from './simulator-process.mts';
import { interleave } from './statistics.mts';

/** How much is measured. */
export interface Extent {
	rounds: number;
	/** Items for (a) and (b). */
	counts: number[];
	/**
	 * Rows for (c), and how often they are read: what n8n's garbage collector does with so many makes
	 * single runs differ, and the first dozen are slower than all that follow.
	 */
	rows: number;
	listRounds: number;
	/** Items and rows for the longest pauses. */
	many: number[];
	manyRows: number[];
	/** Events in each round of (f). */
	events: number;
	oneItemRounds: number;
	/** Contacts that (i) creates. */
	creates: number;
	/** Contacts that (j) updates, and how many there are. */
	updates: number[];
	contacts: number;
	/** Items that keep n8n busy in (l). */
	busy: number;
}

export interface Outcome {
	comparisons?: Comparison[];
	facts?: Facts[];
	goals?: Goal[];
}

/** Says what is going on. */
export type Say = (text: string) => void;

export type Scenario = (world: BenchWorld, extent: Extent, say: Say) => Promise<Outcome>;

/** The names of the contenders. */
export const CINNOX = 'CINNOX';
export const HTTP = 'HTTP Request';
export const BARE = 'bare undici loop';
export const IDLE = 'nothing (n8n alone)';

export const SENDER = '85230018000';
export const TEXT = 'Your table is booked';
/** Rows that CINNOX gives at most in one page. */
export const PAGE_SIZE = 500;
/** Requests that are in flight at once, at most. */
export const CAP = 10;
/** How long CINNOX takes to answer where that is what a scenario is about, in ms. */
export const LATENCY_MS = 50;

export const recipients = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ recipient: String(85292000000 + index) }));

/** Lets everybody run the same work in turn, after some turns that do not count. */
export async function compare(
	contenders: Record<string, () => Promise<number>>,
	rounds: number,
	warmUp = 1,
): Promise<Measurement[]> {
	await interleave(contenders, warmUp);
	const values = await interleave(contenders, rounds);
	return Object.entries(values).map(([contender, of]) => ({ contender, values: of }));
}

/** A contender that runs a workflow with these items; gives n8n's own record of the node, in ms. */
export const nodeTime =
	(workflow: LiveWorkflow, items: Array<Record<string, unknown>>) => async () =>
		(await workflow.run(items)).nodeMs;

/** A contender whose simulator begins afresh every time, and says afterwards what it received. */
export const afresh =
	(
		simulator: SimulatorProcess,
		work: () => Promise<number>,
		look: (requests: SeenRequest[]) => void,
	) =>
	async () => {
		await simulator.reset();
		const value = await work();
		look(await simulator.requests());
		return value;
	};

/** @throws Error unless the simulator accepted so many requests of this operation */
export function requireAccepted(requests: SeenRequest[], operationId: string, count: number): void {
	const accepted = requests.filter(
		(request) => request.operationId === operationId && request.accepted,
	);
	if (accepted.length === count) return;
	throw new Error(`${accepted.length} of ${count} requests ${operationId} were accepted.`);
}

/** How long something took that is no node, in ms. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
	const begin = performance.now();
	await work();
	return performance.now() - begin;
}

/** A count as a person reads it: "1,040". */
export const whole = (count: number) => count.toLocaleString('en-US');
