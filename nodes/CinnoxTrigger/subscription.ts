import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { asRefusal, isPath } from '../Cinnox/shared/checks';
import { readNames } from '../Cinnox/shared/output';
import type { Account } from '../Cinnox/transport/account';
import { getAccount } from '../Cinnox/transport/account';
import { isObject, readList } from '../Cinnox/transport/envelope';
import { INVALID_APP_ID, INVALID_TOKEN, NO_SUCH_ROUTE } from '../Cinnox/transport/errorCodes';
import { adviceFor, asNodeError, redact } from '../Cinnox/transport/errors';
import { isPrivateHost } from '../Cinnox/transport/hosts';
import { pause } from '../Cinnox/transport/pause';
import type { Success } from '../Cinnox/transport/request';
import { request, RequestFailed } from '../Cinnox/transport/request';
import type { Subscription } from './events';
import { subscriptions, subscriptionsOf } from './events';
import { findUnreadable } from './ipAddress';
import { toText, toWord } from './normalise';

const API = '/v1/api/apps/{appID}/';

/**
 * Not in the public pages, and its answer neither; so nothing may depend on it.
 * https://docs.cinnox.com/docs/operation-overview ("Get Event Hook List")
 */
const HOOK_LIST = `${API}event-hooks`;

/** CINNOX calls n8n back while the request waits; in ms. */
const SUBSCRIBE_TIMEOUT_MS = 30_000;
const LIST_TIMEOUT_MS = 10_000;

/** Subscribing twice does no harm, so it is repeated where other writes are not; in ms. */
const REPEAT_AFTER_MS = [1_000, 3_000];

/** All that CINNOX can be asked for; an App may have been given more than the chosen events need. */
const ALL: Subscription[] = Object.values(subscriptions);

/** What is remembered between the calls of n8n, in the node's static data. No secrets. */
interface Memory {
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

/** One call of a lifecycle method. */
interface Hook {
	context: IHookFunctions;
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

/** Which URL each subscription has, as far as CINNOX says. */
type HookList = Map<Subscription, string>;

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
	let failed: NodeApiError | NodeOperationError | undefined;
	for (const subscription of ownSubscriptions(hook, list)) {
		const failure = await failureOf(release(subscription));
		if (failure !== undefined) failed ??= toNodeError(hook, failure, subscription);
	}
	if (failed !== undefined) throw failed;
	forget(hook.memory);
}

// ------------------------------------------------------------------------------------------------
// What the subscriptions are
// ------------------------------------------------------------------------------------------------

/**
 * The hook list, or undefined when it can't be had: its address is a guess.
 *
 * @throws RequestFailed when CINNOX does not accept the credential
 */
async function readHookList(hook: Hook): Promise<HookList | undefined> {
	const read = request(
		hook.context,
		{ method: 'GET', url: hook.hookListAddress, extra: { timeout: LIST_TIMEOUT_MS } },
		sender(hook),
	);
	const failure = await failureOf(read);
	if (failure === undefined) {
		const { result, noRecords } = await read;
		return noRecords ? new Map() : toHookList(hook, result);
	}
	const isRefused = codeOf(failure) === INVALID_TOKEN;
	if (isRefused || !(failure instanceof RequestFailed)) throw failure;
	return undefined;
}

/**
 * Reads whatever looks like a list of subscriptions: entries whose event, type or path is any
 * spelling of a subscription's path, or an object with such names.
 *
 * @returns undefined when there are entries and none of them is understood
 */
function toHookList(hook: Hook, result: unknown): HookList | undefined {
	const names = new Map<string, Subscription>();
	for (const subscription of ALL) {
		for (const name of [subscription.path, addressOf(hook, subscription)]) {
			const last = name.slice(name.lastIndexOf('/') + 1);
			names.set(toWord(last), subscription);
			names.set(toWord(last.replace(/-event-sub$/, '')), subscription);
			names.set(toWord(last.replace(/-sub$/, '')), subscription);
		}
	}

	const list: HookList = new Map();
	let understood = 0;
	const entries = readEntries(result);
	for (const [key, entry] of entries) {
		const texts = Object.values(entry).filter((value) => typeof value === 'string');
		const subscription = [key, ...texts]
			.map((text) => names.get(toWord(text.slice(text.lastIndexOf('/') + 1))))
			.find((found) => found !== undefined);
		if (subscription === undefined) continue;
		understood += 1;
		const url = texts.find((text) => /^https?:\/\//i.test(text));
		if (url !== undefined && entry.enabled !== false) list.set(subscription, url);
	}
	return entries.length > 0 && understood === 0 ? undefined : list;
}

function readEntries(result: unknown): Array<[key: string, entry: IDataObject]> {
	if (isObject(result)) {
		const named = Object.entries(result).filter((pair): pair is [string, IDataObject] =>
			isObject(pair[1]),
		);
		if (named.length > 0) return named;
	}
	return readList(result).map((entry) => ['', entry]);
}

/** What points to us: by the hook list, or else by what we remember to have subscribed. */
function ownSubscriptions(hook: Hook, list: HookList | undefined): Subscription[] {
	if (list !== undefined) return ALL.filter((subscription) => list.get(subscription) === hook.url);
	return remembersThisApp(hook) && hook.memory.url === hook.url
		? ALL.filter(({ path }) => hook.memory.paths?.includes(path))
		: [];
}

// ------------------------------------------------------------------------------------------------
// Changing them
// ------------------------------------------------------------------------------------------------

/** CINNOX could not get its challenge back from the URL. */
class NotVerified extends Error {
	readonly url: string;

	constructor(url: string) {
		super('NotVerified');
		this.url = url;
	}
}

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

/** The needed subscriptions; also where wrong values of 'Options' come out. */
function readNeeded(context: IHookFunctions): Subscription[] {
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
			`'IP Allow List' holds ${unreadable.join(', ')}, which is no IP address and no range`,
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
const PATH_OPTIONS = new Map<Subscription, { name: string; displayName: string }>([
	[subscriptions.conference, { name: 'conferencePath', displayName: 'Conference Endpoint Path' }],
	[subscriptions.contact, { name: 'contactPath', displayName: 'Contact Endpoint Path' }],
]);
const HOOK_LIST_OPTION = { name: 'hookListPath', displayName: 'Event Hook List Path' };

function addressOf(hook: Hook, subscription: Subscription): string {
	return hook.addresses.get(subscription) ?? `${API}${subscription.path}`;
}

/** @throws NodeOperationError when it would leave the Base URL: the App Token goes along */
function readPath(
	context: IHookFunctions,
	{ name, displayName }: { name: string; displayName: string },
	isEnding: boolean,
): string | undefined {
	const path = (toText(context.getNodeParameter(`options.${name}`, '')) ?? '').trim();
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

// ------------------------------------------------------------------------------------------------
// Memory
// ------------------------------------------------------------------------------------------------

function remember(hook: Hook, needed: Subscription[], test = false): void {
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
function forget(memory: Memory): void {
	for (const key of ['url', 'baseUrl', 'appId', 'paths', 'previous', 'test'] as const) {
		delete memory[key];
	}
}

function remembersThisApp({ memory, account, appId }: Hook): boolean {
	return memory.baseUrl === account.baseUrl && memory.appId === appId;
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

// ------------------------------------------------------------------------------------------------
// Words
// ------------------------------------------------------------------------------------------------

async function withAdvice<T>(
	context: IHookFunctions,
	run: (hook: Hook) => Promise<T>,
	isEnding = false,
): Promise<T> {
	const opening = openHook(context, isEnding);
	const failedToOpen = await failureOf(opening);
	if (failedToOpen !== undefined) throw toNodeError({ context }, failedToOpen);
	const hook = await opening;
	const running = run(hook);
	const failure = await failureOf(running);
	if (failure !== undefined) throw toNodeError(hook, failure);
	return await running;
}

async function openHook(context: IHookFunctions, isEnding: boolean): Promise<Hook> {
	const account = await getAccount(context);
	const addresses: Hook['addresses'] = new Map();
	for (const [subscription, option] of PATH_OPTIONS) {
		const path = readPath(context, option, isEnding);
		if (path !== undefined) addresses.set(subscription, path);
	}
	return {
		context,
		account,
		appId: (toText(account.credentials.data?.appId) ?? '').trim(),
		url: context.getNodeWebhookUrl('default') ?? '',
		needed: isEnding ? [] : readNeeded(context),
		addresses,
		hookListAddress: readPath(context, HOOK_LIST_OPTION, isEnding) ?? HOOK_LIST,
		memory: context.getWorkflowStaticData('node'),
	};
}

/** What a promise was rejected with, or undefined. Keeps `throw` out of catch blocks. */
async function failureOf(promise: Promise<unknown>): Promise<Error | undefined> {
	try {
		await promise;
		return undefined;
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}

function toNodeError(
	{ context, account, url }: { context: IHookFunctions; account?: Account; url?: string },
	error: unknown,
	subscription?: Subscription,
	stuck: string[] = [],
): NodeApiError | NodeOperationError {
	if (error instanceof NodeOperationError || error instanceof NodeApiError) return error;
	const node = context.getNode();
	const secret = account?.appToken ?? '';
	const rest =
		stuck.length === 0
			? ''
			: ` Subscriptions to ${listOf(stuck)} could not be put back as they were; look at them with the CINNOX node's Event Subscription > Get Many.`;

	if (error instanceof NotVerified) {
		return new NodeOperationError(
			node,
			`CINNOX could not verify the webhook URL for ${subscription?.name ?? 'events'}: ${error.url}`,
			{ description: `${verifyAdvice(error.url)}${rest}`, level: 'warning' },
		);
	}
	if (error instanceof RequestFailed) {
		const { answer } = error.failure;
		const { message, description } = adviceFor({ answer, uncertain: false }, secret);
		const code = codeOf(error);
		const option = subscription && PATH_OPTIONS.get(subscription);
		const hint =
			code === NO_SUCH_ROUTE && option
				? `CINNOX does not publish the address for ${subscription.name}, and the one that this node assumes is not right for your account. Ask CINNOX for it and set it in 'Options' > '${option.displayName}'.`
				: answer.kind === 'broken' && answer.why === 'timeout' && url
					? `CINNOX checks the webhook URL before it answers. ${verifyAdvice(url)}`
					: description.replace('run the workflow again', 'try again');
		return asNodeError(
			node,
			{
				message: subscription ? `${message} (subscription to ${subscription.name})` : message,
				description: `${hint}${rest}`,
			},
			{ status: 'status' in answer ? answer.status : undefined, code },
		);
	}
	const refusal = asRefusal(error);
	return new NodeOperationError(node, redact(refusal.message, secret), {
		description: redact(`${refusal.description ?? ''}${rest}`, secret),
		level: 'warning',
	});
}

function verifyAdvice(url: string): string {
	const { hostname, protocol } = parseUrl(url) ?? { hostname: '', protocol: '' };
	const reason = isPrivateHost(hostname)
		? 'That address exists only on this machine or in its own network.'
		: protocol === 'http:'
			? 'CINNOX may insist on https://.'
			: 'A firewall, a proxy or an IP allow list may be in the way.';
	return `CINNOX posts a challenge to that URL and this n8n has to answer it. Check that n8n is reachable from the internet there; its environment variable N8N_WEBHOOK_URL (WEBHOOK_URL in older versions) sets the public address. ${reason}`;
}

function listOf(names: string[]): string {
	const unique = [...new Set(names)];
	return unique.length < 2
		? unique.join('')
		: `${unique.slice(0, -1).join(', ')} and ${unique.at(-1)}`;
}

// ------------------------------------------------------------------------------------------------
// Small things
// ------------------------------------------------------------------------------------------------

function sender({ account, context }: Hook) {
	return { account, owner: context.getNode().id };
}

function codeOf(error: unknown): number | undefined {
	if (!(error instanceof RequestFailed)) return undefined;
	const { answer } = error.failure;
	return 'code' in answer ? answer.code : undefined;
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

function parseUrl(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}

/** n8n's test URLs have `webhook-test` (N8N_ENDPOINT_WEBHOOK_TEST) where production has `webhook`. */
const TEST_URL = /^(https?:\/\/[^/]+.*\/[^/]+)-test(\/.*)$/;

function isTestUrl(url: string): boolean {
	return TEST_URL.test(url);
}

function toProductionUrl(url: string): string | undefined {
	return isTestUrl(url) ? url.replace(TEST_URL, '$1$2') : undefined;
}
