import type { IDataObject } from 'n8n-workflow';

import type { Subscription } from '../subscriptions/eventTypes';
import type { HookList } from '../subscriptions/hookList';
import { subscriptionUrl } from '../subscriptions/subscriptionUrl';
import { INVALID_APP_ID, INVALID_TOKEN, NO_SUCH_ROUTE } from '../transport/errorCodes';
import { pause } from '../transport/pause';
import type { Success } from '../transport/request';
import { codeOf, failureOf, RequestFailed } from '../transport/request';
import { isObject } from '../values/objects';
import { NotVerified, toNodeError } from './advice';
import type { Hook } from './hook';
import { addressOf, ownSubscriptions, send } from './hook';
import { toProductionUrl } from './webhookUrl';

/** CINNOX calls n8n back while the request waits; in ms. */
const SUBSCRIBE_TIMEOUT_MS = 30_000;

/** Subscribing twice does no harm, so it is repeated where other writes are not; in ms. */
const REPEAT_AFTER_MS = [1_000, 3_000];

/**
 * Points a subscription to a webhook of n8n, by the URL that names the subscription. A CINNOX that
 * does not take a URL with a query gets the plain one.
 */
export async function subscribeTo(
	hook: Hook,
	subscription: Subscription,
	webhookUrl: string,
): Promise<void> {
	const failure = await failureOf(
		point(hook, subscription, subscriptionUrl(webhookUrl, subscription)),
	);
	if (failure === undefined) return;
	if (!mayBeAboutTheUrl(failure)) throw failure;
	await point(hook, subscription, webhookUrl);
}

/** A refusal that the plain URL may not meet. */
function mayBeAboutTheUrl(failure: Error): boolean {
	if (failure instanceof NotVerified) return true;
	if (!(failure instanceof RequestFailed) || failure.failure.answer.kind !== 'refused')
		return false;
	const code = codeOf(failure);
	return code !== NO_SUCH_ROUTE && code !== INVALID_APP_ID && code !== INVALID_TOKEN;
}

/**
 * Points a subscription to a URL as it is. CINNOX posts a challenge to it and answers when that came back.
 *
 * `result.enabled` says whether it worked, with HTTP 200 either way.
 * https://docs.cinnox.com/docs/createeditdelete-call-event-subscription
 */
export async function point(hook: Hook, subscription: Subscription, url: string): Promise<void> {
	const { result } = await patch(hook, subscription, { enabled: true, url });
	if (isObject(result) && result.enabled === false) throw new NotVerified(url);
}

/** A subscription that is gone already, or that never existed, is as good as dropped. */
export async function drop(
	hook: Hook,
	subscription: Subscription,
	list: HookList | undefined,
): Promise<void> {
	const url = list?.get(subscription) ?? subscriptionUrl(hook.url, subscription);
	const failure = await failureOf(patch(hook, subscription, { enabled: false, url }));
	if (failure !== undefined && !isGone(failure)) throw failure;
}

async function patch(hook: Hook, subscription: Subscription, body: IDataObject): Promise<Success> {
	const attempt = async () =>
		await send(hook, {
			method: 'PATCH',
			url: addressOf(hook, subscription),
			body,
			extra: { timeout: SUBSCRIBE_TIMEOUT_MS },
		});
	for (const ms of REPEAT_AFTER_MS) {
		const answer = attempt();
		const failure = await failureOf(answer);
		if (!(failure instanceof RequestFailed && failure.failure.answer.kind === 'broken')) {
			return await answer;
		}
		await pause(ms);
	}
	return await attempt();
}

/**
 * Puts things back as they were before.
 *
 * @returns names of the subscriptions that could not be put back
 */
export async function rollBack(
	hook: Hook,
	list: HookList | undefined,
	changed: Subscription[],
): Promise<string[]> {
	const stuck: string[] = [];
	for (const subscription of changed.reverse()) {
		const previous = list?.get(subscription);
		const failure = await failureOf(
			previous === undefined
				? drop(hook, subscription, undefined)
				: point(hook, subscription, previous),
		);
		if (failure !== undefined) stuck.push(subscription.name);
	}
	return stuck;
}

/** Events chosen before and not any more. They would only be acknowledged, so nothing is lost. */
export async function dropUnneeded(hook: Hook, list: HookList | undefined): Promise<void> {
	const unneeded = ownSubscriptions(hook, list).filter(
		(subscription) => !hook.needed.includes(subscription),
	);
	for (const subscription of unneeded) {
		const failure = await failureOf(drop(hook, subscription, list));
		if (failure !== undefined) {
			const { message } = toNodeError(hook, failure, subscription);
			hook.context.logger.warn(
				`CINNOX Trigger: events not needed any more still arrive. ${message}`,
			);
		}
	}
}

/**
 * Gives a subscription back to the URL that had it before test listening began.
 *
 * Where the hook list could not tell who that was, CINNOX's own check tells whether the production
 * URL of this node is live: n8n answers a challenge there only while the workflow is active.
 *
 * @returns a function that says whether the subscription was given back
 */
export function givingBack(
	hook: Hook,
	listIsUnknown: boolean,
): (subscription: Subscription) => Promise<boolean> {
	const { previous } = hook.memory;
	const production = toProductionUrl(hook.url);
	let isLive = true;
	return async (subscription) => {
		const known = previous?.[subscription.path];
		const url = known ?? (previous === undefined && listIsUnknown ? production : undefined);
		if (url === undefined || (known === undefined && !isLive)) return false;
		const failure = await failureOf(
			known === undefined ? subscribeTo(hook, subscription, url) : point(hook, subscription, url),
		);
		if (failure === undefined) return true;
		// The workflow was deactivated meanwhile, or the other URL is gone.
		if (!(failure instanceof NotVerified)) throw failure;
		isLive = false;
		return false;
	};
}

function isGone(error: unknown): boolean {
	if (!(error instanceof RequestFailed) || error.failure.answer.kind !== 'refused') return false;
	const code = codeOf(error);
	// An App that was deleted has no subscriptions any more.
	if (code === NO_SUCH_ROUTE || code === INVALID_APP_ID) return true;
	return code === undefined && error.failure.answer.status === 404;
}
