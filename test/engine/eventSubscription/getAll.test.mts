import { expect, test } from 'vitest';

import { json, runOperation, sent, useSimulator } from '../support.mts';
import { useWebhook } from './webhook.mts';

const simulator = useSimulator();
const webhook = useWebhook();

test('lists what is subscribed', async () => {
	for (const eventType of ['call', 'label']) {
		await runOperation(simulator(), 'eventSubscription:upsert', {
			eventType,
			webhookUrl: webhook(),
		});
	}
	const result = await runOperation(simulator(), 'eventSubscription:getAll', { returnAll: true });

	expect(sent(simulator(), 'listEventHooks')).toMatchObject([
		{ path: `/v1/api/apps/${simulator().appId}/event-hooks`, query: {}, valid: true },
	]);
	expect(json(result)).toMatchObject([
		{ event: 'call', path: 'call-event-sub', enabled: true, url: webhook() },
		{ event: 'label', path: 'label-event-sub', enabled: true, url: webhook() },
	]);
	expect(result.items[1].pairedItem).toEqual({ item: 0 });
});

test('puts nothing out where nothing is subscribed', async () => {
	const result = await runOperation(simulator(), 'eventSubscription:getAll', {});

	expect(result.error).toBeUndefined();
	expect(result.items).toEqual([]);
});

test('names the option for another address', async () => {
	simulator().faults.add({ kind: 'code', code: 6450001 });
	const result = await runOperation(simulator(), 'eventSubscription:getAll', {});

	expect(result.error?.description).toContain("'Endpoint Path'");
});
