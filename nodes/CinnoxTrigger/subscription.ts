import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { asRefusal } from '../Cinnox/shared/checks';
import { isObject } from '../Cinnox/transport/envelope';
import { INVALID_APP_ID, NO_SUCH_ROUTE } from '../Cinnox/transport/errorCodes';
import { isPrivateHost } from '../Cinnox/transport/hosts';
import { pause } from '../Cinnox/transport/pause';
import type { Success } from '../Cinnox/transport/request';
import { request, RequestFailed } from '../Cinnox/transport/request';
import { codeOf, failureOf, listOf, NotVerified, toNodeError, withAdvice } from './advice';
import type { Subscription } from './events';
import type { Hook, Memory } from './hook';
import { addressOf, forget, remember, remembersThisApp, sender } from './hook';
import type { HookList } from './hookList';
import { ownSubscriptions, readHookList } from './hookList';
import { isTestUrl, parseUrl, toProductionUrl } from './webhookUrl';

/** CINNOX calls n8n back while the request waits; in ms. */
const SUBSCRIBE_TIMEOUT_MS = 30_000;

/** Subscribing twice does no harm, so it is repeated where other writes are not; in ms. */
const REPEAT_AFTER_MS = [1_000, 3_000];

/**
 * Whether every subscription that the chosen events need already points to this webhook. What points
 * here and is not needed any more is dropped on the way.
 */
export async function isSubscribed(context: IHookFunctions): Promise<boolean> {
	return await withAdvice(context, async (hook) => {
		const list = await readHookList(hook);
		if (list === undefined) return false;
		if (!hook.needed.every((subscription) => list.get(subscription) === hook.url)) return false;
		await dropUnneeded(hook, list);
		remember(hook, hook.needed);
		return true;
	});
}

/**
 * Subscribes this webhook to everything that the chosen events need, or to nothing at all.
 *
 * @throws NodeOperationError when another URL would be made deaf, or CINNOX can't reach this n8n
 */
export async function subscribe(context: IHookFunctions): Promise<boolean> {
	return await withAdvice(context, async (hook) => {
		refuseUnreachable(hook);
		const list = await readHookList(hook);
		refuseConflict(hook, list);

		const isTest = context.getActivationMode() === 'manual';
		const done: Subscription[] = [];
		for (const subscription of hook.needed) {
			if (list?.get(subscription) === hook.url) continue;
			const failure = await failureOf(point(hook, subscription, hook.url));
			if (failure !== undefined) {
				const changed = [...done, ...(mayHaveChanged(failure) ? [subscription] : [])];
				const stuck = await rollBack(hook, list, changed);
				throw toNodeError(hook, failure, subscription, stuck);
			}
			done.push(subscription);
		}
		if (!isTest) await dropUnneeded(hook, list);
		remember(hook, hook.needed, isTest);
		const previous = isTest ? toRecord(hook, list) : undefined;
		if (previous !== undefined) hook.memory.previous = previous;
		return true;
	});
}

/**
 * Takes away every subscription that points to this webhook, and nothing else.
 *
 * After test listening the URL goes back to whoever had it, first of all to the active workflow's
 * production URL of this very node.
 *
 * @throws NodeApiError when a subscription could not be taken away, so that n8n tries again
 */
export async function unsubscribe(context: IHookFunctions): Promise<boolean> {
	const memory = context.getWorkflowStaticData('node') as Memory;
	const isTest = memory.test ?? isTestUrl(context.getNodeWebhookUrl('default') ?? '');
	const failure = await failureOf(
		withAdvice(context, async (hook) => await releaseAll(hook, isTest), true),
	);
	if (failure === undefined) return true;
	// After test listening nobody catches what is thrown here: n8n itself could stop.
	if (!isTest) throw failure;
	const { message, description } = asRefusal(failure);
	context.logger.error(`CINNOX Trigger: ${message}. ${description ?? ''}`);
	return false;
}

async function releaseAll(hook: Hook, isTest: boolean): Promise<void> {
	const list = await readHookList(hook);
	const giveBack = givingBack(hook, list === undefined);
	const release = async (subscription: Subscription): Promise<void> => {
		if (!(isTest && (await giveBack(subscription)))) await drop(hook, subscription);
	};
	let failed: ReturnType<typeof toNodeError> | undefined;
	for (const subscription of ownSubscriptions(hook, list)) {
		const failure = await failureOf(release(subscription));
		if (failure !== undefined) failed ??= toNodeError(hook, failure, subscription);
	}
	if (failed !== undefined) throw failed;
	forget(hook.memory);
}

// ------------------------------------------------------------------------------------------------
// Changing them
// ------------------------------------------------------------------------------------------------

/**
 * Points a subscription to a URL. CINNOX posts a challenge to it and answers when that came back.
 *
 * `result.enabled` says whether it worked, with HTTP 200 either way.
 * https://docs.cinnox.com/docs/createeditdelete-call-event-subscription
 */
async function point(hook: Hook, subscription: Subscription, url: string): Promise<void> {
	const { result } = await patch(hook, subscription, { enabled: true, url });
	if (isObject(result) && result.enabled === false) throw new NotVerified(url);
}

/** A subscription that is gone already, or that never existed, is as good as dropped. */
async function drop(hook: Hook, subscription: Subscription): Promise<void> {
	const failure = await failureOf(patch(hook, subscription, { enabled: false, url: hook.url }));
	if (failure !== undefined && !isGone(failure)) throw failure;
}

async function patch(hook: Hook, subscription: Subscription, body: IDataObject): Promise<Success> {
	const send = async () =>
		await request(
			hook.context,
			{
				method: 'PATCH',
				url: addressOf(hook, subscription),
				body,
				extra: { timeout: SUBSCRIBE_TIMEOUT_MS },
			},
			sender(hook),
		);
	for (const ms of REPEAT_AFTER_MS) {
		const answer = send();
		const failure = await failureOf(answer);
		if (!(failure instanceof RequestFailed && failure.failure.answer.kind === 'broken')) {
			return await answer;
		}
		await pause(ms);
	}
	return await send();
}

/**
 * Puts things back as they were before.
 *
 * @returns names of the subscriptions that could not be put back
 */
async function rollBack(
	hook: Hook,
	list: HookList | undefined,
	changed: Subscription[],
): Promise<string[]> {
	const stuck: string[] = [];
	for (const subscription of changed.reverse()) {
		const previous = list?.get(subscription);
		const failure = await failureOf(
			previous === undefined ? drop(hook, subscription) : point(hook, subscription, previous),
		);
		if (failure !== undefined) stuck.push(subscription.name);
	}
	return stuck;
}

/** Events chosen before and not any more. They would only be acknowledged, so nothing is lost. */
async function dropUnneeded(hook: Hook, list: HookList | undefined): Promise<void> {
	const unneeded = ownSubscriptions(hook, list).filter(
		(subscription) => !hook.needed.includes(subscription),
	);
	for (const subscription of unneeded) {
		const failure = await failureOf(drop(hook, subscription));
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
function givingBack(
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
		const failure = await failureOf(point(hook, subscription, url));
		if (failure === undefined) return true;
		// The workflow was deactivated meanwhile, or the other URL is gone.
		if (!(failure instanceof NotVerified)) throw failure;
		isLive = false;
		return false;
	};
}

// ------------------------------------------------------------------------------------------------
// Checks before anything is changed
// ------------------------------------------------------------------------------------------------

function refuseConflict(hook: Hook, list: HookList | undefined): void {
	if (hook.context.getNodeParameter('conflict', 'refuse') === 'replace') return;
	const taken = hook.needed.flatMap((subscription) => {
		const url = list?.get(subscription);
		return url === undefined || isOurs(hook, url) ? [] : [{ subscription, url }];
	});
	if (taken.length === 0) return;
	const urls = [...new Set(taken.map(({ url }) => url))];
	throw new NodeOperationError(
		hook.context.getNode(),
		`CINNOX already sends ${listOf(taken.map(({ subscription }) => subscription.name))} to another URL: ${urls.join(', ')}`,
		{
			description:
				"CINNOX keeps one URL for each type of event and App. Use another App for this workflow (a service can have ten), or choose Replace in 'If Another URL Is Subscribed' to take over, after which the other URL gets nothing any more.",
			level: 'warning',
		},
	);
}

/** Our own URL, that of the other mode (test, production), or the one we had before WEBHOOK_URL changed. */
function isOurs(hook: Hook, url: string): boolean {
	if (url === hook.url) return true;
	if (remembersThisApp(hook) && hook.memory.url === url) return true;
	const [own, other] = [hook.url, url].map((text) => parseUrl(text));
	if (own === undefined || other === undefined || own.host !== other.host) return false;
	// The path ends with what identifies the node: <webhook ID>/<path>, or <workflow>/<node>/<path>.
	const length = hook.context.getNode().webhookId ? 2 : 3;
	const ending = ({ pathname }: URL) => pathname.split('/').slice(-length).join('/');
	return ending(own) === ending(other);
}

function refuseUnreachable(hook: Hook): void {
	const own = parseUrl(hook.url);
	const service = parseUrl(hook.account.baseUrl);
	if (own === undefined || service === undefined) return;
	if (!isPrivateHost(own.hostname) || isPrivateHost(service.hostname)) return;
	throw new NodeOperationError(
		hook.context.getNode(),
		`CINNOX can't reach the webhook URL of this n8n: ${hook.url}`,
		{
			description:
				'That address exists only on this machine or in its own network. Make n8n reachable from the internet and set its environment variable N8N_WEBHOOK_URL (WEBHOOK_URL in older versions) to its public address.',
			level: 'warning',
		},
	);
}

/** Undefined when nobody knows, as opposed to "nobody had one". */
function toRecord(hook: Hook, list: HookList | undefined): Memory['previous'] {
	if (list === undefined) return undefined;
	return Object.fromEntries(
		hook.needed.flatMap((subscription) => {
			const url = list.get(subscription);
			return url === undefined || url === hook.url ? [] : [[subscription.path, url]];
		}),
	);
}

function isGone(error: unknown): boolean {
	if (!(error instanceof RequestFailed) || error.failure.answer.kind !== 'refused') return false;
	const code = codeOf(error);
	// An App that was deleted has no subscriptions any more.
	if (code === NO_SUCH_ROUTE || code === INVALID_APP_ID) return true;
	return code === undefined && error.failure.answer.status === 404;
}

/** After a refusal nothing changed; after anything else it may have. */
function mayHaveChanged(failure: Error): boolean {
	return !(failure instanceof RequestFailed && failure.failure.answer.kind !== 'broken');
}
