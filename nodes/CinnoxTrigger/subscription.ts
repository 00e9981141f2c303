import type { IHookFunctions } from 'n8n-workflow';

import type { Subscription } from '../subscriptions/eventTypes';
import type { HookList } from '../subscriptions/hookList';
import { isSameWebhook, isSubscribedAs } from '../subscriptions/subscriptionUrl';
import { failureOf, RequestFailed } from '../transport/request';
import { asRefusal } from '../values/refusal';
import { toNodeError, withAdvice } from './advice';
import { drop, dropUnneeded, givingBack, rollBack, subscribeTo } from './changes';
import type { Filters } from './filters';
import { checkFilters } from './filters';
import type { Hook, Memory } from './hook';
import { forget, hookListOf, ownSubscriptions, remember, remembersThisApp } from './hook';
import { refuseConflict, refuseUnreachable } from './refusals';
import { warnOfDeafness } from './selfCheck';
import { isTestUrl } from './webhookUrl';

/**
 * Whether every subscription that the chosen events need already points to this webhook. What points
 * here and is not needed any more is dropped on the way.
 */
export async function isSubscribed(context: IHookFunctions): Promise<boolean> {
	return await withAdvice(context, async (hook) => {
		const list = await hookListOf(hook);
		if (list === undefined) return false;
		warnOfDeafness(context, hook, list, remembered(hook), 'They are subscribed again.');
		if (!hook.needed.every((subscription) => isInPlace(hook, list, subscription))) return false;
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
		checkFilters(context.getNodeParameter('filters', {}) as Filters, hook.account.defaultCountry);
		refuseUnreachable(hook);
		const list = await hookListOf(hook);
		refuseConflict(hook, list);

		const isTest = context.getActivationMode() === 'manual';
		const done: Subscription[] = [];
		for (const subscription of hook.needed) {
			if (isInPlace(hook, list, subscription)) continue;
			const failure = await failureOf(subscribeTo(hook, subscription, hook.url));
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
		if (list !== undefined) {
			const advice =
				'CINNOX accepted the subscription all the same. See Event Subscription > Check.';
			const looking = hookListOf(hook);
			// What was done is done, whether or not CINNOX can be asked about it.
			const isUnknown = (await failureOf(looking)) !== undefined;
			warnOfDeafness(context, hook, isUnknown ? undefined : await looking, hook.needed, advice);
		}
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
	let isAnythingOurs = memory.url !== undefined;
	const release = async (hook: Hook): Promise<void> => {
		const list = await hookListOf(hook);
		const own = ownSubscriptions(hook, list);
		isAnythingOurs ||= own.length > 0;
		await releaseAll(hook, list, own, isTest);
	};
	const failure = await failureOf(withAdvice(context, release, true));
	if (failure === undefined) return true;
	// After test listening nobody catches what is thrown here: n8n itself could stop.
	// Where nothing was subscribed, because the token was wrong say, publishing must not fail on it.
	if (!isTest && isAnythingOurs) throw failure;
	const { message, description } = asRefusal(failure);
	context.logger[isTest ? 'error' : 'warn'](`CINNOX Trigger: ${message}. ${description ?? ''}`);
	return !isTest;
}

async function releaseAll(
	hook: Hook,
	list: HookList | undefined,
	own: Subscription[],
	isTest: boolean,
): Promise<void> {
	const giveBack = givingBack(hook, list === undefined);
	const release = async (subscription: Subscription): Promise<void> => {
		if (!(isTest && (await giveBack(subscription)))) await drop(hook, subscription, list);
	};
	let failed: ReturnType<typeof toNodeError> | undefined;
	for (const subscription of own) {
		const failure = await failureOf(release(subscription));
		if (failure !== undefined) failed ??= toNodeError(hook, failure, subscription);
	}
	if (failed !== undefined) throw failed;
	forget(hook.memory);
}

/** What is needed still and was subscribed before, as far as n8n remembers. */
function remembered(hook: Hook): Subscription[] {
	if (!remembersThisApp(hook)) return [];
	return hook.needed.filter(({ path }) => hook.memory.paths?.includes(path));
}

function isInPlace(hook: Hook, list: HookList | undefined, subscription: Subscription): boolean {
	const url = list?.get(subscription);
	return url !== undefined && isSubscribedAs(url, hook.url, subscription);
}

/** Undefined when nobody knows, as opposed to "nobody had one". */
function toRecord(hook: Hook, list: HookList | undefined): Memory['previous'] {
	if (list === undefined) return undefined;
	return Object.fromEntries(
		hook.needed.flatMap((subscription) => {
			const url = list.get(subscription);
			return url === undefined || isSameWebhook(url, hook.url) ? [] : [[subscription.path, url]];
		}),
	);
}

/** After a refusal nothing changed; after anything else it may have. */
function mayHaveChanged(failure: Error): boolean {
	return !(failure instanceof RequestFailed && failure.failure.answer.kind !== 'broken');
}
