import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Subscription } from '../subscriptions/eventTypes';
import { subscriptions } from '../subscriptions/eventTypes';
import type { HookList } from '../subscriptions/hookList';
import { ALL, readHookList } from '../subscriptions/hookList';
import { isSameWebhook } from '../subscriptions/subscriptionUrl';
import type { Account } from '../transport/account';
import { getAccount } from '../transport/account';
import { addressOf as knownAddressOf } from '../transport/addresses';
import { isPath } from '../transport/path';
import type { CinnoxRequest, Success } from '../transport/request';
import { request as sendRequest } from '../transport/request';
import { shortenAll } from '../values/refusal';
import { readNames, toText } from '../values/text';
import { subscriptionsOf } from './events';
import { findUnreadable } from './ipAddress';

export const API = '/v1/api/apps/{appID}/';

/**
 * Not in the public pages, and its answer neither; so nothing may depend on it.
 * https://docs.cinnox.com/docs/operation-overview ("Get Event Hook List")
 */
export const HOOK_LIST = `${API}event-hooks`;

/** What is remembered between the calls of n8n, in the node's static data. No secrets. */
export interface Memory {
	/** Where the subscriptions point. */
	url?: string;
	/** Whose subscriptions they are. */
	baseUrl?: string;
	appId?: string;
	/** Paths of the subscriptions that were made. */
	paths?: string[];
	/** Test listening only: whose URLs were taken over, by path. */
	previous?: Record<string, string>;
	/** Made by test listening. */
	test?: boolean;
}

/** n8n's functions, for a lifecycle method or for an event. */
export type TriggerContext = IHookFunctions | IWebhookFunctions;

/** What works on subscriptions: one call of a lifecycle method, or a look at them. */
export interface Hook {
	context: TriggerContext;
	account: Account;
	appId: string;
	/** Our webhook URL, test or production. */
	url: string;
	/** Nothing when subscriptions are taken away: wrong parameters must not keep anybody from that. */
	needed: Subscription[];
	/** Addresses of subscriptions, where 'Options' change them. */
	addresses: Map<Subscription, string>;
	hookListAddress: string;
	memory: Memory;
}

export async function openHook(context: TriggerContext, isEnding: boolean): Promise<Hook> {
	const account = await getAccount(context);
	const addresses: Hook['addresses'] = new Map();
	for (const [subscription, option] of PATH_OPTIONS) {
		const path = readPath(context, option, isEnding);
		if (path !== undefined) addresses.set(subscription, path);
	}
	return {
		context,
		account,
		appId: toText(account.credentials.data?.appId).trim(),
		url: context.getNodeWebhookUrl('default') ?? '',
		needed: isEnding ? [] : readNeeded(context),
		addresses,
		hookListAddress: readPath(context, HOOK_LIST_OPTION, isEnding) ?? HOOK_LIST,
		memory: context.getWorkflowStaticData('node'),
	};
}

/** The needed subscriptions; also where wrong values of 'Options' come out. */
export function readNeeded(context: TriggerContext): Subscription[] {
	const chosen = readNames(context.getNodeParameter('events', []));
	const needed = subscriptionsOf(chosen);
	if (needed.length === 0) {
		throw new NodeOperationError(context.getNode(), "'Events' is empty", {
			description: "Choose in 'Events' what starts the workflow",
			level: 'warning',
		});
	}
	const unreadable = findUnreadable(readNames(context.getNodeParameter('options.ipAllowList', '')));
	if (unreadable.length > 0) {
		throw new NodeOperationError(
			context.getNode(),
			`'IP Allow List' holds ${shortenAll(unreadable)}, which is no IP address and no range`,
			{
				description:
					"Write addresses such as 203.0.113.7 or ranges such as 203.0.113.0/24 in 'IP Allow List', separated by commas",
				level: 'warning',
			},
		);
	}
	return needed;
}

/** Options that replace an address which is not in the public pages. */
export const PATH_OPTIONS = new Map<Subscription, { name: string; displayName: string }>([
	[subscriptions.conference, { name: 'conferencePath', displayName: 'Conference Endpoint Path' }],
	[subscriptions.contact, { name: 'contactPath', displayName: 'Contact Endpoint Path' }],
]);
export const HOOK_LIST_OPTION = { name: 'hookListPath', displayName: 'Event Hook List Path' };

export function addressOf(hook: Hook, subscription: Subscription): string {
	const own = hook.addresses.get(subscription);
	const url = `${API}${subscription.path}`;
	return own ?? knownAddressOf(hook.account, { method: 'PATCH', url });
}

/** @throws NodeOperationError when it would leave the Base URL: the App Token goes along */
export function readPath(
	context: TriggerContext,
	{ name, displayName }: { name: string; displayName: string },
	isEnding: boolean,
): string | undefined {
	const path = toText(context.getNodeParameter(`options.${name}`, '')).trim();
	if (path === '') return undefined;
	if (isPath(path)) return path;
	if (isEnding) return undefined;
	throw new NodeOperationError(
		context.getNode(),
		`'${displayName}' is not a path under the Base URL`,
		{
			description: `Write '${displayName}' as the part after the Base URL, beginning with a slash, e.g. ${API}call-event-sub`,
			level: 'warning',
		},
	);
}

export function remember(hook: Hook, needed: Subscription[], test = false): void {
	const { memory, url, account, appId } = hook;
	forget(memory);
	Object.assign(memory, {
		url,
		baseUrl: account.baseUrl,
		appId,
		paths: needed.map(({ path }) => path),
	});
	if (test) memory.test = true;
}

/** Key by key: n8n watches the object for changes and saves it. */
export function forget(memory: Memory): void {
	for (const key of ['url', 'baseUrl', 'appId', 'paths', 'previous', 'test'] as const) {
		delete memory[key];
	}
}

export function remembersThisApp({ memory, account, appId }: Hook): boolean {
	return memory.baseUrl === account.baseUrl && memory.appId === appId;
}

/** One request of this call, through pace and retries. */
export async function send({ account, context }: Hook, request: CinnoxRequest): Promise<Success> {
	return await sendRequest(context, request, { account, owner: context.getNode().id });
}

/** What CINNOX says of its subscriptions, or undefined when it can't be had. */
export async function hookListOf(hook: Hook): Promise<HookList | undefined> {
	return await readHookList(
		async (request) => await send(hook, request),
		hook.hookListAddress,
		(subscription) => addressOf(hook, subscription),
	);
}

/** What points to us: by the hook list, or else by what we remember to have subscribed. */
export function ownSubscriptions(hook: Hook, list: HookList | undefined): Subscription[] {
	if (list !== undefined) {
		return ALL.filter((subscription) => {
			const url = list.get(subscription);
			return url !== undefined && isOwnUrl(hook, url);
		});
	}
	return remembersThisApp(hook) ? ALL.filter(({ path }) => hook.memory.paths?.includes(path)) : [];
}

/** Our webhook, or where it was before n8n's public URL changed: what we subscribed last stays ours. */
export function isOwnUrl(hook: Hook, url: string): boolean {
	if (isSameWebhook(url, hook.url)) return true;
	const { url: remembered } = hook.memory;
	return remembersThisApp(hook) && remembered !== undefined && isSameWebhook(url, remembered);
}
