import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { startWorld, type World } from '../../scripts/lib/world.mts';
import { credentialOf } from '../support/credential.mts';
import { byId } from '../support/resource-locator.mts';
import type { Execution, NodeItem, WorkflowNode } from './n8n-client.mts';

const NODE = 'n8n-nodes-cinnox.cinnox';
const FIRST = 'When clicking "Execute workflow"';

let world: World;

beforeAll(async () => {
	world = await startWorld({
		n8n: { tarball: inject('tarball') },
		// Relative time ranges and lists of the last 30 days need rows of today.
		simulator: { now: new Date().toISOString() },
	});
});
afterAll(async () => {
	await world?.dispose();
});

type Step = [operation: string, parameters?: Record<string, unknown>];

/** Runs one resource's operations, one node after the other, each once. */
async function run(
	resource: string,
	steps: Step[],
	credential = world.credential,
): Promise<NodeItem[][]> {
	const nodes: WorkflowNode[] = [
		{
			id: randomUUID(),
			name: FIRST,
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		...steps.map(([operation, parameters], index) => ({
			id: randomUUID(),
			name: `Step ${index + 1}`,
			type: NODE,
			typeVersion: 1,
			position: [200 * (index + 1), 0] as [number, number],
			parameters: { resource, operation, ...parameters },
			credentials: { cinnoxApi: credential },
			executeOnce: true,
		})),
	];
	const connections = Object.fromEntries(
		nodes
			.slice(0, -1)
			.map(({ name }, index) => [
				name,
				{ main: [[{ node: nodes[index + 1]!.name, type: 'main', index: 0 }]] },
			]),
	);
	const { id } = await world.client.createWorkflow({
		name: resource,
		nodes,
		connections,
	} as Parameters<World['client']['createWorkflow']>[0]);
	const execution: Execution = await world.client.runAndWait(id, FIRST);
	const { error, runData } = execution.data.resultData;
	expect(error).toBeUndefined();
	expect(execution.status).toBe('success');
	return steps.map(
		(_, index) => (runData[`Step ${index + 1}`]?.[0]?.data?.main[0] ?? []) as NodeItem[],
	);
}

/** The first entry of a list to pick from, as the editor loads it. */
async function pick(method: string, parameter: string, filter?: string): Promise<string> {
	const { results } = await world.client.listSearch({
		nodeType: NODE,
		method,
		parameter,
		credentials: { cinnoxApi: world.credential },
		filter,
	});
	expect(results.length, method).toBeGreaterThan(0);
	return String(results[0]!.value);
}

const lastWeek = { timeRange: 'last7Days', limit: 5 };

describe('a workflow for each resource', () => {
	test('SMS', async () => {
		const sender = byId(await pick('getNumbers', 'senderNumber'));
		const [out, otp, rows] = await run('sms', [
			['send', { senderNumber: sender, recipientNumbers: '85292110001, 85292110002', text: 'Hi' }],
			[
				'sendOtp',
				{
					senderNumber: byId('HVCODE'),
					recipientNumber: '85292110001',
					text: 'Your code is %s',
				},
			],
			['getAll', lastWeek],
		]);
		expect(out![0]!.json).toMatchObject({ sent: true, segmentsTotal: 2 });
		expect(otp![0]!.json.otpToken).toEqual(expect.any(String));
		expect(rows).toHaveLength(5);
	});

	test('WhatsApp', async () => {
		const [out] = await run('whatsApp', [
			[
				'sendOtp',
				{
					whatsAppSender: '85230018000',
					recipientNumber: '85292110001',
					templateId: 'otp',
					pin: '123456',
				},
			],
		]);
		expect(out![0]!.json).toMatchObject({ sent: true });
	});

	test('enquiry, message and label', async () => {
		const enquiry = byId(await pick('getEnquiries', 'enquiry'));
		const label = await pick('getLabels', 'label');
		const [rows, overview, added, removed] = await run('enquiry', [
			['getAll', { ...lastWeek, output: 'raw' }],
			['getOverview', { timeRange: 'last30Days' }],
			['addLabels', { enquiry, labelIds: [label] }],
			['removeLabels', { enquiry, labelIds: [label] }],
		]);
		expect(rows).toHaveLength(5);
		expect(overview!.length).toBeGreaterThan(0);
		expect(added![0]!.json.labelIds).toContain(label);
		expect(removed).toHaveLength(1);

		const closed = rows!.find(({ json }) => json.status === 'closed')?.json;
		expect(closed).toBeDefined();
		const [chat] = await run('enquiry', [
			['getConversation', { enquiry: byId(String(closed!.inquiry)), returnAll: true }],
		]);
		expect(chat!.length).toBeGreaterThan(0);
		const [posted] = await run('message', [
			['send', { roomId: byId(await pick('getRooms', 'roomId')), text: 'Thank you' }],
		]);
		expect(posted).toHaveLength(1);

		const [labels, deleted] = await run('label', [
			['getAll', { returnAll: true }],
			['delete', { label: byId(label) }],
		]);
		expect(labels!.map(({ json }) => json.id)).toContain(label);
		expect(deleted![0]!.json).toMatchObject({ deleted: true });
	});

	test('call, conference, recording, campaign and channel type', async () => {
		for (const resource of ['call', 'conference']) {
			const [rows] = await run(resource, [['getAll', lastWeek]]);
			expect(rows!.length, resource).toBeGreaterThan(0);
		}
		const [log] = await run('call', [['getLog', lastWeek]]);
		expect(log).toHaveLength(5);

		const [calls] = await run('call', [
			['getAll', { timeRange: 'last30Days', returnAll: true, output: 'raw' }],
		]);
		const recorded = calls!.find(({ json }) => json.isRecording === true)?.json;
		expect(recorded).toBeDefined();
		const [files, download] = await run('recording', [
			['getAll', { recordingOf: 'call', call: byId(String(recorded!.callID)) }],
			['download', { url: '={{ $json.downloadUrl || $json.url }}' }],
		]);
		expect(files!.length).toBeGreaterThan(0);
		expect(download![0]).toMatchObject({ binary: { data: { mimeType: 'audio/wav' } } });

		const campaign = byId(await pick('getCampaigns', 'campaign'));
		const [campaigns, details] = await run('campaign', [
			['getAll', lastWeek],
			['getDetails', { campaign, limit: 5 }],
		]);
		expect(campaigns!.length).toBeGreaterThan(0);
		expect(details!.length).toBeGreaterThan(0);
		const [types, channels] = await run('channelType', [['getAll'], ['getDetails']]);
		expect(types!.length).toBeGreaterThan(0);
		expect(channels!.length).toBeGreaterThan(0);
	});

	test('contact and staff', async () => {
		const [created] = await run('contact', [
			[
				'create',
				{
					firstName: 'Ada',
					lastName: 'Wong',
					additionalFields: { jobTitle: 'Engineer' },
				},
			],
		]);
		const contact = byId(await pick('getContacts', 'contact', 'Ada Wong'));
		expect(contact.value).toBe(created![0]!.json.id);
		const [updated, rows] = await run('contact', [
			['update', { contact, updateFields: { lastName: 'Chan' } }],
			['getAll', { returnAll: true, output: 'raw' }],
		]);
		expect(updated).toHaveLength(1);
		expect(rows!.find(({ json }) => json.id === contact.value)?.json).toMatchObject({
			firstName: 'Ada',
			lastName: 'Chan',
			jobTitle: 'Engineer',
		});
		await run('contact', [['getActivity', { contact, limit: 5 }]]);
		const [staff] = await run('staff', [['getAll', { limit: 3 }]]);
		expect(staff).toHaveLength(3);
	});

	test('number, location and language', async () => {
		const staff = byId(await pick('getStaff', 'staff'));
		for (const [resource, steps] of [
			['number', [['getAll'], ['getCallerIds', { staff }], ['getSenderIds', { staff }]]],
			['location', [['getAll']]],
			['language', [['getAll']]],
		] as Array<[string, Step[]]>) {
			for (const items of await run(resource, steps)) {
				expect(items.length, resource).toBeGreaterThan(0);
			}
		}
	});

	test('destination', async () => {
		const [created, rows] = await run('destination', [
			['create', { displayName: 'Night desk', types: ['PHONE'], phoneTargets: '85230018001' }],
			['getAll', { returnAll: true, output: 'raw' }],
		]);
		const id = String(created![0]!.json.id);
		expect(JSON.stringify(rows)).toContain(id);
		const destination = byId(await pick('getDestinations', 'destination', 'Night desk'));
		const [updated, deleted] = await run('destination', [
			['update', { destination, updateFields: { displayName: 'Day desk' } }],
			['delete', { destination }],
		]);
		expect(updated).toHaveLength(1);
		expect(deleted![0]!.json).toMatchObject({ deleted: true });
	});

	test('tag', async () => {
		const [created] = await run('tag', [
			['create', { tagName: 'Night line', functionType: ['CALL', 'IM'] }],
		]);
		const tag = byId(String(created![0]!.json.id));
		const [rows, updated, deleted] = await run('tag', [
			['getAll', { returnAll: true, output: 'raw' }],
			[
				'update',
				{ tag, updateFields: { stickyRouting: true }, options: { resetHiddenFields: true } },
			],
			['delete', { tag }],
		]);
		expect(JSON.stringify(rows)).toContain(tag.value as string);
		expect(updated).toHaveLength(1);
		expect(deleted![0]!.json).toMatchObject({ deleted: true });
	});

	test('event subscription', async () => {
		// Any URL that answers the challenge will do; this one is nobody's.
		const [rows] = await run('eventSubscription', [['getAll', { returnAll: true }]]);
		expect(rows).toEqual([]);
	});

	test('account', async () => {
		const address = '/v1/api/apps/{appID}/send-sms';
		world.simulator.configure({ paths: { sendSms: 'send-sms' } });
		const [rows] = await run('account', [['check']]);
		const guess = rows!.find(({ json }) => String(json.path).endsWith('send_sms'))?.json;
		expect(guess).toMatchObject({ outcome: 'elsewhere', endpointPath: address });
		const sms = { recipientNumbers: '85292110001', text: 'Hi', senderNumber: byId('85230018000') };
		const [sent] = await run('sms', [['send', sms]]);
		expect(sent![0]!.json).toMatchObject({ sent: true });

		world.simulator.configure({ paths: {} });
		await run('account', [['check']]);
		const credential = await world.client.createCredential('cinnoxApi', 'other addresses', {
			...credentialOf(world.simulator),
			endpointPaths: JSON.stringify(guess!.forCredential),
		});
		world.simulator.configure({ paths: { sendSms: 'send-sms' } });
		const [kept] = await run('sms', [['send', sms]], credential);
		expect(kept![0]!.json).toMatchObject({ sent: true });
		world.simulator.configure({ paths: {} });
	});

	test('API request', async () => {
		const [rows] = await run('customApi', [['request', { method: 'GET', path: 'labels' }]]);
		expect(rows!.length).toBeGreaterThan(0);
	});
});

describe('a list that can not load says why', () => {
	test('wrong token', async () => {
		const credential = await world.client.createCredential('cinnoxApi', 'wrong', {
			...credentialOf(world.simulator),
			appToken: 'wrong',
		});
		await expect(
			world.client.listSearch({
				nodeType: NODE,
				method: 'getStaff',
				parameter: 'staff',
				credentials: { cinnoxApi: credential },
			}),
		).rejects.toThrow(/App Token/);
	});

	test('a query that CINNOX refuses', async () => {
		world.simulator.faults.add({ kind: 'code', code: 6451000, message: 'Bad query', status: 400 });
		await expect(pick('getStaff', 'staff')).rejects.toThrow(/CINNOX/);
	});
});

describe('n8n serves what comes out before anything ran', () => {
	test.each([
		['n8n-nodes-cinnox.cinnox/1.0.0/sms/send', 'transactionId'],
		['n8n-nodes-cinnox.cinnoxTool/1.0.0/sms/getAll', 'carrierStatus'],
		['n8n-nodes-cinnox.cinnox/1.0.0/recording/getAll', 'url'],
		['n8n-nodes-cinnox.cinnoxTrigger/1.0.0', 'eventKey'],
		['n8n-nodes-cinnox.cinnoxPollingTrigger/1.0.0', 'eventKey'],
	])('%s', async (name, member) => {
		const answer = await fetch(`${world.n8n.baseUrl}/schemas/${name}.json`);
		expect(answer.status).toBe(200);
		const { type, properties } = (await answer.json()) as {
			type: string;
			properties: Record<string, unknown>;
		};
		expect(type).toBe('object');
		expect(properties).toHaveProperty(member);
	});
});
