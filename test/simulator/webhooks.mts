import { randomBytes } from 'node:crypto';
import {
	ALSO_SENT_AS,
	BODIES,
	EVENT_NAMES,
	eventOf,
	finalStatus,
	smsStatusFields,
	subscriptionPath,
} from './events.mts';
import type { EventName } from './events.mts';
import type { Activity, Journal } from './ledger.mts';
import type { SentSms } from './records.mts';
import type { SimulatorState } from './state.mts';
import type { App, Delivery, RawEmitOptions, ResolvedOptions, Subscription } from './types.mts';
import type { Post } from './webhook-posts.mts';
import { WebhookPosts } from './webhook-posts.mts';

/** Subscriptions of all Apps, and every post that goes out to them. */
export class Webhooks {
	readonly #posts: WebhookPosts;
	readonly #options: ResolvedOptions;
	readonly #state: SimulatorState;
	readonly #activity: Activity;
	readonly #timers = new Set<NodeJS.Timeout>();
	readonly #subscriptions = new Map<string, Map<string, Subscription>>();

	constructor(options: ResolvedOptions, state: SimulatorState, activity: Activity) {
		this.#options = options;
		this.#state = state;
		this.#activity = activity;
		this.#posts = new WebhookPosts(options, activity);
	}

	/** Every post that was made, challenges included. */
	get deliveries(): Journal<Delivery> {
		return this.#posts.deliveries;
	}

	/** Subscriptions of one App, or of all. */
	subscriptions(appId?: string): Subscription[] {
		const apps = appId === undefined ? [...this.#subscriptions.keys()] : [appId];
		return apps.flatMap((id) => [...(this.#subscriptions.get(id)?.values() ?? [])]);
	}

	/**
	 * Subscribes a URL once it has sent a challenge back. Otherwise the earlier subscription stays.
	 *
	 * @returns whether the URL is subscribed now
	 */
	async subscribe(app: App, event: string, url: string, updatedAt: string): Promise<boolean> {
		if (!(await this.#verify(app, event, url))) return false;
		const own = this.#subscriptions.get(app.appId) ?? new Map<string, Subscription>();
		this.#subscriptions.set(app.appId, own);
		own.set(event, { event, path: subscriptionPath(event), url, updatedAt });
		return true;
	}

	unsubscribe(app: App, event: string): void {
		this.#subscriptions.get(app.appId)?.delete(event);
	}

	/** Posts an event to the subscriber of every App, or of one. */
	async emit(
		name: EventName,
		fields: Record<string, unknown> = {},
		appId?: string,
	): Promise<Delivery[]> {
		const targets = this.#targets(EVENT_NAMES[name], appId);
		const isReported = name === 'inboundSms';
		if (targets.length === 0 && !isReported) return [];
		const body = BODIES[name](this.#state, fields, targets[0]?.app ?? this.#options.apps[0]);
		if (isReported) this.#state.addInboundSms(body);
		return await Promise.all(
			targets.map(({ app, subscription }) => {
				// The only payload that names the App differs from one App to the next.
				const own = 'AppID' in body && !('AppID' in fields) ? { ...body, AppID: app.appId } : body;
				return this.#notify(app, subscription, own);
			}),
		);
	}

	/** Posts any body to the subscribers of an event. */
	async emitRaw(name: string, body: unknown, options: RawEmitOptions = {}): Promise<Delivery[]> {
		return await Promise.all(
			this.#targets(eventOf(name), options.appId).map(({ app, subscription }) =>
				this.#notify(app, subscription, body, options),
			),
		);
	}

	/** Reports a sent SMS as submitted and then as what became of it, each after the delivery delay. */
	trackSms(sms: SentSms): void {
		const report = (status: SentSms['status']): Promise<Delivery[]> => {
			this.#state.setSmsStatus(sms, status);
			return this.emit('outboundSms', smsStatusFields(sms), sms.appId);
		};
		const generation = this.#posts.generation;
		this.#later(generation, async () => {
			await report('Submitted');
			this.#later(generation, () => report(finalStatus(sms.recipientNumber)));
		});
	}

	/** Forgets subscriptions, deliveries and everything scheduled. */
	reset(): void {
		this.#posts.reset();
		this.#subscriptions.clear();
		for (const timer of this.#timers) {
			clearTimeout(timer);
			this.#activity.leave();
		}
		this.#timers.clear();
	}

	async close(): Promise<void> {
		this.reset();
		await this.#posts.close();
	}

	#targets(event: string, appId?: string): { app: App; subscription: Subscription }[] {
		const events = [event, ALSO_SENT_AS[event]].filter((name) => name !== undefined);
		return this.#options.apps
			.filter((app) => appId === undefined || app.appId === appId)
			.flatMap((app) =>
				events.flatMap((name) => {
					const subscription = this.#subscriptions.get(app.appId)?.get(name);
					return subscription ? [{ app, subscription }] : [];
				}),
			);
	}

	/** Runs an action after a delay, unless a reset came or comes in between. */
	#later(
		generation: number,
		action: () => Promise<unknown>,
		delayMs = this.#options.deliveryDelayMs,
	): void {
		if (generation !== this.#posts.generation) return;
		this.#activity.enter();
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			void action().finally(() => this.#activity.leave());
		}, delayMs);
		this.#timers.add(timer);
	}

	#notify(
		app: App,
		subscription: Subscription,
		body: unknown,
		options?: RawEmitOptions,
	): Promise<Delivery> {
		const { event, url } = subscription;
		const post: Post = {
			app,
			event,
			url,
			body,
			challenge: false,
			timeoutMs: this.#options.eventTimeoutMs,
			options,
		};
		return this.#deliver(post, this.#options.redeliveryDelaysMs);
	}

	/** Resolves with the first delivery; what was not accepted is posted again later. */
	async #deliver(post: Post, [delayMs, ...delaysMs]: number[]): Promise<Delivery> {
		const generation = this.#posts.generation;
		const delivery = await this.#posts.post(post);
		const { status = 0 } = delivery;
		if (delayMs !== undefined && (status < 200 || status > 299)) {
			this.#later(generation, () => this.#deliver(post, delaysMs), delayMs);
		}
		return delivery;
	}

	async #verify(app: App, event: string, url: string): Promise<boolean> {
		const challenge = randomBytes(16).toString('hex');
		const timeoutMs = this.#options.challengeTimeoutMs;
		const { status, body } = await this.#posts.post({
			app,
			event,
			url,
			body: { challenge },
			challenge: true,
			timeoutMs,
		});
		const reply = body as { code?: unknown; result?: { challenge?: unknown } } | undefined;
		return (
			status !== undefined &&
			status >= 200 &&
			status < 300 &&
			reply?.code === 0 &&
			reply.result?.challenge === challenge
		);
	}
}
