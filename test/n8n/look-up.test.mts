/** Look It Up, and Look It Up Before Sending when a person presses Retry in the list of executions. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { serviceNumber, startWorld, type World } from '../../scripts/lib/world.mts';
import { byId } from '../support/resource-locator.mts';
import { type ChatModel, startChatModel } from './chat-model.mts';
import type { SavedWorkflow } from './n8n-client.mts';
import { agentCaller, mcpCaller, stepCaller, type ToolWorld } from './tool-callers.mts';
import { fromAi } from './tool-workflows.mts';
import { chosenN8n } from './versions.mts';
import { waitFor } from './wait-for.mts';

let world: World;
beforeAll(async () => {
	world = await startWorld({
		n8n: { tarball: inject('tarball') },
		simulator: { now: new Date().toISOString() },
	});
});
afterAll(async () => {
	await world?.dispose();
});

const NUMBERS = ['85292110001', '85292110002', '85292110003'];

/** A workflow that sends a text to each number, one after the other. */
async function saved(text: string, options: Record<string, unknown>): Promise<SavedWorkflow> {
	const place = { typeVersion: 1, position: [0, 0] as [number, number] };
	return await world.client.createWorkflow({
		name: text,
		nodes: [
			{
				...place,
				id: 'start',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				parameters: {},
			},
			{
				...place,
				id: 'items',
				name: 'Numbers',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: {
					jsCode: `return ${JSON.stringify(NUMBERS)}.map((to) => ({ json: { to } }));`,
				},
			},
			{
				...place,
				id: 'send',
				name: 'Send',
				type: 'n8n-nodes-cinnox.cinnox',
				credentials: { cinnoxApi: world.credential },
				parameters: {
					resource: 'sms',
					operation: 'send',
					senderNumber: byId(serviceNumber(world.simulator)),
					recipientNumbers: '={{ $json.to }}',
					text,
					options: { maxConcurrency: 1, ...options },
				},
			},
		],
		connections: {
			Start: { main: [[{ node: 'Numbers', type: 'main', index: 0 }]] },
			Numbers: { main: [[{ node: 'Send', type: 'main', index: 0 }]] },
		},
	});
}

const received = (text: string) =>
	world.simulator.state.sms
		.filter((sms) => sms.text === text)
		.map(({ recipientNumber }) => recipientNumber);

/**
 * Runs it so that the second text is refused, and then presses Retry.
 *
 * @returns who had got the text before
 */
async function failAndRetry(workflow: SavedWorkflow): Promise<string[]> {
	world.simulator.faults.add({ kind: 'latency', ms: 1, path: '/send_sms' });
	world.simulator.faults.add({ kind: 'code', code: 7210104, path: '/send_sms' });
	const { id, status } = await world.client.runAndWait(workflow.id, 'Start');
	expect(status).toBe('error');
	const before = received(workflow.name);
	expect(before).toContain(NUMBERS[0]);
	expect(before).not.toContain(NUMBERS[1]);
	await world.client.request('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false });
	const retried = await waitFor(
		async () =>
			(await world.client.executions({ workflowId: workflow.id })).find(
				({ mode, status }) => mode === 'retry' && status === 'success',
			),
		{ describe: 'the retried execution to succeed' },
	);
	expect(retried).toBeDefined();
	return before;
}

describe('Retry in the list of executions', () => {
	test('sends again what was sent, without Look It Up Before Sending', async () => {
		const workflow = await saved('Sent again', {});
		const before = await failAndRetry(workflow);
		expect(received('Sent again')).toEqual([...before, ...NUMBERS]);
	});

	test('sends what is missing, with it', async () => {
		const workflow = await saved('Sent once', { lookUpBeforeSending: true });
		await failAndRetry(workflow);
		expect(received('Sent once').sort()).toEqual(NUMBERS);
	});
});

test('Look It Up finds a text whose answer was lost', async () => {
	const workflow = await saved('Looked up', { lookUp: true });
	world.simulator.faults.add({ kind: 'dropAfter', path: '/send_sms' });
	const { status, data } = await world.client.runAndWait(workflow.id, 'Start');
	expect(status).toBe('success');
	const items = data.resultData.runData.Send![0]!.data!.main[0]!.map(({ json }) => json);
	expect(items.map(({ sent, foundInReport }) => [sent, foundInReport])).toEqual([
		[true, true],
		[true, undefined],
		[true, undefined],
	]);
	expect(received('Looked up')).toEqual(NUMBERS);
});

describe('Look It Up as a tool', () => {
	let chatModel: ChatModel;
	let toolWorld: ToolWorld;
	beforeAll(async () => {
		chatModel = await startChatModel();
		const openAi = await world.client.createCredential('openAiApi', 'Scripted model', {
			apiKey: 'none',
			url: chatModel.url,
		});
		toolWorld = { world, chatModel, openAi };
	});
	afterAll(async () => {
		await chatModel?.close();
	});

	const toTool = (lookUpSeconds: number) => ({
		name: 'Send_SMS',
		credential: world.credential,
		parameters: {
			resource: 'sms',
			operation: 'send',
			senderNumber: byId(serviceNumber(world.simulator)),
			recipientNumbers: fromAi('to'),
			text: fromAi('text'),
			options: { lookUp: true, lookUpSeconds },
		},
	});
	const toCall = (text: string) => [{ tool: 'Send_SMS', input: { to: NUMBERS[0], text } }];
	const newest = chosenN8n().callers.agent;

	test.each([
		[`AI Agent ${newest}`, () => agentCaller(toolWorld, newest)],
		['AI Agent 2.2', () => agentCaller(toolWorld, 2.2)],
		['MCP Server Trigger', () => mcpCaller(toolWorld, 'Streamable HTTP')],
		['Execute step', () => stepCaller(toolWorld)],
	])('%s is told that a text went out whose answer was lost', async (name, toCaller) => {
		const text = `Found for ${name}`;
		world.simulator.faults.add({ kind: 'dropAfter', path: '/send_sms' });
		const { answers } = await toCaller().call([toTool(60)], [toCall(text)]);
		expect(answers).toHaveLength(1);
		expect(answers[0]!.content).toMatch(/"sent":\s*true/);
		expect(answers[0]!.content).toMatch(/"foundInReport":\s*true/);
		expect(received(text)).toEqual([NUMBERS[0]]);
	});

	test('what is in no report is not said to be sent, and not sent again', async () => {
		const text = 'Not found';
		world.simulator.faults.add({ kind: 'dropBefore', path: '/send_sms' });
		const { answers } = await mcpCaller(toolWorld, 'Streamable HTTP').call(
			[toTool(2)],
			[toCall(text)],
		);
		expect(answers).toHaveLength(1);
		expect(answers[0]!.content).toContain('CINNOX may have sent this text');
		expect(answers[0]!.content).not.toMatch(/"sent":\s*true/);
		expect(received(text)).toEqual([]);
	});
});
