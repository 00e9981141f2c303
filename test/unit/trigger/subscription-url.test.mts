import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toEventKey } from '../../../nodes/subscriptions/eventKey.ts';
import { subscriptions } from '../../../nodes/subscriptions/eventTypes.ts';
import {
	isSameWebhook,
	isSubscribedAs,
	readSubscription,
	subscriptionUrl,
	webhookUrlOf,
} from '../../../nodes/subscriptions/subscriptionUrl.ts';

const URL = 'https://n8n.example.com/webhook/id/webhook';
const { call, label } = subscriptions;

describe('a subscribed URL', () => {
	it('names its subscription, and gives the webhook URL back', () => {
		expect(subscriptionUrl(URL, call)).toBe(`${URL}?subscription=call-event-sub`);
		expect(subscriptionUrl(`${URL}?a=1`, call)).toBe(`${URL}?a=1&subscription=call-event-sub`);
		expect(webhookUrlOf(subscriptionUrl(URL, call))).toBe(URL);
		expect(webhookUrlOf(subscriptionUrl(`${URL}?a=1`, call))).toBe(`${URL}?a=1`);
		expect(webhookUrlOf(URL)).toBe(URL);
	});

	it.each([
		[URL, true],
		[`${URL}/`, true],
		[`${URL}?subscription=call-event-sub`, true],
		['HTTPS://N8N.example.com:443/webhook/id/webhook', true],
		['http://n8n.example.com/webhook/id/webhook', false],
		['https://n8n.example.com/webhook-test/id/webhook', false],
		['https://n8n.example.com.evil.example/webhook/id/webhook', false],
		['nonsense', false],
	])('%s is the same webhook: %s', (url, same) => {
		expect(isSameWebhook(url, URL)).toBe(same);
		expect(isSameWebhook(URL, url)).toBe(same);
	});

	it('is as it should be with its own name or none', () => {
		expect(isSubscribedAs(URL, URL, call)).toBe(true);
		expect(isSubscribedAs(subscriptionUrl(URL, call), URL, call)).toBe(true);
		expect(isSubscribedAs(subscriptionUrl(URL, label), URL, call)).toBe(false);
		expect(isSubscribedAs('https://example.com', URL, call)).toBe(false);
	});

	it('is read back from a query, whatever that holds', () => {
		expect(readSubscription({ subscription: 'call-event-sub' })).toBe(call);
		for (const query of [undefined, null, {}, { subscription: ['call-event-sub'] }, '', 5]) {
			expect(readSubscription(query)).toBeUndefined();
		}
		fc.assert(
			fc.property(fc.anything(), (subscription) => {
				expect(readSubscription({ subscription })).toBeUndefined();
			}),
		);
	});
});

it('an event key is equal for equal values only, in whatever order their members stand', () => {
	expect(toEventKey('a', { x: 1, y: [1, { b: 1, c: 2 }] })).toBe(
		toEventKey('a', { y: [1, { c: 2, b: 1 }], x: 1 }),
	);
	fc.assert(
		fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
			const [one, other] = [a, b].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
			const sameText = JSON.stringify(one) === JSON.stringify(other);
			if (sameText) expect(toEventKey(one)).toBe(toEventKey(other));
			if (toEventKey(one) === toEventKey(other)) expect(one).toEqual(other);
		}),
	);
});
