import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { newOwner } from '../../scripts/lib/world.mts';
import { n8nPackageFolder, nodeForN8n } from '../n8n/install.mts';
import { type CredentialReference, N8nClient } from '../n8n/n8n-client.mts';
import { installCommunityPackage } from '../n8n/community-package.mts';
import { startSimulator } from '../simulator/index.mts';
import type { Simulator, SimulatorOptions } from '../simulator/types.mts';
import { credentialOf } from '../support/credential.mts';
import { freePort } from '../support/loopback.mts';
import { type Balancer, startBalancer } from './balancer.mts';
import { answers, ServerProcess } from './process.mts';
import { DATABASE, type Persistence, Postgres, type Programs, Redis } from './services.mts';

/** n8n in queue mode as deploy/ describes it, with a CINNOX to talk to. */
export interface Deployment {
	folder: string;
	redis: Redis;
	postgres: Postgres;
	main: ServerProcess;
	processors: ServerProcess[];
	workers: ServerProcess[];
	balancer: Balancer;
	simulator: Simulator;
	client: N8nClient;
	/** The saved credential for the simulator. */
	credential: CredentialReference;
	/** Ends everything and removes its data. */
	dispose(): Promise<void>;
}

export interface DeploymentOptions {
	programs: Programs;
	/** The packed package. */
	tarball: string;
	persistence?: Persistence;
	workers?: number;
	processors?: number;
	/** Executions that a worker runs at once. */
	concurrency?: number;
	simulator?: SimulatorOptions;
}

type Role = 'start' | 'webhook' | 'worker';

/** Starts it all; some 40 seconds on two cores. */
export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-cinnox-scale-'));
	const undo: Array<() => Promise<unknown>> = [
		async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
	];
	const dispose = async () => {
		for (const step of undo.splice(0).reverse()) await step();
	};
	try {
		return await launch(options, folder, undo, dispose);
	} catch (error) {
		await dispose();
		throw error;
	}
}

async function launch(
	options: DeploymentOptions,
	folder: string,
	undo: Array<() => Promise<unknown>>,
	dispose: () => Promise<void>,
): Promise<Deployment> {
	const { programs, tarball, persistence = 'aof', concurrency = 5 } = options;
	const redis = await Redis.start(programs, path.join(folder, 'redis'), persistence);
	undo.push(async () => await redis.server.kill9());
	const postgres = await Postgres.start(programs, path.join(folder, 'postgres.log'));
	undo.push(async () => await postgres.dispose());
	const simulator = await startSimulator(options.simulator);
	undo.push(async () => await simulator.close());

	const address = `http://127.0.0.1:${await freePort()}`;
	const shared = environment(address, redis.port, postgres.port);
	const ports: number[] = [];
	const toProcess = async (role: Role, name: string): Promise<ServerProcess> => {
		const userFolder = path.join(folder, name);
		mkdirSync(userFolder);
		installCommunityPackage(userFolder, tarball);
		const port = await freePort();
		ports.push(port);
		const server = new ServerProcess({
			name: `n8n ${name}`,
			command: nodeForN8n(),
			args: [
				path.join(n8nPackageFolder(), 'bin/n8n'),
				role,
				...(role === 'worker' ? [`--concurrency=${concurrency}`] : []),
			],
			cwd: userFolder,
			env: {
				...shared,
				N8N_USER_FOLDER: userFolder,
				N8N_PORT: String(port),
				QUEUE_HEALTH_CHECK_PORT: String(port),
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			},
			logFile: path.join(folder, `${name}.log`),
			isReady: async () => await answers(`http://127.0.0.1:${port}/healthz/readiness`),
		});
		undo.push(async () => await server.kill9());
		return server;
	};
	const toProcesses = async (role: Role, name: string, count: number) => {
		const list: ServerProcess[] = [];
		for (let number = 1; number <= count; number += 1) {
			list.push(await toProcess(role, `${name}-${number}`));
		}
		return list;
	};

	const main = await toProcess('start', 'main');
	const processors = await toProcesses('webhook', 'processor', options.processors ?? 2);
	const workers = await toProcesses('worker', 'worker', options.workers ?? 2);
	const [mainUrl = '', ...others] = ports.map((port) => `http://127.0.0.1:${port}`);
	const balancer = await startBalancer(
		Number(new URL(address).port),
		mainUrl,
		others.slice(0, processors.length),
	);
	undo.push(async () => await balancer.close());
	// The main process makes the tables.
	await main.start();
	await Promise.all([...processors, ...workers].map(async (server) => await server.start()));

	const client = new N8nClient(balancer.url);
	await client.ownerSetup(newOwner());
	const credential = await client.createCredential(
		'cinnoxApi',
		'CINNOX account',
		credentialOf(simulator),
	);
	return {
		...{ folder, redis, postgres, main, processors, workers },
		...{ balancer, simulator, client, credential, dispose },
	};
}

/** What all processes have in common; deploy/n8n.env.example says what a person sets of it. */
function environment(address: string, redisPort: number, postgresPort: number): NodeJS.ProcessEnv {
	const inherited = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR'];
	return {
		...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redisPort),
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		// n8n's own are a minute and more: nobody wants to wait that long for what a killed worker left.
		QUEUE_WORKER_LOCK_DURATION: '10000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
		QUEUE_WORKER_STALLED_INTERVAL: '5000',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgresPort),
		DB_POSTGRESDB_DATABASE: DATABASE,
		DB_POSTGRESDB_USER: DATABASE,
		DB_POSTGRESDB_PASSWORD: 'not-needed',
		N8N_ENCRYPTION_KEY: 'the-same-on-all-of-them',
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		N8N_WEBHOOK_URL: address,
		N8N_EDITOR_BASE_URL: address,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',
		N8N_PROXY_HOPS: '1',
		GENERIC_TIMEZONE: 'UTC',
		N8N_LOG_LEVEL: 'info',
		NO_COLOR: '1',
		N8N_PYTHON_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// Nothing leaves this machine.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,agents,chat-hub,quick-connect',
		N8N_PERSONALIZATION_ENABLED: 'false',
	};
}
