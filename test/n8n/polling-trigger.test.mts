import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { startWorld, type World } from '../../scripts/lib/world.mts';
import type { SavedWorkflow } from './n8n-client.mts';
import { waitFor } from './wait-for.mts';

/** n8n polls at most once a minute. */
const A_POLL_MS = 130_000;
const LONGEST_MS = 9 * 60_000;
const NAME = 'CINNOX Polling Trigger';

let world: World;

beforeAll(async () => {
	world = await startWorld({
		n8n: { tarball: inject('tarball') },
		// Its clock is that of the machine, as CINNOX's is.
		simulator: { now: new Date().toISOString(), reportRows: 10 },
	});
});
afterAll(async () => {
	await world?.dispose();
});

const create = async (parameters: Record<string, unknown>, cinnoxApi = world.credential) =>
	await world.client.createWorkflow({
		name: 'On reports',
		nodes: [
			{
				id: randomUUID(),
				name: NAME,
				type: 'n8n-nodes-cinnox.cinnoxPollingTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, ...parameters },
				credentials: { cinnoxApi },
			},
		],
		connections: {},
	});

/** A new inbound SMS in the report. */
function arrive(id: string, secondsAgo = 1): void {
	const time = Date.now() - secondsAgo * 1000;
	world.simulator.state.smsReport.add(time, {
		id,
		usage: 'Inbound',
		sender: 85291234567,
		recipient: 85230018000,
		text: `SMS ${id}`,
		status: '',
		createdAt: new Date(time).toISOString(),
	});
}

/** IDs that all executions of a workflow started with, oldest first. */
async function givenIds({ id }: SavedWorkflow): Promise<unknown[]> {
	const ids: unknown[] = [];
	for (const { id: execution } of (await world.client.executions({ workflowId: id })).reverse()) {
		const { data } = await world.client.execution(execution);
		const [run] = data.resultData.runData[NAME] ?? [];
		for (const { json } of run?.data?.main[0] ?? []) ids.push(json.id);
	}
	return ids;
}

const polls = () =>
	world.simulator.ledger.filter(({ path }) => path.endsWith('/sms-detail')).length;

/** Until n8n has polled that often from now on, and given what it found to an execution. */
async function afterPolls(count: number): Promise<void> {
	const before = polls();
	await waitFor(() => polls() >= before + count, {
		describe: `${count} poll(s)`,
		timeoutMs: count * A_POLL_MS,
	});
	await new Promise((resolve) => setTimeout(resolve, 2_000));
}

test(
	'new rows start executions, also those of the time when n8n was down; none twice',
	{ timeout: LONGEST_MS },
	async () => {
		const workflow = await create({ events: ['sms.received'] });
		arrive('before-publishing', 60);
		await world.client.activateAndWait(workflow);
		expect(polls()).toBeGreaterThan(0);

		// Killed before any execution: where the first poll started from must not be forgotten.
		await world.n8n.kill9();
		arrive('while-killed');
		await world.n8n.restart();
		await world.client.login(world.owner);
		await waitFor(async () => (await givenIds(workflow)).length > 0, {
			describe: 'the row of the time when n8n was killed',
			timeoutMs: A_POLL_MS,
		});
		expect(await givenIds(workflow)).toEqual(['while-killed']);

		arrive('first');
		arrive('late', 600);
		await afterPolls(1);
		expect(await givenIds(workflow)).toEqual(['while-killed', 'late', 'first']);

		await world.n8n.stop();
		arrive('while-down');
		await world.n8n.restart();
		await world.client.login(world.owner);
		await afterPolls(2);
		expect(await givenIds(workflow)).toEqual(['while-killed', 'late', 'first', 'while-down']);
		const executions = await world.client.executions({ workflowId: workflow.id });
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
		await world.client.deactivateAndWait(workflow.id);
	},
);

test('a test step shows the newest rows', { timeout: LONGEST_MS }, async () => {
	const workflow = await create({ events: ['call.ended'] });
	const execution = await world.client.runAndWait(workflow.id, NAME);
	expect(execution.status).toBe('success');
	const [run] = execution.data.resultData.runData[NAME]!;
	expect(run!.data!.main[0]).toHaveLength(5);
	expect(run!.data!.main[0]![0]!.json).toMatchObject({
		event: 'call.ended',
		occurredAt: expect.any(String),
	});
});

test(
	'a wrong token refuses the activation, and says what to do',
	{ timeout: LONGEST_MS },
	async () => {
		const wrong = await world.client.createCredential('cinnoxApi', 'Wrong', {
			appId: world.simulator.appId,
			appToken: 'wrong',
			baseUrl: world.simulator.url,
		});
		const workflow = await create({ events: ['call.ended'] }, wrong);
		await expect(world.client.activateAndWait(workflow)).rejects.toThrow(
			/does not accept the 'App Token'.*Copy it again/s,
		);
	},
);
