import type { IDataObject } from 'n8n-workflow';

import type { Subscription } from '../../../subscriptions/eventTypes';
import { eventTypes } from '../../../subscriptions/eventTypes';
import type { HookList } from '../../../subscriptions/hookList';
import { toHookList } from '../../../subscriptions/hookList';
import { isSubscribedAs } from '../../../subscriptions/subscriptionUrl';
import { addressOf } from '../../../transport/addresses';
import { API_ROOT } from '../../../transport/guesses';
import { refuse, refuseChoice } from '../../../values/refusal';
import { readNames } from '../../../values/text';
import type { Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { expectedEventTypes, webhookUrl } from './fields';
import { readUrl } from './subscription';

interface Expectation {
	url: string;
	/** None = every subscription that there is. */
	types: string[];
}

/** Path and fields are not in the public pages: https://docs.cinnox.com/docs/operation-overview */
export const check: Operation<Expectation> = {
	name: 'Check',
	value: 'check',
	action: 'Check event subscriptions',
	description: 'Compare where CINNOX posts the events of the App with where they should go',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/event-hooks' } },
	gives: {
		adds: {
			eventType: 'string',
			name: 'string',
			outcome: 'string',
			isAsExpected: 'boolean',
			url: 'string',
			expectedUrl: 'string',
		},
	},
	fields: [webhookUrl, expectedEventTypes],
	prepare: (item) => ({ url: readUrl(item), types: readTypes(item) }),
	run: async (item, { url, types }) => {
		const { result, noRecords } = await item.send();
		const list: HookList | undefined = noRecords
			? new Map()
			: toHookList(result, ({ path }) =>
					addressOf(item.run.account, { method: 'PATCH', url: API_ROOT + path }),
				);
		if (list === undefined) {
			throw refuse(
				'CINNOX answered with a list of subscriptions that this node can not read',
				'Look at the list itself with Event Subscription > Get Many',
			);
		}
		return [...eventTypes].flatMap(([type, subscription]) => {
			const actual = list.get(subscription);
			const isExpected = types.length === 0 ? actual !== undefined : types.includes(type);
			if (!isExpected && actual === undefined) return [];
			return [compare(type, subscription, actual, isExpected ? url : undefined, url)];
		});
	},
};

function compare(
	eventType: string,
	subscription: Subscription,
	actual: string | undefined,
	expected: string | undefined,
	checked: string,
): IDataObject {
	const isHere = actual !== undefined && isSubscribedAs(actual, checked, subscription);
	const outcomes = {
		expected: isHere ? 'asExpected' : actual === undefined ? 'notSubscribed' : 'elsewhere',
		other: isHere ? 'notExpected' : 'other',
	};
	const outcome = expected === undefined ? outcomes.other : outcomes.expected;
	return {
		eventType,
		name: subscription.name,
		outcome,
		isAsExpected: outcome === 'asExpected' || outcome === 'other',
		url: actual ?? null,
		expectedUrl: expected ?? null,
	};
}

function readTypes(item: Item): string[] {
	const types = readNames(item.parameter<unknown>(expectedEventTypes.name, []));
	const wrong = types.find((type) => !eventTypes.has(type));
	if (wrong !== undefined) {
		throw refuseChoice(expectedEventTypes.displayName, wrong, eventTypes.keys());
	}
	return types;
}
