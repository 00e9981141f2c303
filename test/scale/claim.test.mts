import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { exampleWorkflow, withParameters } from '../../scripts/lib/examples.mts';
import { serviceNumber } from '../../scripts/lib/world.mts';
import { byId } from '../support/resource-locator.mts';
import type { SavedWorkflow, WorkflowJson } from '../n8n/n8n-client.mts';
import { waitFor } from '../n8n/wait-for.mts';
import { type Deployment, startDeployment } from './deployment.mts';

const programs = inject('programs');
const why = typeof programs === 'string' ? ` (skipped: ${programs})` : '';

/** How often each thing goes wrong; docs/capacity.md says what a run of more rounds showed. */
const ROUNDS = Number(process.env.SCALE_ROUNDS) || 1;
const KILLS = ROUNDS;
const ROWS_A_ROUND = 40;
const RUNS_A_ROUND = 8;

/** Executions that a worker runs at once. */
const CONCURRENCY = 2;

const COLUMNS = ['recipient', 'text', 'status', 'claim', 'note'];

interface Row {
	id: number;
	recipient: string;
	status: string;
}

interface SmsBody {
	recipientNumber?: string;
	recipientNumbers?: string[];
}

describe.skipIf(why !== '')(`sending where n8n may start an execution twice${why}`, () => {
	let scale: Deployment;
	let tables: string;
	let table: string;
	let unclear: SavedWorkflow;
	beforeAll(async () => {
		if (typeof programs === 'string') return;
		scale = await startDeployment({
			programs,
			tarball: inject('tarball'),
			persistence: 'snapshot',
			processors: 1,
			concurrency: CONCURRENCY,
			// A text takes a moment, so that runs are still going on when something happens to them.
			simulator: { rateLimitPerMinute: 0, latencyMs: 200 },
		});
		const { id } = await scale.client.request<{ id: string }>('GET', '/rest/projects/personal');
		tables = `/rest/projects/${id}/data-tables`;
		const created = await scale.client.request<{ id: string }>('POST', tables, {
			name: 'Texts to send',
			columns: COLUMNS.map((name) => ({ name, type: 'string' })),
		});
		table = created.id;
		const workflow = withParameters(
			withParameters(
				exampleWorkflow('claim-send-mark', { cinnoxApi: scale.credential }),
				'Send SMS',
				{
					senderNumber: byId(serviceNumber(scale.simulator)),
					// One at a time, so that a run takes a while.
					requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 300 } } },
				},
			),
			'Claimed and not marked',
			{
				filters: { conditions: [{ keyName: 'status', condition: 'eq', keyValue: 'claimed' }] },
			},
		);
		const plain = exampleWorkflow('claim-send-mark', { cinnoxApi: scale.credential });
		const send = plain.nodes.find(({ name }) => name === 'Send SMS')!;
		await activated({
			name: 'Plain',
			nodes: [
				{
					...byWebhook(plain, 'Every minute', 'plain').nodes.find(
						({ name }) => name === 'Every minute',
					)!,
				},
				{
					...send,
					parameters: {
						...send.parameters,
						senderNumber: byId(serviceNumber(scale.simulator)),
						recipientNumbers: '={{ $json.body.numbers }}',
						text: 'Hello',
						options: { recipientFormat: 'onePerRequest' },
					},
				},
			],
			connections: {
				'Every minute': { main: [[{ node: 'Send SMS', type: 'main', index: 0 }]] },
			},
		});
		unclear = await activated(byWebhook(workflow, 'Every minute', 'claim'));
	});
	afterAll(async () => {
		await scale?.dispose();
	});

	/** How often each number got a text; those of one test begin alike. */
	const sent = (prefix: string): Map<string, number> => {
		const counts = new Map<string, number>();
		for (const { operationId, accepted, body } of scale.simulator.ledger) {
			if (operationId !== 'sendSms' || !accepted) continue;
			const { recipientNumber, recipientNumbers = [recipientNumber!] } = body as SmsBody;
			for (const number of recipientNumbers) {
				if (!number.startsWith(prefix)) continue;
				counts.set(number, (counts.get(number) ?? 0) + 1);
			}
		}
		return counts;
	};
	const isDoubled = ([, count]: [string, number]) => count > 1;

	/** Executions that more than one worker started, by what the workers log. */
	const startedTwice = (): string[] => {
		const starts = scale.workers
			.flatMap((worker) => [...worker.log().matchAll(/Worker started execution (\d+) \(job/g)])
			.map(([, execution]) => execution!);
		return [...new Set(starts.filter((id, index) => starts.indexOf(id) !== index))];
	};

	/** Waits until nothing more is sent. */
	const quiet = async () => {
		for (let before = -1; before !== scale.simulator.ledger.length;) {
			before = scale.simulator.ledger.length;
			await sleep(2_500);
		}
	};

	/** A workflow with this node as a webhook, as a test can't wait for a schedule. */
	const byWebhook = (workflow: WorkflowJson, name: string, path: string): WorkflowJson => ({
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.name === name
				? {
						...node,
						type: 'n8n-nodes-base.webhook',
						typeVersion: 2,
						webhookId: randomUUID(),
						parameters: { path, httpMethod: 'POST' },
					}
				: node,
		),
	});

	const activated = async (workflow: WorkflowJson): Promise<SavedWorkflow> => {
		const saved = await scale.client.createWorkflow(workflow);
		await scale.client.activateAndWait(saved);
		return saved;
	};

	/**
	 * Waits for a number of executions in a list of n8n's queue. A busy machine may never get there: then
	 * the test goes on after ten seconds, and only provokes less.
	 */
	const soon = async (list: 'active' | 'wait', test: (jobs: number) => boolean) => {
		const deadline = performance.now() + 10_000;
		while (performance.now() < deadline) {
			if (test(Number(await scale.redis.command('llen', `bull:jobs:${list}`)))) return;
			await sleep(20);
		}
	};

	/** Keeps every place of the workers busy for four seconds, so that what comes next has to wait. */
	const occupyWorkers = async () => {
		const places = scale.workers.length * CONCURRENCY;
		await start('plain', places, (run) => ({
			numbers: Array.from({ length: 20 }, (_, at) => String(85281000000 + run * 100 + at)),
		}));
		await soon('active', (jobs) => jobs >= places);
	};

	const start = async (path: string, count: number, toBody = (_: number): object => ({})) => {
		await Promise.all(
			Array.from({ length: count }, async (_, index) => {
				const response = await fetch(`${scale.balancer.url}/webhook/${path}`, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(toBody(index)),
				});
				expect(response.status).toBe(200);
			}),
		);
	};

	/**
	 * Kills Redis once some executions that were waiting when it last saved its data are under way: it
	 * knows nothing of that any more when it comes back, and gives them to a worker again.
	 */
	const loseRedis = async (moment: () => boolean, waiting = 1) => {
		await soon('wait', (jobs) => jobs >= waiting);
		await scale.redis.command('save');
		await waitFor(moment, { describe: 'texts to be sent', timeoutMs: 90_000, intervalMs: 20 });
		await scale.redis.server.kill9();
		await scale.redis.server.start();
		// The workers come back after a while, and take what waits again.
		await waitFor(async () => Number(await scale.redis.command('llen', 'bull:jobs:wait')) === 0, {
			describe: 'the workers to take what waits',
			timeoutMs: 60_000,
		});
		await quiet();
	};

	describe('without a claim', () => {
		test('texts go out twice only where n8n starts an execution twice', async () => {
			// Each run sends for twelve seconds.
			const numberOf = (run: number, index: number) => String(8529200_0000 + run * 100 + index);
			const numbers = (run: number) => Array.from({ length: 60 }, (_, at) => numberOf(run, at));
			await occupyWorkers();
			await start('plain', 2, (run) => ({ numbers: numbers(run) }));
			await loseRedis(() => sent('8529').size >= 10, 2);

			const doubled = [...sent('8529')].filter(isDoubled).map(([number]) => number);
			const twice = startedTwice();
			expect(sent('8529').size).toBe(120);
			console.log(
				`Redis restarted from a snapshot: ${twice.length} of 2 executions started twice,` +
					` ${doubled.length} of 120 texts doubled`,
			);
			expect(new Set(doubled.map((number) => number.slice(0, -2))).size).toBeLessThanOrEqual(
				twice.length,
			);
		});
	});

	describe('the example workflow "claim, send, mark"', () => {
		let added = 0;

		const addRows = async (count: number) => {
			const data = Array.from({ length: count }, () => ({
				recipient: String(6591000000 + (added += 1)),
				text: 'Your appointment is tomorrow.',
				status: 'new',
				claim: '',
				note: '',
			}));
			await scale.client.request('POST', `${tables}/${table}/insert`, {
				data,
				returnType: 'count',
			});
		};

		const rows = async (): Promise<Row[]> => {
			const all: Row[] = [];
			for (;;) {
				const { data } = await scale.client.request<{ data: Row[] }>(
					'GET',
					`${tables}/${table}/rows?take=100&skip=${all.length}`,
				);
				all.push(...data);
				if (data.length < 100) return all;
			}
		};

		const sentSince = (before: number) => sent('6591').size - before;

		test('sends each row once, however many runs there are at once', async () => {
			await addRows(30);
			await start('claim', RUNS_A_ROUND);
			await waitFor(async () => (await rows()).every(({ status }) => status === 'sent'), {
				describe: 'all rows to be sent',
				timeoutMs: 90_000,
				intervalMs: 500,
				details: async () => JSON.stringify((await rows()).slice(0, 3)),
			});

			expect([...sent('6591')].filter(isDoubled)).toEqual([]);
		});

		test(
			`doubles nothing while Redis is restarted from a snapshot, ${ROUNDS} times`,
			async () => {
				for (let round = 0; round < ROUNDS; round += 1) {
					await addRows(ROWS_A_ROUND);
					const before = sent('6591').size;
					await occupyWorkers();
					await start('claim', RUNS_A_ROUND);
					await loseRedis(() => sentSince(before) >= 5, RUNS_A_ROUND);
				}
				expect([...sent('6591')].filter(isDoubled)).toEqual([]);
			},
			60_000 + ROUNDS * 60_000,
		);

		test(
			`doubles nothing while a worker is killed, ${KILLS} times`,
			async () => {
				for (let round = 0; round < KILLS; round += 1) {
					await addRows(ROWS_A_ROUND);
					const before = sent('6591').size;
					await start('claim', RUNS_A_ROUND);
					await waitFor(() => sentSince(before) >= 5, {
						describe: 'texts to be sent',
						timeoutMs: 60_000,
						intervalMs: 20,
					});
					const worker = scale.workers[round % scale.workers.length]!;
					await worker.kill9();
					await worker.start();
					await quiet();
				}
				expect([...sent('6591')].filter(isDoubled)).toEqual([]);
			},
			60_000 + KILLS * 60_000,
		);

		test(
			'sends what is left, and lists exactly what was claimed and not marked',
			async () => {
				await waitFor(
					async () => {
						await start('claim', RUNS_A_ROUND);
						await quiet();
						return (await rows()).every(({ status }) => status !== 'new');
					},
					{ describe: 'no row to be left', timeoutMs: 240_000 + ROUNDS * 20_000 },
				);
				const { data } = await scale.client.runAndWait(unclear.id, 'What is unclear');
				const listed = (data.resultData.runData['Claimed and not marked']![0]!.data?.main[0] ?? [])
					.map(({ json }) => json.id as number)
					.filter((id) => id !== undefined);
				const all = await rows();
				const by = (status: string) => all.filter((row) => row.status === status);
				console.log(
					`${all.length} rows, ${ROUNDS} restarts of Redis, ${KILLS} killed workers:` +
						` ${startedTwice().length} executions started twice, ${by('sent').length} rows sent,` +
						` ${by('claimed').length} claimed and not marked, ${by('check').length} to be checked`,
				);

				const counts = sent('6591');
				expect([...counts].filter(isDoubled)).toEqual([]);
				for (const { recipient } of by('sent')) expect(counts.get(recipient)).toBe(1);
				expect(new Set(listed)).toEqual(new Set(by('claimed').map(({ id }) => id)));
				expect(by('sent').length + listed.length + by('check').length).toBe(added);
				// Every text that went out belongs to a row that says so, or that is listed.
				const known = new Set(
					[...by('sent'), ...by('claimed'), ...by('check')].map(({ recipient }) => recipient),
				);
				const texts = [...counts.keys()];
				expect(texts.filter((number) => !known.has(number))).toEqual([]);
			},
			300_000 + ROUNDS * 20_000,
		);
	});
});
