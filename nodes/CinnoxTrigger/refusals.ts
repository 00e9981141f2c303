import { NodeOperationError } from 'n8n-workflow';

import type { HookList } from '../subscriptions/hookList';
import { webhookUrlOf } from '../subscriptions/subscriptionUrl';
import { isPrivateHost } from '../transport/hosts';
import { listOf } from './advice';
import type { Hook } from './hook';
import { isOwnUrl } from './hook';
import { readSettings } from './settings';
import { LONGEST_ADDRESS, shortenAll } from '../values/refusal';
import { parseUrl } from './webhookUrl';

/**
 * n8n shows nothing but the message when a workflow can't be published, so the way out is in it.
 *
 * @throws NodeOperationError when another URL would be made deaf, unless the person said so
 */
export function refuseConflict(hook: Hook, list: HookList | undefined): void {
	if (readSettings(hook.context).conflict === 'replace') return;
	const taken = hook.needed.flatMap((subscription) => {
		const url = list?.get(subscription);
		return url === undefined || isOurs(hook, url) ? [] : [{ subscription, url }];
	});
	if (taken.length === 0) return;
	const urls = [...new Set(taken.map(({ url }) => webhookUrlOf(url)))];
	const ownHost = parseUrl(hook.url)?.host;
	const isHere = urls.every((url) => parseUrl(url)?.host === ownHost);
	const wayOut = isHere
		? 'It is of another workflow of this n8n: unpublish that one, choose'
		: 'Choose';
	throw new NodeOperationError(
		hook.context.getNode(),
		`CINNOX already sends ${listOf(taken.map(({ subscription }) => subscription.name))} to another URL: ${shortenAll(urls, LONGEST_ADDRESS)}. ${wayOut} Replace in 'Options' > 'If Another URL Is Subscribed' to take over, or use another App.`,
		{
			description:
				"CINNOX keeps one URL for each type of event and App. Use another App for this workflow (a service can have ten), or choose Replace in 'Options' > 'If Another URL Is Subscribed' to take over, after which the other URL gets nothing any more.",
			level: 'warning',
		},
	);
}

/** Our own URL, that of the other mode (test, production), or the one we had before WEBHOOK_URL changed. */
export function isOurs(hook: Hook, url: string): boolean {
	if (isOwnUrl(hook, url)) return true;
	const [own, other] = [hook.url, url].map((text) => parseUrl(text));
	if (own === undefined || other === undefined || own.host !== other.host) return false;
	// The path ends with what identifies the node: <webhook ID>/<path>, or <workflow>/<node>/<path>.
	const length = hook.context.getNode().webhookId ? 2 : 3;
	const ending = ({ pathname }: URL) => pathname.split('/').slice(-length).join('/');
	return ending(own) === ending(other);
}

/** @throws NodeOperationError when CINNOX, being on the internet, can't reach this n8n */
export function refuseUnreachable(hook: Hook): void {
	const own = parseUrl(hook.url);
	const service = parseUrl(hook.account.baseUrl);
	if (own === undefined || service === undefined) return;
	if (!isPrivateHost(own.hostname) || isPrivateHost(service.hostname)) return;
	throw new NodeOperationError(
		hook.context.getNode(),
		`CINNOX can't reach the webhook URL of this n8n: ${hook.url}. Set n8n's environment variable N8N_WEBHOOK_URL to its public address.`,
		{
			description:
				'That address exists only on this machine or in its own network. Make n8n reachable from the internet and set its environment variable N8N_WEBHOOK_URL (WEBHOOK_URL in older versions) to its public address.',
			level: 'warning',
		},
	);
}
