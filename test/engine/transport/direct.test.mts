import type { INodeProperties, INodeType } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';

import { resources } from '../../../nodes/Cinnox/resources/index.ts';
import { getNodeType } from '../harness.mts';
import { byId, json, runOperation, sent, useSimulator } from '../support.mts';

const current = useSimulator({ rateLimitPerMinute: 0 });

const unpaced = { requestsPerMinute: 0 };
const sms = {
	senderNumber: byId('85230018000'),
	recipientNumbers: '={{ $json.to }}',
	text: 'Hello',
};
const recipients = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ to: String(85292000000 + index) }));

describe('Send SMS over many items', () => {
	test('puts out one item for each, in their order and linked', async () => {
		const items = recipients(200);
		const result = await runOperation(current(), 'sms:send', sms, { items, credential: unpaced });
		expect(json(result).map(({ recipientNumbers }) => recipientNumbers)).toEqual(
			items.map(({ to }) => [to]),
		);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
		expect(sent(current()).filter(({ accepted }) => accepted)).toHaveLength(200);
	});

	test.each([1, 3, 10])('has %i requests at most under way at once', async (maxConcurrency) => {
		current().configure({ latencyMs: 10 });
		const parameters = { ...sms, options: { maxConcurrency } };
		const items = recipients(40);
		await runOperation(current(), 'sms:send', parameters, { items, credential: unpaced });
		current().configure({ latencyMs: 0 });
		expect(Math.max(...sent(current()).map(({ concurrent }) => concurrent))).toBe(maxConcurrency);
	});

	test('puts the error in the place of its item, where the node continues on errors', async () => {
		const items = recipients(30).map((item, index) => (index % 10 === 4 ? { to: 'nobody' } : item));
		const result = await runOperation(current(), 'sms:send', sms, {
			items,
			credential: unpaced,
			settings: { onError: 'continueRegularOutput' },
		});
		const failed = json(result).flatMap(({ error }, index) => (error === undefined ? [] : [index]));
		expect(failed).toEqual([4, 14, 24]);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
		expect(sent(current())).toHaveLength(27);
	});

	test('begins no further item once one has failed the node', async () => {
		current().faults.add({ kind: 'code', code: 6452000, method: 'POST', times: 1 });
		const { error } = await runOperation(
			current(),
			'sms:send',
			{ ...sms, options: { maxConcurrency: 2 } },
			{ items: recipients(50), credential: unpaced },
		);
		expect(error?.context.itemIndex).toBe(0);
		// Those that were prepared while the first was under way.
		expect(sent(current()).length).toBeLessThanOrEqual(6);
	});

	test('sends nothing twice when n8n tries the node again', async () => {
		current().faults.add({ kind: 'code', code: 6452000, method: 'POST', times: 1 });
		const items = recipients(20);
		const result = await runOperation(current(), 'sms:send', sms, {
			items,
			credential: unpaced,
			settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
		});
		expect(result.error).toBeUndefined();
		expect(result.items).toHaveLength(20);
		const accepted = sent(current())
			.filter((request) => request.accepted)
			.map(({ body }) => String((body as { recipientNumber: string }).recipientNumber));
		expect(accepted.sort()).toEqual(items.map(({ to }) => to));
	});

	test('stops sending at once when the execution is stopped', async () => {
		current().configure({ latencyMs: 50 });
		const stop = new AbortController();
		const running = runOperation(
			current(),
			'sms:send',
			{ ...sms, options: { maxConcurrency: 2 } },
			{ items: recipients(500), credential: unpaced, signal: stop.signal },
		);
		await current().waitForRequest(() => true);
		stop.abort();
		const stopped = performance.now();
		await running.catch(() => {});
		expect(performance.now() - stopped).toBeLessThan(1_000);
		const count = sent(current()).length;
		await sleep(200);
		current().configure({ latencyMs: 0 });
		expect(sent(current())).toHaveLength(count);
		expect(count).toBeLessThan(20);
	});

	test('honours Batching, Timeout and Proxy of Request Options', async () => {
		const batching = { batch: { batchSize: 2, batchInterval: 150 } };
		const parameters = { ...sms, requestOptions: { batching } };
		const items = recipients(5);
		await runOperation(current(), 'sms:send', parameters, { items, credential: unpaced });
		const [first, second, third, fourth, fifth] = sent(current()).map(({ at }) => at);
		expect(second - first).toBeLessThan(140);
		expect(third - second).toBeGreaterThan(100);
		expect(fourth - third).toBeLessThan(140);
		expect(fifth - fourth).toBeGreaterThan(100);

		current().faults.add({ kind: 'latency', ms: 2_000 });
		const slow = await runOperation(current(), 'sms:send', {
			...sms,
			recipientNumbers: '85292000000',
			requestOptions: { timeout: 100 },
		});
		expect(slow.error?.message).toMatch(/time|answer/i);

		const proxied = await runOperation(current(), 'sms:send', {
			...sms,
			recipientNumbers: '85292000000',
			requestOptions: { proxy: 'not an address' },
		});
		expect(proxied.error?.message).toBe("'Proxy' under Request Options is not an address");
	});
});

describe('a long list', () => {
	const long = useSimulator({ reportRows: 130_000, rateLimitPerMinute: 0 });

	test('may have more rows than a call may have arguments', async () => {
		const result = await runOperation(
			long(),
			'sms:getAll',
			{ timeRange: 'custom', returnAll: true, output: 'raw' },
			{ credential: unpaced },
		);
		expect(result.error).toBeUndefined();
		expect(result.items).toHaveLength(130_000);
		expect(Math.max(...sent(long()).map(({ concurrent }) => concurrent))).toBeLessThanOrEqual(4);
	});
});

const direct = getNodeType('cinnox').customOperations ?? {};

/** Every operation that runs directly. */
const pairs = resources.flatMap((resource) =>
	resource.operations
		.filter(({ value }) => direct[resource.value]?.[value] !== undefined)
		// RoutingNode can't pause an execution: it refuses to ask a person.
		.filter(({ value }) => value !== 'sendAndWait')
		.map((operation) => ({ name: `${resource.value}:${operation.value}` as const, operation })),
);

describe.each(pairs)('$name', ({ name, operation }) => {
	test('sends the same directly as through RoutingNode', async () => {
		const parameters = {
			...sampleOf(operation.fields),
			additionalFields: sampleOf(operation.additionalFields),
			filters: sampleOf(operation.filters),
			options: {},
			limit: 3,
		};
		const type = getNodeType('cinnox') as INodeType;
		const now = Date.now();
		const requests = async (customOperations: INodeType['customOperations']) => {
			current().reset();
			type.customOperations = customOperations;
			// Two runs at one time ask for the same range.
			vi.useFakeTimers({ toFake: ['Date'], now });
			try {
				const items = [{ to: '85292000000' }];
				const { error } = await runOperation(current(), name, parameters, { items });
				return {
					error: error?.message,
					sent: sent(current()).map(({ method, path, query, body }) => ({
						method,
						path,
						query,
						body,
					})),
				};
			} finally {
				type.customOperations = direct;
				vi.useRealTimers();
			}
		};
		expect(await requests(direct)).toEqual(await requests({}));
	});
});

/** Some value for each field, valid or not: both ways have to treat it alike. */
function sampleOf(fields: INodeProperties[] = []): Record<string, never> {
	const values = fields
		.filter(({ type }) => type !== 'notice')
		.map(({ name, type, options }) => {
			const [first] = (options ?? []) as Array<{ value?: unknown }>;
			switch (type) {
				case 'resourceLocator':
					return [name, byId('85230018000')];
				case 'boolean':
					return [name, true];
				case 'number':
					// What waits for something is not waited for here.
					return [name, name === 'limitMinutes' ? 0 : 2];
				case 'options':
					return [name, first?.value ?? 'x'];
				case 'multiOptions':
					return [name, [first?.value ?? 'x']];
				case 'dateTime':
					return [name, name.startsWith('end') ? '2026-01-31T00:00:00Z' : '2026-01-01T00:00:00Z'];
				case 'collection':
				case 'fixedCollection':
					return [name, {}];
				default:
					return [name, name === 'recipientNumbers' ? '={{ $json.to }}' : 'sample'];
			}
		});
	return Object.fromEntries(values) as Record<string, never>;
}
