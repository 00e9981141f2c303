import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { buildPackage, packPackage } from '../../scripts/lib/pack.mts';
import { newOwner } from '../../scripts/lib/world.mts';
import { installN8n } from '../../test/n8n/install.mts';
import { type Execution, N8nClient, type WorkflowJson } from '../../test/n8n/n8n-client.mts';
import { N8nProcess } from '../../test/n8n/n8n-process.mts';
import { waitFor } from '../../test/n8n/wait-for.mts';
import { credentialOf } from '../../test/support/credential.mts';
import { SimulatorProcess, type SimulatorProcessOptions } from './simulator-process.mts';
import { type Contender, itemsWorkflow, MEASURED, type Target } from './workflows.mts';

/** One run of a workflow. */
export interface Run {
	/** n8n's own record of the measured node, in ms; NaN where it kept none. */
	nodeMs: number;
	/** From the call of the webhook to its answer, in ms. */
	wallMs: number;
	/** Items that the measured node put out. */
	items: number;
	execution: Execution;
}

/** A workflow that is live. */
export interface LiveWorkflow {
	id: string;
	/** Runs it once with these items. @throws Error when the execution does not succeed */
	run(items: Array<Record<string, unknown>>): Promise<Run>;
}

/** A real n8n with the packed package, and simulators in processes of their own. */
export class BenchWorld {
	readonly tarball: string;
	readonly n8n: N8nProcess;
	readonly client: N8nClient;
	readonly #simulators: SimulatorProcess[] = [];

	private constructor(tarball: string, n8n: N8nProcess, client: N8nClient) {
		this.tarball = tarball;
		this.n8n = n8n;
		this.client = client;
	}

	/**
	 * @param tarball the packed package
	 * @param env environment variables for n8n
	 */
	static async start(tarball: string, env: Record<string, string> = {}): Promise<BenchWorld> {
		const n8n = await N8nProcess.start({ tarball, env: { N8N_LOG_LEVEL: 'warn', ...env } });
		const client = new N8nClient(n8n.baseUrl);
		await client.ownerSetup(newOwner());
		return new BenchWorld(tarball, n8n, client);
	}

	/** Starts a simulator and saves a credential for it, without a limit of requests. */
	async simulator(
		options: SimulatorProcessOptions,
	): Promise<{ simulator: SimulatorProcess; target: Target }> {
		const simulator = await SimulatorProcess.start(options);
		this.#simulators.push(simulator);
		const credential = await this.client.createCredential(
			'cinnoxApi',
			simulator.url,
			credentialOf(simulator, { requestsPerMinute: 0 }),
		);
		return { simulator, target: { url: simulator.url, appId: simulator.appId, credential } };
	}

	/** Resident memory of the n8n process in bytes; undefined where the system does not tell. */
	memory(): number | undefined {
		const file = `/proc/${this.n8n.pid}/status`;
		if (!existsSync(file)) return undefined;
		const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1];
		return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
	}

	/** Saves and activates a workflow around a node. */
	async live(
		name: string,
		contender: Contender,
		after?: Record<string, Contender>,
	): Promise<LiveWorkflow> {
		const { workflow, path: webhook } = itemsWorkflow(name, contender, after);
		const saved = await this.activate(workflow);
		const url = `${this.n8n.baseUrl}/webhook/${webhook}`;
		const last = Object.keys(after ?? {}).at(-1) ?? MEASURED;
		return {
			id: saved,
			run: async (items) => {
				const begin = performance.now();
				const response = await fetch(url, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({ items }),
				});
				await response.arrayBuffer();
				const wallMs = performance.now() - begin;
				const execution = await this.lastExecution(saved);
				if (execution.status !== 'success') {
					const { error } = execution.data.resultData;
					throw new Error(`"${name}" ended with ${execution.status}: ${error?.message}`);
				}
				const { runData } = execution.data.resultData;
				const nodes = [MEASURED, ...Object.keys(after ?? {})];
				return {
					nodeMs: nodes.reduce((sum, node) => sum + (runData[node]?.[0]?.executionTime ?? NaN), 0),
					wallMs,
					items: runData[last]?.[0]?.data?.main[0]?.length ?? NaN,
					execution,
				};
			},
		};
	}

	async activate(workflow: WorkflowJson): Promise<string> {
		const saved = await this.client.createWorkflow(workflow);
		await this.client.activateAndWait(saved);
		return saved.id;
	}

	/** The newest execution of a workflow, once it has ended. */
	async lastExecution(workflowId: string): Promise<Execution> {
		const query = new URLSearchParams({ limit: '1', filter: JSON.stringify({ workflowId }) });
		const summary = await waitFor(
			async () => {
				const { results } = await this.client.request<{
					results: Array<{ id: string; status: string; stoppedAt: string | null }>;
				}>('GET', `/rest/executions?${query}`);
				const [newest] = results;
				return newest?.stoppedAt ? newest : undefined;
			},
			{ describe: `an execution of workflow ${workflowId}`, intervalMs: 50 },
		);
		return await this.client.execution(summary.id);
	}

	/** Ends n8n and all simulators. */
	async dispose(): Promise<void> {
		await this.n8n.dispose();
		for (const simulator of this.#simulators) simulator.stop();
	}
}

/** The unpacked package as n8n loads it. */
export function installedPackage(n8n: N8nProcess): string {
	return path.join(n8n.userFolder, '.n8n/nodes/node_modules/n8n-nodes-cinnox');
}

/** Installs n8n if need be, builds and packs the package. Returns the tarball's path. */
export async function prepare(say: (step: string) => void): Promise<string> {
	await installN8n(say);
	const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-cinnox-bench-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	await buildPackage();
	return await packPackage(folder);
}
