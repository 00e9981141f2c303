import { expect, test } from 'vitest';

import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';
import { useWebhook } from './webhook.mts';

const simulator = useSimulator();
const webhook = useWebhook();

const subscribe = async (eventType: string, webhookUrl: string) =>
	await runOperation(simulator(), 'eventSubscription:upsert', { eventType, webhookUrl });

const check = async (parameters: { webhookUrl?: string; expectedEventTypes?: string[] } = {}) =>
	await runOperation(simulator(), 'eventSubscription:check', {
		webhookUrl: `${webhook()}/a`,
		...parameters,
	});

test('says what goes to the URL, what goes elsewhere and what is missing', async () => {
	await subscribe('call', `${webhook()}/a?subscription=call-event-sub`);
	await subscribe('label', `${webhook()}/a`);
	await subscribe('enquiry', `${webhook()}/b`);
	await subscribe('recording', `${webhook()}/a?subscription=label-event-sub`);
	await subscribe('staffContact', `${webhook()}/b`);
	simulator().ledger.length = 0;
	const result = await check({
		expectedEventTypes: ['call', 'enquiry', 'inboundSms', 'recording'],
	});

	expect(onlyRequest(simulator()).path).toBe(`/v1/api/apps/${simulator().appId}/event-hooks`);
	const rows = json(result);
	expect(rows.map((row) => [row.eventType, row.outcome, row.isAsExpected])).toEqual([
		['call', 'asExpected', true],
		['staffContact', 'other', true],
		['enquiry', 'elsewhere', false],
		['label', 'notExpected', false],
		['recording', 'elsewhere', false],
		['inboundSms', 'notSubscribed', false],
	]);
	expect(rows[2]).toEqual({
		eventType: 'enquiry',
		name: 'enquiry events',
		outcome: 'elsewhere',
		isAsExpected: false,
		url: `${webhook()}/b`,
		expectedUrl: `${webhook()}/a`,
	});
	expect(rows[5]).toMatchObject({ url: null, expectedUrl: `${webhook()}/a` });
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('expects every subscription there when no types are named', async () => {
	await subscribe('call', `${webhook()}/a`);
	await subscribe('enquiry', `${webhook()}/b`);
	expect(json(await check()).map((row) => [row.eventType, row.outcome])).toEqual([
		['call', 'asExpected'],
		['enquiry', 'elsewhere'],
	]);
});

test('puts nothing out where nothing is subscribed and nothing expected', async () => {
	const result = await check();
	expect(result.error).toBeUndefined();
	expect(result.items).toEqual([]);
});

test('names the option for another address', async () => {
	simulator().faults.add({ kind: 'code', code: 6450001 });
	expect((await check()).error?.description).toContain("'Endpoint Path'");
});

test.each([
	[{ webhookUrl: '={{ $json.no }}' }, "'Webhook URL' is empty"],
	[{ webhookUrl: 'example' }, "'Webhook URL' is not a web address"],
	[{ expectedEventTypes: ['calls'] }, `'Event Types' has no "calls"`],
])('%j is refused before anything is sent', async (parameters, message) => {
	const result = await check(parameters);
	expect(result.error?.message).toContain(message);
	expect(sent(simulator())).toEqual([]);
});
