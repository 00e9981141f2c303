import type { IDataObject } from 'n8n-workflow';

import { readList } from '../transport/envelope';
import { INVALID_TOKEN } from '../transport/errorCodes';
import type { Send } from '../transport/pages';
import { codeOf, failureOf, RequestFailed } from '../transport/request';
import { isObject } from '../values/objects';
import { toWord } from '../values/text';
import type { Subscription } from './eventTypes';
import { subscriptions } from './eventTypes';

const LIST_TIMEOUT_MS = 10_000;

/** All that CINNOX can be asked for; an App may have been given more than the chosen events need. */
export const ALL: Subscription[] = Object.values(subscriptions);

/** Which URL each subscription has, as far as CINNOX says. */
export type HookList = Map<Subscription, string>;

/**
 * The hook list, or undefined when it can't be had: its address is a guess.
 *
 * @param addressOf where a subscription is changed; its last part may name it in the list
 * @throws RequestFailed when CINNOX does not accept the credential
 */
export async function readHookList(
	send: Send,
	url: string,
	addressOf: (subscription: Subscription) => string,
): Promise<HookList | undefined> {
	const read = send({ method: 'GET', url, extra: { timeout: LIST_TIMEOUT_MS } });
	const failure = await failureOf(read);
	if (failure === undefined) {
		const { result, noRecords } = await read;
		return noRecords ? new Map() : toHookList(result, addressOf);
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
export function toHookList(
	result: unknown,
	addressOf: (subscription: Subscription) => string,
): HookList | undefined {
	const names = new Map<string, Subscription>();
	for (const subscription of ALL) {
		for (const name of [subscription.path, addressOf(subscription)]) {
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
