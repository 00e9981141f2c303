import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { Subscription } from '../subscriptions/eventTypes';
import type { HookList } from '../subscriptions/hookList';
import { webhookUrlOf } from '../subscriptions/subscriptionUrl';
import { failureOf } from '../transport/request';
import { LONGEST_ADDRESS, shorten } from '../values/refusal';
import type { Hook } from './hook';
import { hookListOf, openHook } from './hook';
import { isOurs } from './refusals';

/** How often events of one trigger make it look at the hook list, at most; in ms. */
const LOOK_AGAIN_MS = 600_000;

/** When each trigger of this process looked last, in ms since 1970. */
const lastLook = new Map<string, number>();

/**
 * Looks, at most every ten minutes, whether CINNOX still sends here what this trigger was published
 * for, and says in n8n's log when it does not. Answers nobody and never throws: the event that made
 * it look has been answered meanwhile.
 */
export async function checkNowAndThen(context: IWebhookFunctions): Promise<void> {
	// While somebody listens for a test event, the URL of production is away on purpose.
	if (context.getMode() === 'manual') return;
	const key = context.getNodeWebhookUrl('default') ?? '';
	const now = Date.now();
	if (now - (lastLook.get(key) ?? -Infinity) < LOOK_AGAIN_MS) return;
	lastLook.set(key, now);
	const failure = await failureOf(check(context));
	if (failure !== undefined) {
		context.logger.debug(`CINNOX Trigger: the subscriptions could not be checked: ${failure.name}`);
	}
}

async function check(context: IWebhookFunctions): Promise<void> {
	const hook = await openHook(context, false);
	warnOfDeafness(
		context,
		hook,
		await hookListOf(hook),
		hook.needed,
		'Unpublish the workflow, then publish it again.',
	);
}

/**
 * Says in n8n's log which subscriptions CINNOX no longer points to this trigger.
 *
 * @param list nothing is said where CINNOX does not tell
 * @param advice what the person can do, or what is done
 */
export function warnOfDeafness(
	context: IHookFunctions | IWebhookFunctions,
	hook: Hook,
	list: HookList | undefined,
	expected: Subscription[],
	advice: string,
): void {
	if (list === undefined) return;
	const lost = expected.flatMap((subscription) => {
		const url = list.get(subscription);
		if (url !== undefined && isOurs(hook, url)) return [];
		return [
			`${subscription.name} (${url === undefined ? 'nowhere' : shorten(webhookUrlOf(url), LONGEST_ADDRESS)})`,
		];
	});
	if (lost.length === 0) return;
	context.logger.warn(
		`CINNOX Trigger "${context.getNode().name}": CINNOX does not send these to it, but elsewhere: ${lost.join(', ')}. ${advice}`,
	);
}
