import type { Result } from '../answers.mts';
import type { Operation } from '../contract.mts';
import type { SimulatorState } from '../state.mts';
import type { App, ResolvedOptions } from '../types.mts';
import type { Webhooks } from '../webhooks.mts';
import type { Json } from '../json.mts';

/** A validated request, and what its handler works with. */
export interface Call {
	app: App;
	params: Record<string, string>;
	/** Numbers are numbers. */
	query: Record<string, Json>;
	body: Json;
	state: SimulatorState;
	webhooks: Webhooks;
	options: ResolvedOptions;
	/** Base URL of the simulator. */
	url: string;
	operation: Operation;
}

/** Carries out one operation. @throws Refusal */
export type Handler = (call: Call) => Result | Promise<Result>;
export type Handlers = Record<string, Handler>;
