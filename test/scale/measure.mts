/**
 * Measures n8n in queue mode with one and with two workers on this machine, and writes what
 * scripts/capacity.mts calculates with: test/scale/measured.json. `npm run measure:scale`
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { buildPackage, packPackage } from '../../scripts/lib/pack.mts';
import { serviceNumber } from '../../scripts/lib/world.mts';
import { byId } from '../support/resource-locator.mts';
import { installN8n } from '../n8n/install.mts';
import type { WorkflowJson } from '../n8n/n8n-client.mts';
import { waitFor } from '../n8n/wait-for.mts';
import { type Deployment, startDeployment } from './deployment.mts';
import { findPrograms } from './services.mts';

const EVENTS = 200;
/** Executions that send, and texts that each of them sends. */
const SENDING_RUNS = 10;
const TEXTS_A_RUN = 50;

/** Clock ticks of Linux are 10 ms. */
const TICK_MS = 10;

/** What one run of the measurement found. */
export interface Measured {
	workers: number;
	/** From the first event to the end of the last execution. */
	eventsPerSecond: number;
	smsPerMinute: number;
	/** Processor time for one event that starts a workflow of two nodes, in ms, by role. */
	cpuMsPerEvent: {
		processor: number;
		worker: number;
		main: number;
		postgres: number;
		redis: number;
	};
	/** Processor time of the workers for one text, in ms. */
	workerCpuMsPerSms: number;
	/** What PostgreSQL keeps of one saved execution, in bytes. */
	bytesPerExecution: number;
	/** Resident memory of a process at the end, in MB. */
	memoryMb: { main: number; processor: number; worker: number };
}

const programs = findPrograms(console.log);
if (typeof programs === 'string') throw new Error(`Nothing can be measured: ${programs}`);
await installN8n(console.log);
const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-cinnox-measure-'));
const runs: Measured[] = [];
try {
	await buildPackage();
	const tarball = await packPackage(folder);
	for (const workers of [1, 2]) {
		const scale = await startDeployment({
			programs,
			tarball,
			workers,
			concurrency: 10,
			simulator: { eventTimeoutMs: 120_000, rateLimitPerMinute: 0 },
		});
		try {
			runs.push(await measure(scale, workers));
			console.log(JSON.stringify(runs.at(-1), null, 2));
		} finally {
			await scale.dispose();
		}
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
const machine = {
	date: new Date().toISOString().slice(0, 10),
	processors: `${os.availableParallelism()} × ${os.cpus()[0]?.model ?? 'unknown'}`,
	memoryGb: Math.round(os.totalmem() / 1024 ** 3),
	busyBefore: Number(os.loadavg()[2]?.toFixed(1)),
};
writeFileSync(
	path.join(import.meta.dirname, 'measured.json'),
	`${JSON.stringify({ machine, runs }, null, '\t')}\n`,
);

async function measure(scale: Deployment, workers: number): Promise<Measured> {
	const events = await saved(scale, {
		name: 'Events',
		nodes: [
			{ ...cinnoxNode(scale, 'cinnoxTrigger', 'On event', { events: ['sms.received'] }) },
			{ ...plainNode('noOp', 'Done') },
		],
		connections: { 'On event': { main: [[{ node: 'Done', type: 'main', index: 0 }]] } },
	});
	await scale.client.activateAndWait(events);
	// What is loaded and compiled at first is not what an event costs.
	await emit(scale, 40);
	await finished(scale, events.id, 40);

	const sizeBefore = await databaseSize(scale);
	const before = cpuByRole(scale);
	const begin = performance.now();
	await emit(scale, EVENTS);
	await finished(scale, events.id, 40 + EVENTS);
	const eventSeconds = (performance.now() - begin) / 1000;
	const after = cpuByRole(scale);
	const perEvent = (role: Role) => round((after[role] - before[role]) / EVENTS);
	const bytesPerExecution = Math.round(((await databaseSize(scale)) - sizeBefore) / EVENTS);

	const sending = await saved(scale, {
		name: 'Sending',
		nodes: [
			{ ...plainNode('webhook', 'Start', 2, { path: 'send', httpMethod: 'POST' }) },
			{ ...plainNode('splitOut', 'Split', 1, { fieldToSplitOut: 'body.numbers', options: {} }) },
			{
				...cinnoxNode(scale, 'cinnox', 'Send', {
					resource: 'sms',
					operation: 'send',
					senderNumber: byId(serviceNumber(scale.simulator)),
					recipientNumbers: "={{ $json['body.numbers'] }}",
					text: 'Hello',
				}),
			},
		],
		connections: {
			Start: { main: [[{ node: 'Split', type: 'main', index: 0 }]] },
			Split: { main: [[{ node: 'Send', type: 'main', index: 0 }]] },
		},
		settings: {},
	});
	await scale.client.activateAndWait(sending);
	const cpuBefore = cpuByRole(scale).worker;
	const sendingBegin = performance.now();
	await Promise.all(
		Array.from({ length: SENDING_RUNS }, async (_, run) => {
			const numbers = Array.from({ length: TEXTS_A_RUN }, (_, index) =>
				String(6591000000 + run * TEXTS_A_RUN + index),
			);
			await fetch(`${scale.balancer.url}/webhook/send`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ numbers }),
			});
		}),
	);
	await finished(scale, sending.id, SENDING_RUNS);
	const sendingMinutes = (performance.now() - sendingBegin) / 60_000;
	const texts = scale.simulator.ledger.filter(
		({ operationId, accepted }) => operationId === 'sendSms' && accepted,
	).length;
	if (texts !== SENDING_RUNS * TEXTS_A_RUN) throw new Error(`${texts} texts were sent`);

	return {
		workers,
		eventsPerSecond: round(EVENTS / eventSeconds),
		smsPerMinute: Math.round(texts / sendingMinutes),
		cpuMsPerEvent: {
			processor: perEvent('processor'),
			worker: perEvent('worker'),
			main: perEvent('main'),
			postgres: perEvent('postgres'),
			redis: perEvent('redis'),
		},
		workerCpuMsPerSms: round((cpuByRole(scale).worker - cpuBefore) / texts),
		bytesPerExecution,
		memoryMb: {
			main: memory(scale.main.pid),
			processor: memory(scale.processors[0]?.pid),
			worker: memory(scale.workers[0]?.pid),
		},
	};
}

type Role = keyof Measured['cpuMsPerEvent'];

function plainNode(type: string, name: string, typeVersion = 1, parameters = {}) {
	const position: [number, number] = [0, 0];
	const id = randomUUID();
	return {
		...{ id, webhookId: id, name, typeVersion, position, parameters },
		type: `n8n-nodes-base.${type}`,
	};
}

function cinnoxNode({ credential }: Deployment, type: string, name: string, parameters: object) {
	return {
		...plainNode(type, name, 1, parameters),
		type: `n8n-nodes-cinnox.${type}`,
		credentials: { cinnoxApi: credential },
	};
}

async function saved({ client }: Deployment, workflow: WorkflowJson) {
	return await client.createWorkflow(workflow);
}

async function emit({ simulator }: Deployment, count: number): Promise<void> {
	let left = count;
	const send = async () => {
		while (left > 0) {
			left -= 1;
			const [delivery] = await simulator.emit.inboundSms({ id: randomUUID(), content: 'Hello' });
			if (delivery?.status !== 200) throw new Error(`n8n answered an event ${delivery?.status}`);
		}
	};
	await Promise.all(Array.from({ length: 20 }, send));
}

async function finished({ postgres }: Deployment, workflowId: string, count: number) {
	await waitFor(
		async () => {
			const [row] = await postgres.query<{ count: string }>(
				`SELECT count(*) FROM execution_entity
					WHERE "workflowId" = '${workflowId}' AND status = 'success'`,
			);
			return Number(row?.count) >= count;
		},
		{ describe: `${count} executions`, timeoutMs: 300_000, intervalMs: 100 },
	);
}

async function databaseSize({ postgres }: Deployment): Promise<number> {
	const [row] = await postgres.query<{ size: string }>(
		`SELECT pg_total_relation_size('execution_entity')
			+ pg_total_relation_size('execution_data') AS size`,
	);
	return Number(row?.size);
}

/** Processor time that each role has used so far, with all that it started, in ms. */
function cpuByRole({ main, processors, workers, postgres, redis }: Deployment) {
	const sum = (...pids: Array<number | undefined>) => {
		const groups = new Set(pids);
		return readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name))
			.reduce((total, pid) => total + cpuOf(pid, groups), 0);
	};
	return {
		main: sum(main.pid),
		processor: sum(...processors.map(({ pid }) => pid)),
		worker: sum(...workers.map(({ pid }) => pid)),
		postgres: sum(postgres.server.pid),
		redis: sum(redis.server.pid),
	};
}

function cpuOf(pid: string, groups: Set<number | undefined>): number {
	let stat: string;
	try {
		stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	} catch {
		return 0; // it has ended meanwhile
	}
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	// man 5 proc: 4 ppid, 5 pgrp, 14 to 17 the times of it and of children it has waited for.
	const [parent, group] = [Number(fields[1]), Number(fields[2])];
	if (!groups.has(group) && !groups.has(parent)) return 0;
	return fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0) * TICK_MS;
}

function memory(pid: number | undefined): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Math.round(Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024);
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
