import { Agent, request } from 'undici';
import { Journal } from './ledger.mts';
import type { Activity } from './ledger.mts';
import type { App, Delivery, RawEmitOptions, ResolvedOptions } from './types.mts';

const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** What is to be posted, and where to. */
export interface Post {
	app: App;
	event: string;
	url: string;
	body: unknown;
	challenge: boolean;
	timeoutMs: number;
	options?: RawEmitOptions;
}

/** Posts to subscribers, and what came of each. */
export class WebhookPosts {
	readonly deliveries: Journal<Delivery>;
	readonly #options: ResolvedOptions;
	readonly #activity: Activity;
	readonly #agent = new Agent({ keepAliveTimeout: 1000, connections: 256 });
	/** Posts of an earlier generation are not recorded: the simulator was reset meanwhile. */
	#generation = 0;

	constructor(options: ResolvedOptions, activity: Activity) {
		this.#options = options;
		this.#activity = activity;
		this.deliveries = new Journal(() => options.ledgerLimit);
	}

	/** Another one after every reset. */
	get generation(): number {
		return this.#generation;
	}

	/** Forgets what was posted, and what of it is still under way. */
	reset(): void {
		this.#generation++;
		this.deliveries.clear();
	}

	async close(): Promise<void> {
		this.deliveries.close();
		await this.#agent.destroy();
	}

	/** Posts, and says what came of it; never rejects. */
	async post({
		app,
		event,
		url,
		body,
		challenge,
		timeoutMs,
		options = {},
	}: Post): Promise<Delivery> {
		const generation = this.#generation;
		const started = performance.now();
		const delivery: Delivery = {
			seq: 0,
			at: Date.now(),
			appId: app.appId,
			event,
			challenge,
			url,
			request: body,
			ms: 0,
		};
		this.#activity.enter();
		try {
			this.#assertAllowed(url);
			const response = await request(url, {
				dispatcher: this.#agent,
				method: (options.method ?? 'POST') as 'POST',
				headers: {
					'content-type': options.contentType ?? 'application/json',
					'user-agent': 'CINNOX simulator',
					...options.headers,
				},
				body: typeof body === 'string' ? body : JSON.stringify(body),
				signal: AbortSignal.timeout(timeoutMs),
			});
			delivery.status = response.statusCode;
			delivery.body = parse(await response.body.text());
		} catch (error) {
			delivery.error = error instanceof Error ? error.message || error.name : String(error);
		} finally {
			delivery.ms = performance.now() - started;
			if (generation === this.#generation) {
				delivery.seq = this.deliveries.nextSeq();
				this.deliveries.add(delivery);
				this.deliveries.finish(delivery);
			}
			this.#activity.leave();
		}
		return delivery;
	}

	/** Nothing leaves the machine unless that is asked for. */
	#assertAllowed(url: string): void {
		const { protocol, hostname } = new URL(url);
		if (!/^https?:$/.test(protocol)) throw new Error(`${protocol} is no protocol for a webhook`);
		if (!this.#options.allowRemoteWebhooks && !LOOPBACK.test(hostname)) {
			throw new Error(`${hostname} is not on this machine and allowRemoteWebhooks is off`);
		}
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
