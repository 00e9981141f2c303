/** What the test files of the operations share. */
import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';

import { startSimulator } from '../simulator/index.mts';
import type { LedgerEntry, Simulator, SimulatorOptions } from '../simulator/index.mts';
import type { NodeResult, NodeRun } from './harness.mts';
import { credentialOf, runNode } from './harness.mts';

export { byId } from '../support/resource-locator.mts';

/**
 * A simulator for the tests of one file, back at its seed before each of them.
 *
 * @returns the simulator, once the tests run
 */
export function useSimulator(options: SimulatorOptions = {}): () => Simulator {
	let simulator: Simulator;
	beforeAll(async () => {
		simulator = await startSimulator({ deliveryDelayMs: 0, ...options });
	});
	beforeEach(() => simulator.reset());
	afterAll(async () => await simulator.close());
	return () => simulator;
}

/** The requests that the simulator received, those of one operation only if it is named. */
export function sent(simulator: Simulator, operationId?: string): LedgerEntry[] {
	return simulator.ledger.filter(
		(entry) => operationId === undefined || entry.operationId === operationId,
	);
}

/** The one request that the simulator received; it conforms to the OpenAPI document. */
export function onlyRequest(simulator: Simulator, operationId?: string): LedgerEntry {
	const requests = sent(simulator, operationId);
	expect(requests).toHaveLength(1);
	expect(requests[0].validationErrors).toEqual([]);
	return requests[0];
}

/** Runs one operation against a simulator with its own credential. */
export async function runOperation(
	simulator: Simulator,
	operation: `${string}:${string}`,
	parameters: NodeRun['parameters'] = {},
	rest: Partial<Omit<NodeRun, 'credential' | 'parameters'>> & { credential?: IDataObject } = {},
): Promise<NodeResult> {
	const [resource, name] = operation.split(':');
	const { credential, ...run } = rest;
	return await runNode({
		...run,
		parameters: { resource, operation: name, ...parameters },
		credential: credentialOf(simulator, credential),
	});
}

/** The JSON of all output items. */
export function json(result: NodeResult): IDataObject[] {
	return result.items.map((item) => item.json);
}
