import { setTimeout as wait } from 'node:timers/promises';

import type { INodeExecutionData } from 'n8n-workflow';
import { request as httpRequest } from 'undici';
import { beforeAll, describe, expect, test } from 'vitest';

import { idOf, startSimulator } from '../../simulator/index.mts';
import type { Simulator, SimulatorOptions } from '../../simulator/index.mts';
import { byId, json, runOperation, sent } from '../support.mts';

const MINUTES = { timeout: 180_000 };
const RATE_LIMITED = 6451010;

async function withSimulator<T>(
	options: SimulatorOptions,
	use: (simulator: Simulator) => Promise<T>,
): Promise<T> {
	const simulator = await startSimulator({ deliveryDelayMs: 0, ...options });
	try {
		return await use(simulator);
	} finally {
		await simulator.close();
	}
}

const itemsOf = (count: number, name = 'item') =>
	Array.from({ length: count }, (_, index) => ({ mark: `${name}-${index}` }));

const sms = {
	senderNumber: byId('85230018000'),
	recipientNumbers: '85292110001',
	text: '={{ $json.mark }}',
};
const message = { roomId: idOf('room', 0), text: '={{ $json.mark }}' };

const refusals = (simulator: Simulator) =>
	simulator.ledger.filter(({ code }) => code === RATE_LIMITED).length;
const mostAtOnce = (simulator: Simulator) =>
	Math.max(...simulator.ledger.map(({ concurrent }) => concurrent));

describe('the concurrency cap', () => {
	test.each([
		['sms:send', sms],
		['message:send', message],
	] as const)('of %s is ten, and is used', async (operation, parameters) => {
		await withSimulator({ rateLimitPerMinute: 0, latencyMs: 60 }, async (simulator) => {
			await runOperation(simulator, operation, parameters, {
				items: itemsOf(60),
				credential: { requestsPerMinute: 0 },
			});
			expect(mostAtOnce(simulator)).toBe(10);
		});
	});

	test.each([
		['sms:send', sms],
		['message:send', message],
	] as const)('of %s may be another one', async (operation, parameters) => {
		for (const maxConcurrency of [1, 3, 25]) {
			await withSimulator({ rateLimitPerMinute: 0, latencyMs: 20 }, async (simulator) => {
				const options = { maxConcurrency };
				await runOperation(
					simulator,
					operation,
					{ ...parameters, options },
					{ items: itemsOf(60), credential: { requestsPerMinute: 0 } },
				);
				expect(mostAtOnce(simulator)).toBe(maxConcurrency);
			});
		}
	});

	test('is shared by executions and nodes of the same account', async () => {
		await withSimulator({ rateLimitPerMinute: 0, latencyMs: 20 }, async (simulator) => {
			const credential = { requestsPerMinute: 0 };
			await Promise.all([
				runOperation(simulator, 'sms:send', sms, { items: itemsOf(40), credential }),
				runOperation(simulator, 'message:send', message, { items: itemsOf(40), credential }),
				runOperation(
					simulator,
					'label:getAll',
					{ returnAll: true },
					{ items: itemsOf(40), credential },
				),
			]);
			expect(mostAtOnce(simulator)).toBe(10);
		});
	});
});

describe('stopping an execution', () => {
	/** Aborts once something has happened, and gives the time that it took to end. */
	async function stopWhen(
		started: Promise<unknown>,
		running: (signal: AbortSignal) => Promise<{ items: INodeExecutionData[] }>,
	): Promise<number> {
		const stopped = new AbortController();
		const run = running(stopped.signal);
		await started;
		const at = performance.now();
		stopped.abort();
		await run;
		return performance.now() - at;
	}

	test.each([
		['sms:send', sms],
		['message:send', message],
	] as const)('ends sending (%s)', async (operation, parameters) => {
		await withSimulator({ rateLimitPerMinute: 0, latencyMs: 50 }, async (simulator) => {
			const started = simulator.waitForRequest(({ seq }) => seq === 12);
			const ms = await stopWhen(
				started,
				async (signal) =>
					await runOperation(simulator, operation, parameters, {
						items: itemsOf(1_000),
						signal,
						credential: { requestsPerMinute: 0 },
					}),
			);
			expect(ms).toBeLessThan(1_000);
			await simulator.idle();
			await wait(200);
			expect(sent(simulator).length).toBeLessThan(60);
		});
	});

	test.each([
		['sms:send', sms],
		['message:send', message],
	] as const)('ends waiting for the next minute (%s)', async (operation, parameters) => {
		await withSimulator({ rateLimitPerMinute: 0 }, async (simulator) => {
			const started = simulator
				.waitForRequest(({ seq }) => seq === 5)
				.then(async () => await wait(100));
			const ms = await stopWhen(
				started,
				async (signal) =>
					await runOperation(simulator, operation, parameters, {
						items: itemsOf(500),
						signal,
						credential: { requestsPerMinute: 5 },
					}),
			);
			expect(ms).toBeLessThan(1_000);
			await wait(200);
			expect(sent(simulator)).toHaveLength(5);
		});
	});

	test('ends waiting for the rate limit to pass', async () => {
		await withSimulator({}, async (simulator) => {
			simulator.faults.add({ kind: '429', retryAfter: 60 });
			const started = simulator.waitForRequest(() => true).then(async () => await wait(50));
			const ms = await stopWhen(
				started,
				async (signal) =>
					await runOperation(simulator, 'sms:send', sms, { items: itemsOf(1), signal }),
			);
			expect(ms).toBeLessThan(1_000);
			expect(sent(simulator)).toHaveLength(1);
		});
	});

	test('ends waiting before a broken read is repeated', async () => {
		await withSimulator({}, async (simulator) => {
			simulator.faults.add({ kind: 'status500', times: Infinity });
			const started = simulator
				.waitForRequest(({ seq }) => seq === 4)
				.then(async () => await wait(50));
			const ms = await stopWhen(
				started,
				async (signal) =>
					await runOperation(
						simulator,
						'sms:getAll',
						{ timeRange: 'custom', returnAll: true },
						{ signal },
					),
			);
			expect(ms).toBeLessThan(1_000);
			expect(sent(simulator)).toHaveLength(4);
		});
	});

	test('ends reading a long list', async () => {
		await withSimulator(
			{ rateLimitPerMinute: 0, latencyMs: 20, reportRows: 100_000 },
			async (simulator) => {
				const started = simulator.waitForRequest(({ seq }) => seq === 5);
				const ms = await stopWhen(
					started,
					async (signal) =>
						await runOperation(
							simulator,
							'sms:getAll',
							{ timeRange: 'custom', returnAll: true },
							{ signal, credential: { requestsPerMinute: 0 } },
						),
				);
				expect(ms).toBeLessThan(1_000);
				await wait(200);
				expect(sent(simulator).length).toBeLessThan(20);
			},
		);
	});
});

describe('many items', () => {
	test.each([
		['sms:send', sms],
		['message:send', message],
	] as const)(
		'come out in their order and linked, whichever is answered first (%s)',
		async (operation, parameters) => {
			await withSimulator({ rateLimitPerMinute: 0 }, async (simulator) => {
				for (let index = 0; index < 1_000; index += 1)
					simulator.faults.add({ kind: 'latency', ms: (index * 7) % 23 });
				const extra = { additionalBodyFields: '={{ { mark: $json.mark } }}' };
				const result = await runOperation(
					simulator,
					operation,
					{ ...parameters, [operation === 'sms:send' ? 'options' : 'additionalFields']: extra },
					{ items: itemsOf(1_000), credential: { requestsPerMinute: 0 } },
				);
				expect(result.error).toBeUndefined();
				expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
					itemsOf(1_000).map((_, item) => ({ item })),
				);
				if (operation === 'sms:send') {
					const textOf = new Map(
						simulator.state.sms.map(({ transactionID, text }) => [transactionID, text]),
					);
					expect(
						json(result).map(({ transactionId }) => textOf.get(String(transactionId))),
					).toEqual(itemsOf(1_000).map(({ mark }) => mark));
				}
				expect(mostAtOnce(simulator)).toBeLessThanOrEqual(10);
			});
		},
	);
});

describe("n8n's batching with a failing expression", () => {
	test('sends nothing, and so nothing again when n8n tries again', async () => {
		await withSimulator({ latencyMs: 300 }, async (simulator) => {
			const result = await runOperation(
				simulator,
				'message:send',
				{
					...message,
					text: '={{ $json.mark === "item-1" ? $json.no.such.thing : $json.mark }}',
					requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 50 } } },
				},
				{ items: itemsOf(2), settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
			);
			expect(result.error).toBeDefined();
			await simulator.idle();
			expect(simulator.state.messages).toEqual([]);
		});
	});
});

/** A test that starts before all others and is awaited after them: a real minute has to pass in it. */
function testInBackground(name: string, run: () => Promise<void>): void {
	let running: Promise<void> | undefined;
	beforeAll(() => {
		running = run();
		running.catch(() => {});
	});
	test(name, MINUTES, async () => await running);
}

testInBackground(
	'the rate limit is kept by several executions together, which take turns',
	async () => {
		await withSimulator({ rateLimitPerMinute: 60 }, async (simulator) => {
			const credential = { requestsPerMinute: 60 };
			const first = runOperation(simulator, 'sms:send', sms, {
				items: itemsOf(60, 'many'),
				credential,
			});
			const others = ['few', 'some'].map(
				async (name) =>
					await runOperation(simulator, 'message:send', message, {
						items: itemsOf(15, name),
						credential,
					}),
			);
			const results = await Promise.all([first, ...others]);

			expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
			expect(refusals(simulator)).toBe(0);
			expect(sent(simulator)).toHaveLength(90);
			// Nobody waits for the long one: the short ones are through within the first minute.
			const texts = sent(simulator).map(({ body }) => JSON.stringify(body));
			const last = Math.max(
				...['few', 'some'].map((name) => texts.findLastIndex((text) => text.includes(name))),
			);
			expect(last).toBeLessThan(60);
		});
	},
);

testInBackground(
	'the rate limit shared with another program costs waiting, but no item',
	async () => {
		await withSimulator({ rateLimitPerMinute: 40, retryAfterSeconds: 4 }, async (simulator) => {
			const url = `${simulator.url}/v1/api/apps/${simulator.appId}/labels`;
			const headers = { authorization: `Bearer ${simulator.appToken}` };
			for (let index = 0; index < 30; index += 1)
				await (await httpRequest(url, { headers })).body.dump();

			const result = await runOperation(simulator, 'sms:send', sms, {
				items: itemsOf(25),
				credential: { requestsPerMinute: 40 },
			});
			expect(result.error).toBeUndefined();
			expect(result.items).toHaveLength(25);
			expect(simulator.state.sms.map(({ text }) => text).sort()).toEqual(
				itemsOf(25)
					.map(({ mark }) => mark)
					.sort(),
			);
			// The limit was met, and then left alone instead of being hammered.
			expect(refusals(simulator)).toBeGreaterThan(0);
			expect(refusals(simulator)).toBeLessThan(300);
		});
	},
);

testInBackground('the rate limit is met while reading: no page is lost', async () => {
	await withSimulator(
		{ rateLimitPerMinute: 6, retryAfterSeconds: 4, reportRows: 4_200 },
		async (simulator) => {
			const result = await runOperation(
				simulator,
				'sms:getAll',
				{ timeRange: 'custom', returnAll: true },
				{ credential: { requestsPerMinute: 0 } },
			);
			expect(result.error).toBeUndefined();
			const ids = json(result).map(({ id }) => id);
			expect(ids).toHaveLength(4_200);
			expect(new Set(ids).size).toBe(4_200);
			expect(refusals(simulator)).toBeGreaterThan(0);
		},
	);
});
