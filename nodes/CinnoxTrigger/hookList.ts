import type { IDataObject } from 'n8n-workflow';

import { isObject, readList } from '../Cinnox/transport/envelope';
import { INVALID_TOKEN } from '../Cinnox/transport/errorCodes';
import { request, RequestFailed } from '../Cinnox/transport/request';
import { codeOf, failureOf } from './advice';
import type { Subscription } from './events';
import { subscriptions } from './events';
import type { Hook } from './hook';
import { addressOf, remembersThisApp, sender } from './hook';
import { toWord } from './normalise';

const LIST_TIMEOUT_MS = 10_000;

/** All that CINNOX can be asked for; an App may have been given more than the chosen events need. */
const ALL: Subscription[] = Object.values(subscriptions);

/** Which URL each subscription has, as far as CINNOX says. */
export type HookList = Map<Subscription, string>;

/**
 * The hook list, or undefined when it can't be had: its address is a guess.
 *
 * @throws RequestFailed when CINNOX does not accept the credential
 */
export async function readHookList(hook: Hook): Promise<HookList | undefined> {
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
export function ownSubscriptions(hook: Hook, list: HookList | undefined): Subscription[] {
	if (list !== undefined) return ALL.filter((subscription) => list.get(subscription) === hook.url);
	return remembersThisApp(hook) && hook.memory.url === hook.url
		? ALL.filter(({ path }) => hook.memory.paths?.includes(path))
		: [];
}
