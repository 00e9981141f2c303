import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { exampleWorkflow } from '../../scripts/lib/examples.mts';
import { serviceNumber } from '../../scripts/lib/world.mts';
import type { SavedWorkflow, WorkflowJson, WorkflowNode } from '../n8n/n8n-client.mts';
import { answer, APPROVE, outputsOf, QUESTION } from '../n8n/questions.mts';
import { waitFor } from '../n8n/wait-for.mts';
import { WAV_BYTES } from '../simulator/files.mts';
import { type Deployment, startDeployment } from './deployment.mts';

const programs = inject('programs');
const why = typeof programs === 'string' ? ` (skipped: ${programs})` : '';

describe.skipIf(why !== '')(`n8n in queue mode${why}`, () => {
	let scale: Deployment;
	beforeAll(async () => {
		if (typeof programs === 'string') return;
		scale = await startDeployment({
			programs,
			tarball: inject('tarball'),
			simulator: { eventTimeoutMs: 60_000, rateLimitPerMinute: 0 },
		});
	});
	afterAll(async () => {
		await scale?.dispose();
	});

	const challenges = () => scale.simulator.deliveries.filter(({ challenge }) => challenge);

	const node = (type: string, name: string, parameters: Record<string, unknown>): WorkflowNode => ({
		id: randomUUID(),
		webhookId: randomUUID(),
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		...(type.startsWith('n8n-nodes-cinnox.')
			? { credentials: { cinnoxApi: scale.credential } }
			: {}),
	});

	const trigger = (events: string[], conflict = 'refuse') =>
		node('n8n-nodes-cinnox.cinnoxTrigger', 'On event', { events, conflict });

	const chain = (name: string, ...nodes: WorkflowNode[]): WorkflowJson => ({
		name,
		nodes,
		connections: Object.fromEntries(
			nodes
				.slice(0, -1)
				.map(({ name: from }, index) => [
					from,
					{ main: [[{ node: nodes[index + 1]!.name, type: 'main', index: 0 }]] },
				]),
		),
	});

	const activated = async (workflow: WorkflowJson): Promise<SavedWorkflow> => {
		const saved = await scale.client.createWorkflow(workflow);
		await scale.client.activateAndWait(saved);
		return saved;
	};

	/** Executions of a workflow by status, as the database has them. */
	const executions = async (workflow: SavedWorkflow): Promise<Record<string, number>> => {
		const rows = await scale.postgres.query<{ status: string; count: string }>(
			`SELECT status, count(*) FROM execution_entity
				WHERE "workflowId" = '${workflow.id}' GROUP BY status`,
		);
		return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
	};

	const ended = async (workflow: SavedWorkflow, count: number, timeoutMs = 120_000) =>
		await waitFor(
			async () => {
				const { new: waiting = 0, running = 0, ...rest } = await executions(workflow);
				const sum = Object.values(rest).reduce((total, number) => total + number, 0);
				return waiting + running === 0 && sum >= count ? rest : undefined;
			},
			{
				describe: `${count} ended executions`,
				timeoutMs,
				intervalMs: 300,
				details: async () => JSON.stringify(await executions(workflow)),
			},
		);

	const inboundSms = async (id: string) =>
		(await scale.simulator.emit.inboundSms({ id, content: `SMS ${id}` }))[0]!;

	/** Sends events, some at once; every one has to be accepted. */
	const sendEvents = async (ids: string[], atOnce = 20): Promise<void> => {
		const queue = [...ids];
		const refused: unknown[] = [];
		const send = async () => {
			for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
				const { status, body, error, ms } = await inboundSms(id);
				if (status !== 200) refused.push({ id, status, body, error, ms });
			}
		};
		await Promise.all(Array.from({ length: atOnce }, send));
		expect(refused).toEqual([]);
	};

	const eventIds = (count: number, prefix: string) =>
		Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

	describe('an event trigger', () => {
		let workflow: SavedWorkflow;

		test('is activated while a webhook processor answers the challenge', async () => {
			workflow = await activated(
				chain('Texts', trigger(['sms.received']), node('n8n-nodes-base.noOp', 'Done', {})),
			);

			expect(challenges().length).toBeGreaterThan(0);
			for (const { status, url } of challenges()) {
				expect(status).toBe(200);
				expect(url).toContain(`${scale.balancer.url}/webhook/`);
			}
			expect(Math.max(...scale.balancer.counts.values())).toBeGreaterThan(0);
		});

		test('has its challenge answered by every process', async () => {
			const { url } = scale.simulator.subscriptions()[0]!;
			const { pathname } = new URL(url);
			for (const processor of scale.balancer.counts.keys()) {
				const challenge = randomUUID();
				const response = await fetch(processor + pathname, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({ challenge }),
				});
				expect(await response.json()).toMatchObject({ code: 0, result: { challenge } });
			}
		});

		test('runs once for each of 500 events, on both processors and both workers', async () => {
			const before = new Map(scale.balancer.counts);
			const begin = performance.now();
			await sendEvents(eventIds(500, 'many'));
			const result = await ended(workflow, 500);
			const seconds = (performance.now() - begin) / 1000;
			console.log(`500 events in ${seconds.toFixed(1)} s: ${(500 / seconds).toFixed(0)} a second`);

			expect(result).toEqual({ success: 500 });
			for (const [url, count] of scale.balancer.counts) {
				expect(count - before.get(url)!).toBeGreaterThan(200);
			}
			for (const worker of scale.workers) expect(worker.log()).toMatch(/started execution/);
		});

		test('keeps its subscription and goes on after the main process was restarted', async () => {
			const before = scale.simulator.subscriptions();
			await scale.main.restart();
			expect(scale.simulator.subscriptions()).toMatchObject(
				before.map(({ event, url }) => ({ event, url })),
			);

			await sendEvents(eventIds(10, 'restarted'));
			expect(await ended(workflow, 510)).toEqual({ success: 510 });
		});

		test('runs once for each event that was waiting when Redis was restarted', async () => {
			await sendEvents(eventIds(60, 'redis'));
			await scale.redis.server.kill9();
			await scale.redis.server.start();

			expect(await ended(workflow, 570)).toEqual({ success: 570 });
		});

		test('loses only what a worker that is killed was running, and says so', async () => {
			await sendEvents(eventIds(60, 'killed'));
			await scale.workers[0]!.kill9();
			await scale.workers[0]!.start();
			const result = await ended(workflow, 630, 180_000);

			const { success = 0, ...failed } = result;
			const lost = Object.values(failed).reduce((sum, count) => sum + count, 0);
			console.log(`A killed worker took ${lost} execution(s) with it: ${JSON.stringify(failed)}`);
			expect(success + lost).toBe(630);
			expect(lost).toBeLessThanOrEqual(5);
		});

		test('gets its URL back after somebody listened for a test event', async () => {
			const { url } = scale.simulator.subscriptions()[0]!;
			const before = Object.values(await executions(workflow)).reduce((sum, n) => sum + n, 0);
			await scale.client.listenForTestEvent(workflow.id, 'On event');
			expect(scale.simulator.subscriptions()[0]!.url).toContain('/webhook-test/');
			expect(await inboundSms('tried')).toMatchObject({ status: 200 });
			await waitFor(() => scale.simulator.subscriptions()[0]?.url === url, {
				describe: 'the test listen to give the URL back',
			});
			expect(await inboundSms('after')).toMatchObject({ status: 200 });
			await ended(workflow, before + 2);
			const runs = await scale.client.executions({ workflowId: workflow.id });
			expect(
				runs
					.slice(0, 2)
					.map(({ mode }) => mode)
					.sort(),
			).toEqual(['manual', 'webhook']);
		});

		test('leaves no subscription behind when it is deactivated', async () => {
			await scale.client.deactivateAndWait(workflow.id);
			await waitFor(() => scale.simulator.subscriptions().length === 0, {
				describe: 'the subscription to be gone',
			});
		});
	});

	test('an example workflow answers by SMS from a worker', async () => {
		const saved = await activated(
			exampleWorkflow('auto-reply-to-inbound-sms', { cinnoxApi: scale.credential }),
		);
		await scale.simulator.emit.inboundSms({
			senderNumber: '85291234567',
			recipientNumber: serviceNumber(scale.simulator),
			content: 'Hello',
		});
		expect(await ended(saved, 1)).toEqual({ success: 1 });
		expect(
			scale.simulator.ledger.filter(
				({ operationId, accepted }) => operationId === 'sendSms' && accepted,
			),
		).toHaveLength(1);
		await scale.client.deactivateAndWait(saved.id);
	});

	test('a question is asked once, and its answer goes on in a worker', async () => {
		const path = randomUUID();
		const form = {
			...node('n8n-nodes-base.formTrigger', 'Form', {
				formTitle: 'Ask for approval',
				formFields: { values: [{ fieldLabel: 'What' }] },
				options: { path },
			}),
			typeVersion: 2.2,
		};
		const saved = await activated(
			chain(
				'Question',
				form,
				node('n8n-nodes-cinnox.cinnox', 'Ask', QUESTION),
				node('n8n-nodes-base.noOp', 'After', {}),
			),
		);
		const asked = () =>
			scale.simulator.state.sms.filter(({ text }) => text.includes(QUESTION.message));
		const page = `${scale.balancer.url}/form/${path}`;
		expect(await (await fetch(page)).text()).toContain('Ask for approval');
		const body = new FormData();
		body.set('field-0', 'A refund');
		expect((await fetch(page, { method: 'POST', body })).status).toBe(200);
		await waitFor(async () => (await executions(saved)).waiting === 1, {
			describe: 'the execution to wait for the answer',
			details: async () => JSON.stringify(await executions(saved)),
		});
		const [address] = asked().map(({ text }) => new URL(/https?:\/\/\S+/.exec(text)![0]));
		expect(address!.origin).toBe(scale.balancer.url);
		const startedBefore = scale.workers.map((worker) => worker.log().length);
		// Opening the page decides nothing, whichever process shows it.
		expect(await (await fetch(address!)).text()).toContain('Approve');
		expect(await executions(saved)).toEqual({ waiting: 1 });

		expect((await answer(address!, APPROVE)).status).toBe(200);
		expect(await ended(saved, 1)).toEqual({ success: 1 });
		const [execution] = await scale.client.finishedExecutions(saved.id);
		expect(outputsOf(await scale.client.execution(execution!.id), 'After')).toMatchObject([
			{ approved: true },
		]);
		expect(asked()).toHaveLength(1);
		const since = scale.workers.map((worker, index) => worker.log().slice(startedBefore[index]));
		expect(since.join('')).toContain(`execution ${execution!.id}`);
		await scale.client.deactivateAndWait(saved.id);
	});

	test('lists to pick from and the credential test work', async () => {
		const query = {
			nodeType: 'n8n-nodes-cinnox.cinnox',
			credentials: { cinnoxApi: scale.credential },
		};
		const numbers = await scale.client.listSearch({
			...query,
			method: 'getNumbers',
			parameter: 'senderNumber',
			parameters: { resource: 'sms', operation: 'send' },
		});
		expect(numbers.results.length).toBeGreaterThan(0);
		expect(
			await scale.client.testCredential(scale.credential, 'cinnoxApi', {
				appId: scale.simulator.appId,
				appToken: scale.simulator.appToken,
				baseUrl: scale.simulator.url,
			}),
		).toMatchObject({ status: 'OK' });
	});

	test('a worker downloads a recording into the database', async () => {
		const { id } = await scale.client.createWorkflow(
			chain(
				'Download',
				node('n8n-nodes-base.manualTrigger', 'Start', {}),
				node('n8n-nodes-cinnox.cinnox', 'Download', {
					resource: 'recording',
					operation: 'download',
					url: `${scale.simulator.url}/files/call-1.wav`,
				}),
			),
		);
		const { data } = await scale.client.runAndWait(id, 'Start');
		const [item] = data.resultData.runData.Download![0]!.data!.main[0]!;
		const file = item!.binary!.data as { id: string };
		expect(file.id).toMatch(/^database:/);
		expect(
			(
				await scale.client.download(
					`/rest/binary-data?${new URLSearchParams({ id: file.id, action: 'download' })}`,
				)
			).equals(WAV_BYTES),
		).toBe(true);
	});
});
