import type { IHookFunctions } from 'n8n-workflow';

import type { Subscription } from '../subscriptions/eventTypes';
import type { HookList } from '../subscriptions/hookList';
import { failureOf, RequestFailed } from '../transport/request';
import { asRefusal } from '../values/refusal';
import { toNodeError, withAdvice } from './advice';
import { drop, dropUnneeded, givingBack, point, rollBack } from './changes';
import type { Hook, Memory } from './hook';
import { forget, hookListOf, ownSubscriptions, remember } from './hook';
import { refuseConflict, refuseUnreachable } from './refusals';
import { isTestUrl } from './webhookUrl';

/**
 * Whether every subscription that the chosen events need already points to this webhook. What points
 * here and is not needed any more is dropped on the way.
 */
export async function isSubscribed(context: IHookFunctions): Promise<boolean> {
	return await withAdvice(context, async (hook) => {
		const list = await hookListOf(hook);
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
		const list = await hookListOf(hook);
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
	const list = await hookListOf(hook);
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

/** After a refusal nothing changed; after anything else it may have. */
function mayHaveChanged(failure: Error): boolean {
	return !(failure instanceof RequestFailed && failure.failure.answer.kind !== 'broken');
}
