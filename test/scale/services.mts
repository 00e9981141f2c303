/** Redis and PostgreSQL as Debian packages them: found, or installed where that is possible. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { requireFromN8n } from '../n8n/install.mts';
import { freePort } from '../support/loopback.mts';
import { ServerProcess } from './process.mts';

/** Where the programs are that a deployment needs beside n8n. */
export interface Programs {
	redisServer: string;
	/** Folder with `initdb` and `postgres`. */
	postgresFolder: string;
}

/** Debian's packages; without what they only recommend. */
const PACKAGES = ['redis-server', 'postgresql'];

/**
 * Finds the programs, after installing them with apt-get where they are missing and this is root.
 *
 * @returns why there are none, as a text, where they can't be had
 */
export function findPrograms(progress: (step: string) => void = () => {}): Programs | string {
	if (process.platform !== 'linux' || !has('setpriv')) return 'it needs Linux with setpriv';
	const found = lookUp();
	if (found) return found;
	if (process.getuid?.() !== 0 || !has('apt-get')) {
		return `it needs ${PACKAGES.join(' and ')} (Debian, Ubuntu: apt-get install ${PACKAGES.join(' ')})`;
	}
	progress(`installing ${PACKAGES.join(' and ')} with apt-get`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...PACKAGES]]) {
		spawnSync('apt-get', args, { stdio: 'ignore', env, timeout: 120_000 });
	}
	return lookUp() ?? `apt-get could not install ${PACKAGES.join(' and ')}`;
}

function lookUp(): Programs | undefined {
	const redisServer = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find(existsSync);
	const root = '/usr/lib/postgresql';
	const versions = existsSync(root) ? readdirSync(root).map(Number).filter(Number.isFinite) : [];
	const newest = versions.sort((a, b) => b - a)[0];
	if (redisServer === undefined || newest === undefined) return undefined;
	const postgresFolder = path.join(root, String(newest), 'bin');
	return existsSync(path.join(postgresFolder, 'initdb'))
		? { redisServer, postgresFolder }
		: undefined;
}

const has = (tool: string): boolean =>
	spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;

/** What survives when Redis ends: every change, or what was there at the last SAVE. */
export type Persistence = 'aof' | 'snapshot';

/** A Redis of our own on a loopback port, with its data in a folder of our own. */
export class Redis {
	readonly port: number;
	readonly server: ServerProcess;

	private constructor(port: number, server: ServerProcess) {
		this.port = port;
		this.server = server;
	}

	static async start(
		{ redisServer }: Programs,
		folder: string,
		persistence: Persistence,
	): Promise<Redis> {
		mkdirSync(folder, { recursive: true });
		const port = await freePort();
		const server = new ServerProcess({
			name: 'Redis',
			command: redisServer,
			args: [
				...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
				...(persistence === 'aof'
					? ['--appendonly', 'yes', '--appendfsync', 'always']
					: ['--appendonly', 'no']),
			],
			cwd: folder,
			env: { PATH: process.env.PATH },
			logFile: path.join(folder, 'redis.log'),
			isReady: async () => (await command(port, 'ping').catch(() => '')) === 'PONG',
		});
		await server.start();
		return new Redis(port, server);
	}

	/** Any command, e.g. `command('save')`. */
	async command(name: string, ...args: string[]): Promise<unknown> {
		return await command(this.port, name, ...args);
	}
}

interface RedisClient {
	connect(): Promise<void>;
	call(name: string, ...args: string[]): Promise<unknown>;
	disconnect(): void;
	on(event: 'error', listener: () => void): void;
}

async function command(port: number, name: string, ...args: string[]): Promise<unknown> {
	const Client = requireFromN8n<new (options: object) => RedisClient>('ioredis');
	const client = new Client({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: null });
	client.on('error', () => {});
	try {
		await client.connect();
		return await client.call(name, ...args);
	} finally {
		client.disconnect();
	}
}

/** The database n8n uses, and its owner. */
export const DATABASE = 'n8n';

/** A PostgreSQL of our own on a loopback port; it refuses to run as root. */
export class Postgres {
	readonly port: number;
	readonly server: ServerProcess;
	readonly #folder: string;

	private constructor(port: number, server: ServerProcess, folder: string) {
		this.port = port;
		this.server = server;
		this.#folder = folder;
	}

	static async start({ postgresFolder }: Programs, logFile: string): Promise<Postgres> {
		// Not below a folder of root's, which its user could not enter.
		const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-cinnox-postgres-'));
		const user = process.getuid?.() === 0 ? 'postgres' : undefined;
		if (user) chownSync(folder, idOf(user, '-u'), idOf(user, '-g'));
		const data = path.join(folder, 'data');
		const initdb = [
			path.join(postgresFolder, 'initdb'),
			...['-D', data, '-U', DATABASE, '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-locale'],
		];
		const asUser = user ? ['--reuid', user, '--regid', user, '--init-groups'] : [];
		execFileSync('setpriv', [...asUser, ...initdb], { cwd: folder, stdio: 'pipe' });
		const port = await freePort();
		const server = new ServerProcess({
			name: 'PostgreSQL',
			command: path.join(postgresFolder, 'postgres'),
			args: [
				...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder],
				// It is never killed here, so that nothing has to reach the disk.
				...['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'max_connections=200'],
			],
			cwd: folder,
			env: { PATH: process.env.PATH },
			logFile,
			user,
			isReady: async () =>
				await query(port, 'postgres', 'SELECT 1').then(
					() => true,
					() => false,
				),
			endSignal: 'SIGINT',
		});
		await server.start();
		await query(port, 'postgres', `CREATE DATABASE ${DATABASE}`);
		return new Postgres(port, server, folder);
	}

	/** Ends it and removes its data. */
	async dispose(): Promise<void> {
		await this.server.stop();
		rmSync(this.#folder, { recursive: true, force: true });
	}

	/** Rows of n8n's own database. */
	async query<T>(text: string): Promise<T[]> {
		return (await query(this.port, DATABASE, text)) as T[];
	}
}

interface PostgresClient {
	connect(): Promise<void>;
	query(text: string): Promise<{ rows: unknown[] }>;
	end(): Promise<void>;
	on(event: 'error', listener: () => void): void;
}

async function query(port: number, database: string, text: string): Promise<unknown[]> {
	const { Client } = requireFromN8n<{ Client: new (options: object) => PostgresClient }>('pg');
	const client = new Client({ host: '127.0.0.1', port, database, user: DATABASE });
	client.on('error', () => {});
	await client.connect();
	try {
		return (await client.query(text)).rows;
	} finally {
		await client.end();
	}
}

function idOf(user: string, which: '-u' | '-g'): number {
	return Number(execFileSync('id', [which, user], { encoding: 'utf8' }));
}
