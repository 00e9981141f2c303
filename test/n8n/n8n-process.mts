import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import { n8nPackageFolder, nodeForN8n } from './install.mts';

export interface N8nOptions {
	/** The packed package (`npm pack`'s .tgz) to install as a community package. */
	tarball?: string;
	/** n8n's user folder. Without it a fresh one is made, and removed by `dispose()`. */
	userFolder?: string;
	/** The port of editor, REST API and webhooks; a free one without it. */
	port?: number;
	/** More environment variables; `undefined` removes one that is set here. */
	env?: Record<string, string | undefined>;
	/** How long n8n may take until it is ready. The first start creates the database. */
	startTimeoutMs?: number;
	/** Gives up a start that is going on. */
	signal?: AbortSignal;
	/** How long `stop()` waits for n8n to end by itself. */
	stopGraceMs?: number;
}

/** n8n must not outlive the process that started it, not even one that was killed with -9. */
const endWithParent =
	'data:text/javascript,process.once("disconnect",()=>process.kill(-process.pid,"SIGKILL"));' +
	'process.channel?.unref()';

const running = new Set<ChildProcess>();
process.on('exit', () => {
	for (const child of running) killGroup(child);
});

/** Kills n8n and its task runner: n8n was started as the leader of a process group of its own. */
function killGroup(child: ChildProcess): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		child.kill('SIGKILL'); // the group is gone, or this platform has none
	}
}

/** A real n8n process on a loopback port. */
export class N8nProcess {
	readonly port: number;
	readonly userFolder: string;
	/** Everything that n8n prints, over all restarts. */
	readonly logFile: string;
	readonly #options: N8nOptions;
	#child: ChildProcess | undefined;
	#startedInMs = 0;

	private constructor(options: N8nOptions, port: number, userFolder: string) {
		this.#options = options;
		this.port = port;
		this.userFolder = userFolder;
		this.logFile = path.join(userFolder, 'n8n.log');
	}

	/** Starts n8n and waits until it is ready for requests. */
	static async start(options: N8nOptions = {}): Promise<N8nProcess> {
		const userFolder =
			options.userFolder ?? mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-cinnox-'));
		mkdirSync(userFolder, { recursive: true });
		if (options.tarball) installCommunityPackage(userFolder, options.tarball);
		const n8n = new N8nProcess(options, options.port ?? (await freePort()), userFolder);
		try {
			await n8n.#launch();
			registerCommunityPackages(userFolder);
		} catch (error) {
			await n8n.kill9();
			throw error;
		}
		return n8n;
	}

	/** The variables that this process was asked to set beyond the usual ones. */
	get extraEnvironment(): Record<string, string | undefined> {
		return this.#options.env ?? {};
	}

	/** Where editor, REST API and webhooks are. */
	get baseUrl(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** The process id while n8n runs. */
	get pid(): number | undefined {
		return this.#child?.pid;
	}

	/** Milliseconds that the last start took. */
	get startedInMs(): number {
		return this.#startedInMs;
	}

	/** What n8n has printed so far. */
	log(): string {
		return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
	}

	/** The last lines of what n8n has printed. */
	logTail(lines = 30): string {
		return this.log().trimEnd().split('\n').slice(-lines).join('\n');
	}

	/** Ends n8n as an administrator would, and by force when that takes too long. */
	async stop(): Promise<void> {
		const child = this.#child;
		if (!child) return;
		const ended = exited(child);
		child.kill('SIGTERM');
		const grace = new AbortController();
		const inTime = await Promise.race([
			ended.then(() => true),
			sleep(this.#options.stopGraceMs ?? 15_000, false, { signal: grace.signal, ref: false }),
		]);
		if (inTime) grace.abort();
		else await this.kill9();
		await ended;
	}

	/** Ends n8n without giving it a chance to tidy up, as a crash or a power cut would. */
	async kill9(): Promise<void> {
		const child = this.#child;
		if (!child) return;
		const ended = exited(child);
		killGroup(child);
		await ended;
	}

	/** Starts n8n again on the same port and the same data, ending it first if it still runs. */
	async restart(): Promise<void> {
		await this.stop();
		await this.#launch();
	}

	/** Ends n8n and removes its user folder, unless the caller named that folder. */
	async dispose(): Promise<void> {
		await this.stop();
		if (!this.#options.userFolder) {
			rmSync(this.userFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
		}
	}

	async #launch(): Promise<void> {
		const begin = performance.now();
		const log = openSync(this.logFile, 'a');
		const child = spawn(
			nodeForN8n(),
			['--import', endWithParent, path.join(n8nPackageFolder(), 'bin/n8n'), 'start'],
			{
				cwd: this.userFolder,
				env: await environment(this),
				// Ctrl-C in a terminal goes to the whole process group: the parent decides what happens to n8n.
				detached: true,
				stdio: ['ignore', log, log, 'ipc'],
			},
		);
		closeSync(log);
		// n8n sends nothing we need; an open channel alone must not keep the parent running.
		child.channel?.unref();
		running.add(child);
		this.#child = child;
		child.once('exit', () => {
			running.delete(child);
			if (this.#child === child) this.#child = undefined;
		});
		child.once('error', () => running.delete(child));
		const timeoutMs = this.#options.startTimeoutMs ?? 180_000;
		while (!(await isReady(this.baseUrl))) {
			if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
				throw new Error(
					`n8n ended while it was starting (${child.signalCode ?? child.exitCode}).\n` +
						`${this.logTail()}\nWhole log: ${this.logFile}`,
				);
			}
			this.#options.signal?.throwIfAborted();
			if (performance.now() - begin > timeoutMs) {
				throw new Error(
					`n8n was not ready after ${timeoutMs / 1000} seconds.\n` +
						`${this.logTail()}\nWhole log: ${this.logFile}`,
				);
			}
			await sleep(100);
		}
		this.#startedInMs = performance.now() - begin;
	}
}

/**
 * Lays a packed package out in a user folder as n8n's own "Install community node" does: unpacked
 * without its first folder, without development and peer dependencies, entered in the ledger.
 */
export function installCommunityPackage(userFolder: string, tarball: string): void {
	const nodesFolder = path.join(userFolder, '.n8n/nodes');
	const staging = path.join(nodesFolder, '.staging');
	rmSync(staging, { recursive: true, force: true });
	mkdirSync(staging, { recursive: true });
	execFileSync('tar', ['-xzf', path.resolve(tarball), '-C', staging, '--strip-components=1']);
	const manifestFile = path.join(staging, 'package.json');
	const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Record<string, unknown> & {
		name: string;
		version: string;
	};
	for (const key of ['devDependencies', 'peerDependencies', 'optionalDependencies']) {
		delete manifest[key];
	}
	writeFileSync(manifestFile, JSON.stringify(manifest, null, 2));
	const target = path.join(nodesFolder, 'node_modules', manifest.name);
	rmSync(target, { recursive: true, force: true });
	mkdirSync(path.dirname(target), { recursive: true });
	renameSync(staging, target);
	const ledger = {
		name: 'installed-nodes',
		private: true,
		dependencies: { [manifest.name]: manifest.version },
	};
	writeFileSync(path.join(nodesFolder, 'package.json'), JSON.stringify(ledger, null, 2));
}

/** Enters unpacked packages in n8n's database, so that Settings > Community nodes shows them. */
function registerCommunityPackages(userFolder: string): void {
	const nodesFolder = path.join(userFolder, '.n8n/nodes');
	const ledgerFile = path.join(nodesFolder, 'package.json');
	if (!existsSync(ledgerFile)) return;
	const { dependencies } = JSON.parse(readFileSync(ledgerFile, 'utf8')) as {
		dependencies: Record<string, string>;
	};
	const database = new DatabaseSync(path.join(userFolder, '.n8n/database.sqlite'), {
		timeout: 10_000, // n8n has it open too
	});
	try {
		for (const [name, version] of Object.entries(dependencies)) {
			const folder = path.join(nodesFolder, 'node_modules', name);
			const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
				author?: { name?: string; email?: string };
				n8n: { nodes: string[] };
			};
			database
				.prepare(
					'INSERT OR REPLACE INTO installed_packages' +
						' (packageName, installedVersion, authorName, authorEmail) VALUES (?, ?, ?, ?)',
				)
				.run(name, version, manifest.author?.name ?? null, manifest.author?.email ?? null);
			for (const file of manifest.n8n.nodes) {
				const node = path.basename(file, '.node.js');
				const type = `${name}.${node.charAt(0).toLowerCase()}${node.slice(1)}`;
				database
					.prepare(
						'INSERT OR REPLACE INTO installed_nodes (name, type, latestVersion, package)' +
							' VALUES (?, ?, 1, ?)',
					)
					.run(node, type, name);
			}
		}
	} finally {
		database.close();
	}
}

/** A port of 127.0.0.1 that nothing listens on; `preferred` if that is free. */
export async function freePort(preferred = 0): Promise<number> {
	const server = net.createServer();
	const port = await new Promise<number | undefined>((resolve) => {
		server.once('error', () => resolve(undefined));
		server.listen(preferred, '127.0.0.1', () => {
			resolve((server.address() as net.AddressInfo).port);
		});
	});
	if (port === undefined) return await freePort();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

function exited(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
	return new Promise((resolve) => child.once('exit', () => resolve()));
}

async function isReady(baseUrl: string): Promise<boolean> {
	try {
		const response = await fetch(`${baseUrl}/healthz/readiness`, {
			signal: AbortSignal.timeout(5000),
		});
		await response.arrayBuffer();
		return response.ok;
	} catch {
		return false;
	}
}

/** The variables that n8n gets: no more of the caller's than a program needs to run. */
async function environment(n8n: N8nProcess): Promise<NodeJS.ProcessEnv> {
	const inherited = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'TZ'];
	const env: NodeJS.ProcessEnv = {};
	for (const name of inherited) {
		if (process.env[name] !== undefined) env[name] = process.env[name];
	}
	Object.assign(env, {
		N8N_USER_FOLDER: n8n.userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(n8n.port),
		N8N_WEBHOOK_URL: n8n.baseUrl,
		N8N_EDITOR_BASE_URL: n8n.baseUrl,
		N8N_SECURE_COOKIE: 'false',
		GENERIC_TIMEZONE: 'UTC',
		N8N_LOG_LEVEL: 'info',
		NO_COLOR: '1',
		// Several n8n may run at once, each with its own task broker.
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_PYTHON_ENABLED: 'false',
		// Nothing leaves this machine.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,agents,chat-hub,quick-connect',
		// Nothing in the way of somebody who looks at the editor.
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		...n8n.extraEnvironment,
	});
	for (const [name, value] of Object.entries(env)) if (value === undefined) delete env[name];
	return env;
}
