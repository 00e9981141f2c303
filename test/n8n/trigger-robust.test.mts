import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { exampleWorkflow } from '../../scripts/lib/examples.mts';
import { startWorld, type World } from '../../scripts/lib/world.mts';
import type { SavedWorkflow, WorkflowJson } from './n8n-client.mts';
import { subscribedTo, triggerOn } from './trigger-workflow.mts';
import { chosenN8n } from './versions.mts';
import { waitFor } from './wait-for.mts';

let world: World;
/** n8n's variables; it reads them at its next start. */
const env: Record<string, string | undefined> = {};

beforeAll(async () => {
	world = await startWorld({
		n8n: { tarball: inject('tarball'), env },
		simulator: { eventTimeoutMs: 60_000 },
	});
});
afterAll(async () => {
	await world?.dispose();
});

async function published(workflow: WorkflowJson): Promise<SavedWorkflow> {
	const saved = await world.client.createWorkflow(workflow);
	await world.client.activateAndWait(saved);
	return saved;
}

const on = (events: string[], parameters: Record<string, unknown> = {}) =>
	triggerOn(world.credential, events, parameters);

const subscribed = () => subscribedTo(world.simulator);
const acknowledged = expect.objectContaining({ status: 200, body: { code: 0 } });

/** What the trigger put out in the runs of a workflow, oldest first. */
async function itemsOf({ id }: SavedWorkflow, count: number): Promise<Record<string, unknown>[]> {
	const runs = await world.client.finishedExecutions(id, count);
	const executions = await Promise.all(runs.map((run) => world.client.execution(run.id)));
	return executions
		.toReversed()
		.flatMap(({ data }) => data.resultData.runData['CINNOX Trigger']?.[0]?.data?.main[0] ?? [])
		.map(({ json }) => json);
}

test('label events of any form come out under their own names, and unknown statuses too', async () => {
	const { simulator, client } = world;
	const workflow = await published(
		on(['label.changed', 'enquiryLabel.changed', 'call.ended'], {
			options: { unknownStatuses: true },
		}),
	);
	const deliveries = [
		...(await simulator.emit.raw('label', { action: 'renamed' })),
		...(await simulator.emit.raw('enquiryLabel', { action: 'renamed' })),
		...(await simulator.emit.raw('call', { message: { id: 'c1', status: 'OnHold' } })),
	];
	expect(deliveries).toEqual([acknowledged, acknowledged, acknowledged]);
	expect(await simulator.emit.raw('call', { rain: true })).toMatchObject([{ status: 400 }]);
	const items = await itemsOf(workflow, 3);
	expect(items.map(({ event }) => event).toSorted()).toEqual([
		'call.other',
		'enquiryLabel.changed',
		'label.changed',
	]);
	await client.deactivateAndWait(workflow.id);
	expect(subscribed()).toEqual({});
});

test('a workflow of an earlier version is read as it was meant', async () => {
	const { simulator, client } = world;
	const first = await published(on(['call.ended']));
	const old = await published(
		on(['call.ended', 'call.other'], { conflict: 'replace', simplify: false }),
	);
	await simulator.emit.call({ id: 'c1', status: 'OnHold' });
	expect(await itemsOf(old, 1)).toMatchObject([
		{ event: 'call.other', id: 'c1', body: { message: { status: 'OnHold' } } },
	]);
	await client.deactivateAndWait(first.id);
	await client.deactivateAndWait(old.id);
	expect(subscribed()).toEqual({});
});

test('an event that is delivered again starts nothing, by the option and by the ready workflow', async () => {
	const { simulator, client } = world;
	const workflow = await published(on(['sms.received'], { options: { ignoreRepeated: true } }));
	for (const id of ['m1', 'm1', 'm2', 'm1']) {
		expect(await simulator.emit.inboundSms({ id })).toEqual([acknowledged]);
	}
	const items = await itemsOf(workflow, 2);
	expect(items.map(({ id }) => id)).toEqual(['m1', 'm2']);
	await client.deactivateAndWait(workflow.id);

	const ready = exampleWorkflow('each-inbound-sms-once', { cinnoxApi: world.credential });
	const stored = await published({
		...ready,
		nodes: ready.nodes.map((node) =>
			node.name === 'SMS received'
				? { ...node, parameters: { ...node.parameters, options: {} } }
				: node,
		),
	});
	for (const id of ['m1', 'm1', 'm2']) {
		await simulator.emit.inboundSms({ id });
		await simulator.idle();
		await waitFor(
			async () =>
				(await client.executions({ workflowId: stored.id })).every(
					({ status }) => status === 'success',
				),
			{ describe: 'the run to end' },
		);
	}
	const runs = await client.finishedExecutions(stored.id, 3);
	const executions = await Promise.all(runs.map(({ id }) => client.execution(id)));
	const passed = executions.filter(({ data }) => 'Your steps' in data.resultData.runData);
	expect(passed).toHaveLength(2);
	await client.deactivateAndWait(stored.id);
});

test('an event keeps the digits of its ID, packed or not, and one of another service starts nothing', async () => {
	const { simulator, client } = world;
	const workflow = await published(
		on(['call.started'], { options: { serviceId: 'mine', simplify: false } }),
	);
	const [{ url }] = simulator.subscriptions();
	const post = async (id: string, serviceId: string, isPacked = false) => {
		const body = `{"message":{"id":${id},"status":"CallStart","serviceId":"${serviceId}"}}`;
		const headers = {
			'content-type': 'application/json',
			...(isPacked && { 'content-encoding': 'gzip' }),
		};
		const response = await fetch(url, {
			method: 'POST',
			headers,
			body: isPacked ? gzipSync(body) : body,
		});
		return response.status;
	};
	expect(await post('9007199254740993', 'another')).toBe(403);
	expect(await post('9007199254740993', 'mine')).toBe(200);
	expect(await post('9007199254740995', 'mine', true)).toBe(200);
	const items = await itemsOf(workflow, 2);
	expect(items.map(({ id }) => id).toSorted()).toEqual(['9007199254740993', '9007199254740995']);
	await client.deactivateAndWait(workflow.id);
});

test('after a wrong token was mended, publishing works', async () => {
	const { client, simulator } = world;
	const data = { appId: simulator.appId, appToken: 'wrong', baseUrl: simulator.url };
	const cinnoxApi = await client.createCredential('cinnoxApi', 'Mistyped', data);
	const saved = await client.createWorkflow(triggerOn(cinnoxApi, ['sms.received']));
	await expect(client.activateAndWait(saved)).rejects.toThrow("'App Token'");
	await client.updateCredential(cinnoxApi, 'cinnoxApi', {
		...data,
		appToken: simulator.appToken,
	});
	await client.activateAndWait(saved);
	expect(Object.keys(subscribed())).toEqual(['inbound-sms']);
	await client.deactivateAndWait(saved.id);
	expect(subscribed()).toEqual({});
});

test('destinations are picked from a list', async () => {
	const options = await world.client.loadOptions({
		nodeType: 'n8n-nodes-cinnox.cinnoxTrigger',
		method: 'getDestinationOptions',
		parameter: 'filters.destinationIds',
		credentials: { cinnoxApi: world.credential },
	});
	expect(options.length).toBeGreaterThan(0);
	for (const { name, value } of options) expect([name, value]).not.toContain('');
});

describe('CINNOX points elsewhere while the workflow is active', () => {
	test('n8n says so in its log when an event of another type arrives', async () => {
		const { client, simulator } = world;
		const workflow = await published(on(['sms.received', 'call.ended']));
		const other = await published(on(['call.ended'], { options: { conflict: 'replace' } }));
		await simulator.emit.inboundSms();
		await waitFor(() => world.n8n.log().includes('CINNOX does not send these to it'), {
			describe: 'the warning',
		});
		expect(world.n8n.log()).toContain('call events (http://');
		await client.deactivateAndWait(workflow.id);
		await client.deactivateAndWait(other.id);
		expect(subscribed()).toEqual({});
	});
});

test("after n8n's public URL changed, publishing again moves the subscriptions", async () => {
	const { client, simulator, n8n } = world;
	const workflow = await published(on(['sms.received', 'call.ended']));
	const before = subscribed();
	env[chosenN8n().webhookUrlVariable] = n8n.baseUrl.replace('127.0.0.1', 'localhost');
	await n8n.restart();
	await client.deactivateAndWait(workflow.id);
	await client.activateAndWait(await client.getWorkflow(workflow.id));
	const after = subscribed();
	expect(Object.keys(after).toSorted()).toEqual(Object.keys(before).toSorted());
	for (const url of Object.values(after)) expect(url).toMatch(/^http:\/\/localhost:/);
	expect(await simulator.emit.inboundSms()).toEqual([acknowledged]);
	await client.finishedExecutions(workflow.id, 1);
	await client.deactivateAndWait(workflow.id);
	expect(simulator.subscriptions()).toEqual([]);
});
