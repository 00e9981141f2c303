import { type ChildProcess, spawn } from 'node:child_process';
import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../support/loopback.mts';
import { installCommunityPackage, registerCommunityPackages } from './community-package.mts';
import { n8nPackageFolder, nodeForN8n } from './install.mts';
import { n8nEnvironment } from './n8n-environment.mts';
import { chosenN8n } from './versions.mts';

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
		const begins = this.log().length;
		const log = openSync(this.logFile, 'a');
		const child = spawn(
			nodeForN8n(),
			['--import', endWithParent, path.join(n8nPackageFolder(), 'bin/n8n'), 'start'],
			{
				cwd: this.userFolder,
				env: await n8nEnvironment(this),
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
		const { startedLine } = chosenN8n();
		const isStarted = () =>
			startedLine === undefined || this.log().slice(begins).includes(startedLine);
		while (!(await isReady(this.baseUrl)) || !isStarted()) {
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

function exited(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
	return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** n8n 1.x says that it is ready before its REST API is there. */
const READY = ['/healthz/readiness', '/rest/settings'];

async function isReady(baseUrl: string): Promise<boolean> {
	try {
		for (const path of READY) {
			const response = await fetch(baseUrl + path, { signal: AbortSignal.timeout(5000) });
			await response.arrayBuffer();
			if (!response.ok) return false;
		}
		return true;
	} catch {
		return false;
	}
}
