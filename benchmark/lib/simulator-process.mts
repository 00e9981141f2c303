import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

import { repoRoot } from '../../scripts/lib/paths.mts';

export interface SimulatorProcessOptions {
	/** Rows in every report. */
	rows: number;
	/** External contacts at the start; 40 if absent. */
	contacts?: number;
	/** Requests a minute; 0 = no limit. */
	rate?: number;
	/** Milliseconds before every answer. */
	latency?: number;
}

/** One request as the simulator saw it. */
export interface SeenRequest {
	seq: number;
	operationId?: string;
	accepted: boolean;
	/** `code` of the body that was sent. */
	code?: number;
	valid: boolean;
	/** Requests in flight when it arrived, itself included. */
	concurrent: number;
}

/** One webhook post of the simulator. */
export interface SeenDelivery {
	challenge: boolean;
	url: string;
	request: unknown;
	status?: number;
}

/** No simulator outlives the benchmark. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
	for (const child of running) child.kill('SIGKILL');
});

/** A simulator in a process of its own, so that its work is not taken for n8n's or the benchmark's. */
export class SimulatorProcess {
	readonly url: string;
	readonly appId: string;
	readonly appToken: string;
	readonly #child: ChildProcess;

	private constructor(child: ChildProcess, banner: string) {
		const read = (label: string) => {
			const found = new RegExp(`${label}\\s+(\\S+)`).exec(banner)?.[1];
			if (!found) throw new Error(`The simulator did not say its ${label}:\n${banner}`);
			return found;
		};
		this.#child = child;
		this.url = read('Base URL');
		this.appId = read('App ID');
		this.appToken = read('App Token');
	}

	/** Starts a simulator on a free port and waits until it listens. */
	static async start({
		rows,
		contacts = 40,
		rate = 0,
		latency = 0,
	}: SimulatorProcessOptions): Promise<SimulatorProcess> {
		const child = spawn(
			process.execPath,
			[
				path.join(repoRoot, 'test/simulator/main.mts'),
				'--keep-rows',
				`--rows=${rows}`,
				`--contacts=${contacts}`,
				`--rate=${rate}`,
				`--latency=${latency}`,
			],
			{ stdio: ['ignore', 'pipe', 'inherit'] },
		);
		running.add(child);
		child.once('exit', () => running.delete(child));
		let banner = '';
		await new Promise<void>((resolve, reject) => {
			child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
				banner += chunk;
				if (/App Token\s+\S+\n/.test(banner)) resolve();
			});
			child.once('error', reject);
			child.once('exit', (code) => reject(new Error(`The simulator ended with ${code}.`)));
		});
		return new SimulatorProcess(child, banner);
	}

	/** Forgets all requests so far, and what they did. */
	async reset(): Promise<void> {
		await this.#control('POST', 'reset', {});
	}

	/** Changes options of the running simulator. */
	async configure(options: Record<string, unknown>): Promise<void> {
		await this.#control('POST', 'options', options);
	}

	/** The requests since the last reset. */
	async requests(): Promise<SeenRequest[]> {
		return (await this.#control<{ requests: SeenRequest[] }>('GET', 'requests')).requests;
	}

	/** The webhook posts so far. */
	async deliveries(): Promise<SeenDelivery[]> {
		return (await this.#control<{ deliveries: SeenDelivery[] }>('GET', 'deliveries')).deliveries;
	}

	/** Makes the simulated CINNOX post an event to its subscribers. */
	async emit(event: string, fields: Record<string, unknown>): Promise<void> {
		await this.#control('POST', `events/${event}`, fields);
	}

	stop(): void {
		this.#child.kill('SIGKILL');
	}

	async #control<T>(method: string, name: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}/__control/${name}`, {
			method,
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`${method} ${name}: ${await response.text()}`);
		return (await response.json()) as T;
	}
}
