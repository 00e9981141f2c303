import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';

import { startWorld, type World } from '../../scripts/lib/world.mts';
import { credentialOf } from '../support/credential.mts';
import type { CredentialReference, SavedWorkflow, WorkflowJson } from './n8n-client.mts';
import { subscribedTo, triggerOn } from './trigger-workflow.mts';
import { waitFor } from './wait-for.mts';

/** Two Apps of one service; tokens are changed by tests. */
const apps = [
	{ appId: 'app-a', appToken: 'token-a-1' },
	{ appId: 'app-b', appToken: 'token-b-1' },
];

let world: World;
let credentials: { a: CredentialReference; b: CredentialReference };

beforeAll(async () => {
	world = await startWorld({
		n8n: { tarball: inject('tarball') },
		simulator: { apps, eventTimeoutMs: 120_000 },
	});
	const [a, b] = await Promise.all(
		apps.map((app) =>
			world.client.createCredential(
				'cinnoxApi',
				app.appId,
				credentialOf({ ...app, url: world.simulator.url }),
			),
		),
	);
	credentials = { a: a!, b: b! };
});
afterAll(async () => {
	await world?.dispose();
});

/** A workflow that starts on CINNOX events and does nothing else. */
function workflowOn(
	events: string[],
	parameters: Record<string, unknown> = {},
	cinnoxApi = credentials.a,
): WorkflowJson {
	return triggerOn(cinnoxApi, events, parameters);
}

async function activated(workflow: WorkflowJson): Promise<SavedWorkflow> {
	const saved = await world.client.createWorkflow(workflow);
	await world.client.activateAndWait(saved);
	return saved;
}

/** What CINNOX is subscribed to: event -> webhook URL. Each names its own subscription in its query. */
const subscribed = (appId = 'app-a') => subscribedTo(world.simulator, appId);

const runsOf = async ({ id }: SavedWorkflow) => await world.client.finishedExecutions(id, 1);

const inboundSms = (id: string) =>
	world.simulator.emit.inboundSms({ id, content: `SMS ${id}` }, { appId: 'app-a' });

/** The trigger node of a saved workflow with other parameters or another credential. */
async function republish(
	{ id }: SavedWorkflow,
	change: { parameters?: Record<string, unknown>; cinnoxApi?: CredentialReference },
): Promise<void> {
	const { nodes } = await world.client.getWorkflow(id);
	const saved = await world.client.updateWorkflow(id, {
		nodes: nodes.map((node) => ({
			...node,
			parameters: { ...node.parameters, ...change.parameters },
			...(change.cinnoxApi ? { credentials: { cinnoxApi: change.cinnoxApi } } : {}),
		})),
	});
	await world.client.activateAndWait(saved);
}

describe('one URL for each event type', () => {
	test('a second workflow is refused, told whose URL it is, and changes nothing', async () => {
		const first = await activated(workflowOn(['call.ended', 'call.started']));
		const before = subscribed();
		await expect(activated(workflowOn(['call.ended']))).rejects.toThrow(before.call);
		expect(subscribed()).toEqual(before);
		await world.client.deactivateAndWait(first.id);
		expect(subscribed()).toEqual({});
	});

	test('with Replace it takes over, and ending the first does not take it away', async () => {
		const first = await activated(workflowOn(['call.ended']));
		const second = await activated(workflowOn(['call.ended'], { conflict: 'replace' }));
		const url = subscribed().call;
		await world.client.deactivateAndWait(first.id);
		expect(subscribed()).toEqual({ call: url });
		await world.client.deactivateAndWait(second.id);
		expect(subscribed()).toEqual({});
	});

	test('another App of the same service is independent', async () => {
		const a = await activated(workflowOn(['call.ended']));
		const b = await activated(workflowOn(['call.ended'], {}, credentials.b));
		expect(subscribed('app-a').call).not.toBe(subscribed('app-b').call);
		await world.client.deactivateAndWait(a.id);
		await world.client.deactivateAndWait(b.id);
	});
});

describe('listening for a test event', () => {
	let workflow: SavedWorkflow;
	let production: Record<string, string>;
	beforeAll(async () => {
		workflow = await activated(workflowOn(['sms.received', 'enquiry.missed']));
		production = subscribed();
		expect(Object.keys(production).sort()).toEqual(['inbound-sms', 'inquiry']);
	});
	afterAll(async () => {
		await world.client.deactivateAndWait(workflow.id);
		expect(subscribed()).toEqual({});
	});
	beforeEach(() => expect(subscribed()).toEqual(production));

	const isBack = () =>
		waitFor(async () => JSON.stringify(subscribed()) === JSON.stringify(production), {
			describe: 'the production URLs to be back',
			timeoutMs: 20_000,
			details: () => JSON.stringify(subscribed()),
		});

	test('gives the URL back after the event', async () => {
		await world.client.listenForTestEvent(workflow.id, 'CINNOX Trigger');
		expect(subscribed()['inbound-sms']).toContain('/webhook-test/');
		await inboundSms('test-1');
		await isBack();
		await inboundSms('after-test-1');
		const runs = await world.client.finishedExecutions(workflow.id, 2);
		expect(runs.map(({ mode }) => mode).sort()).toEqual(['manual', 'webhook']);
	});

	test('gives the URL back when listening is stopped', async () => {
		await world.client.listenForTestEvent(workflow.id, 'CINNOX Trigger');
		expect(subscribed()['inbound-sms']).toContain('/webhook-test/');
		await world.client.stopListening(workflow.id);
		await isBack();
	});
});

describe('what is subscribed follows what is published', () => {
	test('changed events', async () => {
		const workflow = await activated(workflowOn(['sms.received', 'call.ended']));
		expect(Object.keys(subscribed()).sort()).toEqual(['call', 'inbound-sms']);
		await republish(workflow, { parameters: { events: ['sms.received', 'recording.failed'] } });
		expect(Object.keys(subscribed()).sort()).toEqual(['inbound-sms', 'recording']);
		await republish(workflow, { parameters: { events: ['staff.created'] } });
		expect(Object.keys(subscribed()).sort()).toEqual(['staff-contact']);
		await world.client.deactivateAndWait(workflow.id);
		expect(subscribed()).toEqual({});
	});

	test('n8n killed and started again: the same subscriptions, and every event runs once', async () => {
		const workflow = await activated(workflowOn(['sms.received']));
		const before = subscribed();
		await inboundSms('before-kill');
		await runsOf(workflow);
		await world.n8n.kill9();
		await world.n8n.restart();
		await waitFor(async () => JSON.stringify(subscribed()) === JSON.stringify(before), {
			describe: 'the subscription to be as before',
		});
		await waitFor(
			async () => {
				const [delivery] = await inboundSms('after-kill');
				return delivery?.status === 200;
			},
			{ describe: 'an event to be accepted after the restart' },
		);
		const runs = await world.client.finishedExecutions(workflow.id, 2);
		expect(runs).toHaveLength(2);
		await world.client.deactivateAndWait(workflow.id);
		expect(subscribed()).toEqual({});
	});

	test('credential changed to another App: the old App is unsubscribed', async () => {
		const workflow = await activated(workflowOn(['sms.received']));
		expect(Object.keys(subscribed('app-a'))).toEqual(['inbound-sms']);
		await republish(workflow, { cinnoxApi: credentials.b });
		expect(subscribed('app-a')).toEqual({});
		expect(Object.keys(subscribed('app-b'))).toEqual(['inbound-sms']);
		await world.client.deactivateAndWait(workflow.id);
		expect(subscribed('app-b')).toEqual({});
	});

	test('token rotated: with the new one in the credential everything goes on', async () => {
		const workflow = await activated(workflowOn(['sms.received']));
		apps[0]!.appToken = 'token-a-2';
		await world.client.updateCredential(
			credentials.a,
			'cinnoxApi',
			credentialOf({ appId: 'app-a', appToken: 'token-a-2', url: world.simulator.url }),
		);
		await republish(workflow, { parameters: { events: ['sms.received', 'sms.delivered'] } });
		expect(Object.keys(subscribed()).sort()).toEqual(['inbound-sms', 'outbound-sms']);
		await world.client.deactivateAndWait(workflow.id);
		expect(subscribed()).toEqual({});
	});
});
