import { describe, expect, test } from 'vitest';

import { eventTypes } from '../../../nodes/subscriptions/eventTypes.ts';
import { runOperation, sent, useSimulator } from '../support.mts';
import { useWebhook } from './webhook.mts';

const simulator = useSimulator();
const webhook = useWebhook();

describe.each([...eventTypes])('event type %s', (eventType, { path }) => {
	test('is unsubscribed', async () => {
		const parameters = { eventType, webhookUrl: webhook() };
		await runOperation(simulator(), 'eventSubscription:upsert', parameters);
		expect(simulator().subscriptions()).toHaveLength(1);
		const result = await runOperation(simulator(), 'eventSubscription:delete', parameters);

		const request = sent(simulator())[1];
		expect([request.method, request.path, request.body, request.valid]).toEqual([
			'PATCH',
			`/v1/api/apps/${simulator().appId}/${path}`,
			{ enabled: false, url: webhook() },
			true,
		]);
		expect(result.items).toEqual([{ json: { deleted: true, eventType }, pairedItem: { item: 0 } }]);
		expect(simulator().subscriptions()).toEqual([]);
	});
});

test('takes another address', async () => {
	await runOperation(simulator(), 'eventSubscription:delete', {
		eventType: 'contact',
		webhookUrl: webhook(),
		options: { endpointPath: '/v1/api/apps/{appID}/contacts-event-sub' },
	});

	expect(sent(simulator())[0].path).toBe(`/v1/api/apps/${simulator().appId}/contacts-event-sub`);
});

test('refuses an empty URL before anything is sent', async () => {
	const result = await runOperation(simulator(), 'eventSubscription:delete', {
		eventType: 'call',
		webhookUrl: '={{ $json.no }}',
	});

	expect(result.error?.message).toBe("'Webhook URL' is empty");
	expect(sent(simulator())).toEqual([]);
});
