import type { Subscription } from './eventTypes';
import { subscriptions } from './eventTypes';

/**
 * Says in a subscribed URL which subscription its events belong to: the notification itself does not,
 * and those of labels are not documented at all.
 */
const PARAMETER = 'subscription';

const byPath = new Map<string, Subscription>(
	Object.values(subscriptions).map((subscription) => [subscription.path, subscription]),
);

/** The URL that is subscribed for a webhook URL, e.g. `…/webhook?subscription=call-event-sub`. */
export function subscriptionUrl(webhookUrl: string, { path }: Subscription): string {
	return `${webhookUrl}${webhookUrl.includes('?') ? '&' : '?'}${PARAMETER}=${path}`;
}

/** The webhook URL in a subscribed one; what else its query may hold stays. */
export function webhookUrlOf(subscribed: string): string {
	const [base, ...query] = subscribed.split('?');
	const kept = query
		.join('?')
		.split('&')
		.filter((pair) => pair !== '' && !pair.startsWith(`${PARAMETER}=`));
	return kept.length === 0 ? base : `${base}?${kept.join('&')}`;
}

/** Which subscription a call of the webhook names in its query, if it is one that there is. */
export function readSubscription(query: unknown): Subscription | undefined {
	const name = (query as Record<string, unknown> | undefined)?.[PARAMETER];
	return typeof name === 'string' ? byPath.get(name) : undefined;
}

/** Whether two URLs lead to the same webhook: by origin and path, whatever their query says. */
export function isSameWebhook(url: string, other: string): boolean {
	if (url === other) return true;
	if (!URL.canParse(url) || !URL.canParse(other)) return false;
	const [a, b] = [new URL(url), new URL(other)];
	return a.origin === b.origin && trim(a.pathname) === trim(b.pathname);
}

/**
 * Whether a subscribed URL is as it should be: the same webhook, and it names no other subscription.
 * The plain URL counts, because a CINNOX may drop query strings.
 */
export function isSubscribedAs(
	subscribed: string,
	webhookUrl: string,
	subscription: Subscription,
): boolean {
	if (!isSameWebhook(subscribed, webhookUrl)) return false;
	const named = URL.canParse(subscribed) ? new URL(subscribed).searchParams.get(PARAMETER) : null;
	return named === null || named === subscription.path;
}

function trim(path: string): string {
	return path.endsWith('/') ? path.slice(0, -1) : path;
}
