import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerOptions {
	/** For messages. */
	name: string;
	command: string;
	args: string[];
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** Everything that it prints, over all restarts. */
	logFile: string;
	/** Another user than the one that runs the tests; only root may ask for it. */
	user?: string;
	/** Whether it can be used. */
	isReady: () => Promise<boolean>;
	startTimeoutMs?: number;
	/** What tells it to end in order. */
	endSignal?: NodeJS.Signals;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
	for (const child of running) killGroup(child);
});

function killGroup({ pid }: ChildProcess): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// The whole group has ended already.
	}
}

/** A server of the deployment under test, which is stopped, killed and started again by tests. */
export class ServerProcess {
	readonly #options: ServerOptions;
	#child: ChildProcess | undefined;

	constructor(options: ServerOptions) {
		this.#options = options;
	}

	get pid(): number | undefined {
		return this.#child?.pid;
	}

	/** What it has printed so far. */
	log(): string {
		const { logFile } = this.#options;
		return existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
	}

	/** Starts it and waits until it is ready. @throws Error with the end of its log */
	async start(): Promise<void> {
		const { name, command, args, cwd, env, logFile, user, isReady } = this.#options;
		const log = openSync(logFile, 'a');
		// Ends with the process that started it, even if that is killed with -9.
		const prefix = ['--pdeathsig', 'KILL'];
		if (user) prefix.push('--reuid', user, '--regid', user, '--init-groups');
		const child = spawn('setpriv', [...prefix, command, ...args], {
			cwd,
			env,
			detached: true,
			stdio: ['ignore', log, log],
		});
		closeSync(log);
		running.add(child);
		this.#child = child;
		child.once('exit', () => {
			running.delete(child);
			if (this.#child === child) this.#child = undefined;
		});
		child.once('error', () => running.delete(child));
		const deadline = performance.now() + (this.#options.startTimeoutMs ?? 120_000);
		while (!(await isReady())) {
			const ended = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
			if (ended || performance.now() > deadline) {
				await this.kill9();
				const tail = this.log().trimEnd().split('\n').slice(-25).join('\n');
				throw new Error(`${name} ${ended ? 'ended while starting' : 'was not ready'}.\n${tail}`);
			}
			await sleep(100);
		}
	}

	/** Ends it in order, and by force when that takes longer than 15 seconds. */
	async stop(): Promise<void> {
		const child = this.#child;
		if (!child) return;
		const ended = exited(child);
		child.kill(this.#options.endSignal ?? 'SIGTERM');
		await Promise.race([ended, sleep(15_000, undefined, { ref: false })]);
		await this.kill9();
	}

	/** Ends it and what it started at once, as a power cut would. */
	async kill9(): Promise<void> {
		const child = this.#child;
		if (!child) return;
		const ended = exited(child);
		killGroup(child);
		await ended;
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}
}

function exited(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
	return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Whether a URL answers with a success. */
export async function answers(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
		await response.arrayBuffer();
		return response.ok;
	} catch {
		return false;
	}
}
