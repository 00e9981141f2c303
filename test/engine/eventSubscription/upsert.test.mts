import { describe, expect, test } from 'vitest';

import { eventTypes } from '../../../nodes/subscriptions/eventTypes.ts';
import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';
import { useWebhook } from './webhook.mts';

const simulator = useSimulator();
const webhook = useWebhook();

describe.each([...eventTypes])('event type %s', (eventType, { path }) => {
	test('is subscribed, and moved by subscribing again', async () => {
		const result = await runOperation(simulator(), 'eventSubscription:upsert', {
			eventType,
			webhookUrl: webhook(),
		});

		const request = onlyRequest(simulator());
		expect([request.method, request.path, request.body]).toEqual([
			'PATCH',
			`/v1/api/apps/${simulator().appId}/${path}`,
			{ enabled: true, url: webhook() },
		]);
		expect(request.operationId).toBeDefined();
		expect(result.items).toEqual([
			{
				json: { eventType, enabled: true, url: webhook(), updatedAt: expect.any(String) },
				pairedItem: { item: 0 },
			},
		]);

		await runOperation(simulator(), 'eventSubscription:upsert', {
			eventType,
			webhookUrl: `${webhook()}/moved`,
		});
		expect(
			simulator()
				.subscriptions()
				.map(({ url }) => url),
		).toEqual([`${webhook()}/moved`]);
	});
});

test('says what to check when CINNOX could not verify the URL', async () => {
	const result = await runOperation(simulator(), 'eventSubscription:upsert', {
		eventType: 'call',
		webhookUrl: `${webhook()}/silent`,
	});

	expect(result.error?.message).toBe("CINNOX did not subscribe the 'Webhook URL'");
	expect(result.error?.description).toContain('challenge');
	expect(result.items).toEqual([]);
});

test('asks again with Retry On Fail, because nothing was subscribed', async () => {
	const result = await runOperation(
		simulator(),
		'eventSubscription:upsert',
		{ eventType: 'call', webhookUrl: `${webhook()}/slow` },
		{ settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 10 } },
	);

	expect(result.error).toBeUndefined();
	expect(json(result)[0]).toMatchObject({ enabled: true });
	expect(sent(simulator())).toHaveLength(2);
});

test('takes another address, and further body fields', async () => {
	await runOperation(simulator(), 'eventSubscription:upsert', {
		eventType: 'conference',
		webhookUrl: webhook(),
		options: {
			endpointPath: '/v1/api/apps/{appID}/conference-call-event-sub',
			additionalBodyFields: '{ "version": 2, "enabled": false }',
		},
	});

	expect(sent(simulator())[0]).toMatchObject({
		path: `/v1/api/apps/${simulator().appId}/conference-call-event-sub`,
		body: { enabled: true, url: webhook(), version: 2 },
	});
});

test.each([
	[{ webhookUrl: '={{ $json.no }}' }, "'Webhook URL' is empty"],
	[{ webhookUrl: 'n8n.example.com/hook' }, "'Webhook URL' is not a web address"],
	[{ webhookUrl: 'ftp://n8n.example.com' }, "'Webhook URL' is not a web address"],
	[{ eventType: '={{ "../tag/1" }}' }, `'Event Type' has no "../tag/1"`],
	[{ eventType: '={{ "__proto__" }}' }, `'Event Type' has no "__proto__"`],
	[
		{ options: { endpointPath: '//evil.example/x' } },
		"'Endpoint Path' is not a path under the Base URL",
	],
])('refuses %j before anything is sent', async (changes, message) => {
	const result = await runOperation(simulator(), 'eventSubscription:upsert', {
		eventType: 'call',
		webhookUrl: webhook(),
		...changes,
	});

	expect(result.error?.message).toBe(message);
	expect(sent(simulator())).toEqual([]);
});

test('subscribes the others with Continue On Fail', async () => {
	const result = await runOperation(
		simulator(),
		'eventSubscription:upsert',
		{ eventType: '={{ $json.type }}', webhookUrl: '={{ $json.url }}' },
		{
			items: [
				{ type: 'call', url: `${webhook()}/silent` },
				{ type: 'label', url: webhook() },
			],
			settings: { onError: 'continueRegularOutput' },
		},
	);

	expect(json(result)[0].error).toBe("CINNOX did not subscribe the 'Webhook URL'");
	expect(json(result)[1]).toMatchObject({ eventType: 'label', enabled: true });
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
});
