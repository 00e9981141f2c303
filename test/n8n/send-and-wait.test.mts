/** Send and Wait on a real n8n: what wakes the workflow up, and above all what does not. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';

import { exampleWorkflow, withParameters } from '../../scripts/lib/examples.mts';
import { startWorld, type World } from '../../scripts/lib/world.mts';
import { idOf } from '../simulator/seed.mts';
import { byId } from '../support/resource-locator.mts';
import { type ChatModel, startChatModel } from './chat-model.mts';
import { findChromium, launchChromium, whySkipped } from './editor/chromium.mts';
import type { CredentialReference, WorkflowJson } from './n8n-client.mts';
import {
	addresses,
	AFTER,
	answer,
	answered,
	APPROVE,
	ASK,
	ASKED,
	chain,
	DECLINE,
	limitOf,
	outputsOf,
	QUESTION,
	questionWorkflow,
	toNode,
	waiting,
} from './questions.mts';
import { agentCaller, mcpCaller, stepCaller, type ToolWorld } from './tool-callers.mts';
import { agentWorkflow, type CinnoxNode, fromAi, START } from './tool-workflows.mts';
import { chosenN8n } from './versions.mts';
import { waitFor } from './wait-for.mts';

/** n8n looks once a minute for executions whose time is up. */
const TIME_IS_UP_MS = 150_000;

const chromium = await findChromium();

let world: World;

beforeAll(async () => {
	world = await startWorld({
		n8n: { tarball: inject('tarball') },
		simulator: { rateLimitPerMinute: 0 },
	});
});
beforeEach(() => world.simulator.reset());
afterAll(async () => {
	await world?.dispose();
});

/** Runs a workflow by hand until it waits for an answer. */
async function ask(workflow: WorkflowJson): Promise<{ id: string; address: URL }> {
	const { id: workflowId } = await world.client.createWorkflow(workflow);
	const before = addresses(world).length;
	const { executionId } = await world.client.runWorkflow(workflowId, START);
	await waiting(world, executionId!);
	const asked = addresses(world);
	expect(asked).toHaveLength(before + 1);
	return { id: executionId!, address: asked.at(-1)! };
}

/** n8n 2 came with human review, and with callers that get what a called workflow puts out after a wait. */
const { humanReview } = chosenN8n();
const withoutReview = humanReview ? '' : ' (skipped: this n8n has no human review)';

const statusOf = async (id: string) => (await world.client.execution(id)).status;

describe('an approval', () => {
	test.each([
		['approved', APPROVE, true],
		['declined', DECLINE, false],
	])('that is %s goes on with the answer, once', async (_name, form, approved) => {
		const { id, address } = await ask(questionWorkflow(world));
		const response = await answer(address, form);
		expect(response.status).toBe(200);
		expect(await response.text()).toContain('Thank you');
		const execution = await answered(world, id);
		expect(execution.status).toBe('success');
		expect(outputsOf(execution)).toEqual([
			{
				approved,
				respondedAt: expect.any(String),
				transactionId: world.simulator.state.sms[0]!.transactionID,
				encoding: 'GSM-7',
				characters: expect.any(Number),
				segments: 2,
			},
		]);
		expect(world.simulator.state.sms).toHaveLength(1);

		const again = await answer(address, APPROVE);
		expect(await again.text()).toContain('No action required');
		expect(outputsOf(await world.client.execution(id))).toHaveLength(1);
	});

	test('shows and puts out nothing of its address while it waits', async () => {
		const { id, address } = await ask(questionWorkflow(world));
		const [output] = outputsOf(await world.client.execution(id), ASK);
		expect(output).toMatchObject({ waiting: true, segments: 2 });
		expect(JSON.stringify(output)).not.toContain(address.searchParams.get('signature'));
		await answer(address, APPROVE);
		await world.client.finishedExecution(id);
	});

	test('is decided by nothing but a pressed button', async () => {
		const { id, address } = await ask(questionWorkflow(world));
		const altered = (change: (url: URL) => void) => {
			const url = new URL(address);
			change(url);
			return url;
		};
		const form = 'application/x-www-form-urlencoded';
		const tries: Array<[what: string, url: URL, request: RequestInit]> = [
			['browser', address, {}],
			['bot', address, { headers: { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' } }],
			['preview', address, { headers: { 'user-agent': 'WhatsApp/2.23' } }],
			['no user agent', address, { headers: { 'user-agent': '' } }],
			['HEAD', address, { method: 'HEAD' }],
			['PUT', address, { method: 'PUT', body: 'answer=0', headers: { 'content-type': form } }],
			['DELETE', address, { method: 'DELETE' }],
			['empty POST', address, { method: 'POST' }],
			['empty form', address, { method: 'POST', body: '', headers: { 'content-type': form } }],
			['no such button', address, { method: 'POST', body: new URLSearchParams({ answer: '7' }) }],
			[
				'two buttons',
				address,
				{ method: 'POST', body: 'answer=0&answer=1', headers: { 'content-type': form } },
			],
			[
				'n8n’s own word',
				altered((url) => url.searchParams.set('approved', 'true')),
				{ method: 'POST' },
			],
			[
				'JSON',
				address,
				{ method: 'POST', body: '{"answer":"0"}', headers: { 'content-type': 'application/json' } },
			],
			[
				'broken JSON',
				address,
				{ method: 'POST', body: '{"answer":', headers: { 'content-type': 'application/json' } },
			],
			[
				'JSON null',
				address,
				{ method: 'POST', body: 'null', headers: { 'content-type': 'application/json' } },
			],
			[
				'XML',
				address,
				{ method: 'POST', body: '<answer>0</answer>', headers: { 'content-type': 'text/xml' } },
			],
			[
				'broken XML',
				address,
				{ method: 'POST', body: '<answer', headers: { 'content-type': 'text/xml' } },
			],
			[
				'text',
				address,
				{ method: 'POST', body: 'answer=0', headers: { 'content-type': 'text/plain' } },
			],
			[
				'no gzip',
				address,
				{
					method: 'POST',
					body: 'answer=0',
					headers: { 'content-type': form, 'content-encoding': 'gzip' },
				},
			],
			[
				'multipart',
				address,
				{
					method: 'POST',
					body: (() => {
						const data = new FormData();
						data.set('answer', '0');
						return data;
					})(),
				},
			],
			[
				'a megabyte',
				address,
				{
					method: 'POST',
					body: `answer=${'0'.repeat(1_000_000)}`,
					headers: { 'content-type': form },
				},
			],
			[
				'many fields',
				address,
				{ method: 'POST', body: 'a=1&'.repeat(100_000), headers: { 'content-type': form } },
			],
			[
				'another signature',
				altered((url) => url.searchParams.set('signature', 'f'.repeat(64))),
				{ method: 'POST', body: new URLSearchParams(APPROVE) },
			],
			[
				'no signature',
				altered((url) => url.searchParams.delete('signature')),
				{ method: 'POST', body: new URLSearchParams(APPROVE) },
			],
			[
				'another round',
				altered((url) => url.searchParams.set('r', '1')),
				{ method: 'POST', body: new URLSearchParams(APPROVE) },
			],
		];
		for (const [what, url, request] of tries) {
			const response = await fetch(url, { ...request, signal: AbortSignal.timeout(30_000) });
			await response.arrayBuffer();
			expect([what, await statusOf(id)]).toEqual([what, 'waiting']);
			if (what.includes('signature') || what.includes('round')) {
				expect([what, response.status]).toEqual([what, 401]);
			}
		}
		await answer(address, APPROVE);
		expect(outputsOf(await answered(world, id))).toMatchObject([{ approved: true }]);
	});

	test('is decided once by several who press at the same time', async () => {
		const { id, address } = await ask(questionWorkflow(world));
		await Promise.all(
			Array.from(
				{ length: 6 },
				async (_, index) => await answer(address, index % 2 ? APPROVE : DECLINE),
			),
		);
		const execution = await answered(world, id);
		expect(execution.status).toBe('success');
		expect(outputsOf(execution)).toHaveLength(1);
	});

	test('works in a node of any name', async () => {
		const name = `Ask "Ada" }} \\ 'ü' {{ 1 }} 🙂`;
		const { id, address } = await ask(questionWorkflow(world, {}, { name }));
		expect((await fetch(address)).status).toBe(200);
		await answer(address, APPROVE);
		expect(outputsOf(await answered(world, id))).toMatchObject([{ approved: true }]);
	});
});

describe('the other kinds of answer', () => {
	test('are a text', async () => {
		const { id, address } = await ask(questionWorkflow(world, { responseType: 'freeText' }));
		await answer(address, { text: '  ' });
		expect(await statusOf(id)).toBe('waiting');
		await answer(address, { text: 'Yes,\r\nbut <only> half 🙂' });
		expect(outputsOf(await answered(world, id))).toMatchObject([
			{ text: 'Yes,\nbut <only> half 🙂' },
		]);
	});

	test('are a choice, in a room of staff too', async () => {
		const { id: workflowId } = await world.client.createWorkflow(
			questionWorkflow(world, {
				resource: 'message',
				roomId: idOf('room', 0),
				responseType: 'choice',
				answerChoices: '={{ ["Morning", "After & <noon>"] }}',
			}),
		);
		const { executionId } = await world.client.runWorkflow(workflowId, START);
		await waiting(world, executionId!);
		const [message] = world.simulator.state.messages;
		const address = new URL(/https?:\/\/\S+/.exec(message!.text)![0]);
		expect(await (await fetch(address)).text()).toContain('After &amp; &lt;noon&gt;</button>');
		await answer(address, { answer: '1' });
		expect(outputsOf(await answered(world, executionId!))).toMatchObject([
			{ choice: 'After & <noon>' },
		]);
	});
});

describe('in a loop', () => {
	test('an old address does not answer a later question', async () => {
		const loop = 'Loop Over Items';
		const twice = toNode('Twice', 'n8n-nodes-base.code', 2, {
			jsCode: 'return [{ json: { n: 1 } }, { json: { n: 2 } }];',
		});
		const workflow = questionWorkflow(world, { message: '=Question {{ $json.n }}' });
		const [start, question, after] = workflow.nodes;
		workflow.nodes = [
			start!,
			twice,
			toNode(loop, 'n8n-nodes-base.splitInBatches', 3, { options: {} }),
			question!,
			after!,
		];
		const to = (node: string) => ({ node, type: 'main', index: 0 });
		workflow.connections = {
			[START]: { main: [[to(twice.name)]] },
			[twice.name]: { main: [[to(loop)]] },
			[loop]: { main: [[], [to(ASK)]] },
			[ASK]: { main: [[to(AFTER)]] },
			[AFTER]: { main: [[to(loop)]] },
		};
		const { id, address: first } = await ask(workflow);
		await answer(first, APPROVE);
		await waitFor(() => addresses(world).length === 2, { describe: 'the second question' });
		await waiting(world, id);
		const [, second] = addresses(world);

		const late = await answer(first, APPROVE);
		expect(late.status).toBe(410);
		expect(await late.text()).toContain('not open any more');
		expect(await statusOf(id)).toBe('waiting');
		expect((await fetch(first)).status).toBe(410);

		await answer(second!, DECLINE);
		const execution = await answered(world, id, 2);
		expect(outputsOf(execution)).toMatchObject([{ approved: true }, { approved: false }]);
		expect(world.simulator.state.sms.map(({ text }) => text.split('\n')[0])).toEqual([
			'Question 1',
			'Question 2',
		]);
	});

	test('several items at once are refused, and nobody is asked', async () => {
		const twice = toNode('Twice', 'n8n-nodes-base.code', 2, {
			jsCode: 'return [{ json: { approved: true } }, { json: { approved: true } }];',
		});
		const [start, question, after] = questionWorkflow(world).nodes;
		const { id } = await world.client.createWorkflow(chain(start!, twice, question!, after!));
		const execution = await world.client.runAndWait(id, START);
		expect(execution.data.resultData.error?.message).toContain('2 items came in');
		expect(world.simulator.state.sms).toEqual([]);
	});
});

describe('the time limit and a restart', () => {
	/** An approval of something else that came in. */
	const pinned = { pinData: { [START]: [{ json: { approved: true, order: 7 } }] } };

	test('an answer is taken after n8n was down, and a limit that passed meanwhile is no approval', async () => {
		const limited = await ask({ ...questionWorkflow(world, { options: limitOf(2) }), ...pinned });
		const text = await ask({
			...questionWorkflow(world, { options: limitOf(2), responseType: 'freeText' }),
			...pinned,
		});
		const open = await ask(questionWorkflow(world));
		await world.n8n.restart();
		const late = await world.client.finishedExecution(limited.id, TIME_IS_UP_MS);
		expect(late.status).toBe('success');
		expect(outputsOf(late)).toEqual([
			{
				approved: false,
				timedOut: true,
				transactionId: expect.any(String),
				encoding: 'GSM-7',
				characters: expect.any(Number),
				segments: 2,
			},
		]);
		const silent = await world.client.finishedExecution(text.id, TIME_IS_UP_MS);
		expect(outputsOf(silent)).toMatchObject([{ text: null, timedOut: true }]);
		expect(outputsOf(silent)[0]).not.toHaveProperty('approved');
		// Too late.
		expect(await (await answer(limited.address, APPROVE)).text()).toContain('No action required');

		await answer(open.address, APPROVE);
		expect(outputsOf(await answered(world, open.id))).toMatchObject([{ approved: true }]);
		expect(world.simulator.state.sms).toHaveLength(3);
	});
});

describe('in production', () => {
	test('a webhook in front that answers with the last node does not tell the address', async () => {
		const path = randomUUID();
		const hook = toNode('Webhook', 'n8n-nodes-base.webhook', 2.1, {
			path,
			httpMethod: 'POST',
			responseMode: 'lastNode',
			options: {},
		});
		const start = { ...hook, webhookId: path };
		const workflow = await world.client.createWorkflow(questionWorkflow(world, {}, { start }));
		await world.client.activateAndWait(workflow);
		const reply = fetch(`${world.n8n.baseUrl}/webhook/${path}`, { method: 'POST' });
		await waitFor(() => addresses(world).length === 1, { describe: 'the question' });
		const [execution] = await waitFor(
			async () => {
				const found = await world.client.executions({
					workflowId: workflow.id,
					status: ['waiting'],
				});
				return found.length > 0 && found;
			},
			{ describe: 'the execution to wait' },
		);
		const said = await (await reply).text();
		expect(said).not.toContain('signature');
		await answer(addresses(world)[0]!, APPROVE);
		expect(outputsOf(await answered(world, execution!.id))).toMatchObject([{ approved: true }]);
	});

	test('a workflow that calls one with a question waits for the answer too', async () => {
		const inner = questionWorkflow(
			world,
			{},
			{
				start: toNode('Called', 'n8n-nodes-base.executeWorkflowTrigger', 1.1, {
					inputSource: 'passthrough',
				}),
			},
		);
		const saved = await world.client.createWorkflow(inner);
		await world.client.activateAndWait(saved);
		const call = toNode('Call', 'n8n-nodes-base.executeWorkflow', 1.2, {
			workflowId: { __rl: true, mode: 'id', value: saved.id },
			options: {},
		});
		const { id } = await world.client.createWorkflow(
			chain(
				toNode(START, 'n8n-nodes-base.manualTrigger', 1),
				call,
				toNode(AFTER, 'n8n-nodes-base.noOp', 1),
			),
		);
		const { executionId } = await world.client.runWorkflow(id, START);
		await waiting(world, executionId!);
		await waitFor(() => addresses(world).length === 1, { describe: 'the question' });
		await waitFor(async () => (await answer(addresses(world)[0]!, APPROVE)).status === 200, {
			describe: 'the answer to be taken',
		});
		const called = outputsOf(await answered(world, executionId!));
		if (humanReview) expect(called).toMatchObject([{ approved: true }]);
		else expect(called).toHaveLength(1);
	});
});

describe.skipIf(!humanReview)(`human review of the tools of an AI Agent${withoutReview}`, () => {
	let chatModel: ChatModel;
	let openAi: CredentialReference;

	beforeAll(async () => {
		chatModel = await startChatModel();
		openAi = await world.client.createCredential('openAiApi', 'Scripted model', {
			apiKey: 'none',
			url: chatModel.url,
		});
	});
	afterAll(async () => await chatModel?.close());

	/** An agent whose Send SMS needs an approval by SMS. What came in says that something was approved. */
	function reviewed(turns: number, changes: Record<string, unknown> = {}) {
		const model = `scripted-${randomUUID()}`;
		const call = (index: number) => [
			{
				tool: 'Send_SMS',
				input: { toolParameters: { recipients: '6591110002', text: `Text ${index}` } },
			},
		];
		chatModel.play(
			model,
			Array.from({ length: turns }, (_, index) => call(index + 1)),
		);
		const workflow = agentWorkflow({
			version: 3.1,
			model,
			openAi,
			tools: [
				{
					name: 'Send_SMS',
					credential: world.credential,
					parameters: {
						resource: 'sms',
						operation: 'send',
						senderNumber: byId('HVCODE'),
						recipientNumbers: fromAi('recipients'),
						text: fromAi('text'),
					},
				},
			],
		});
		const { senderNumber, recipientNumber, approvalOptions } = QUESTION;
		workflow.nodes.push({
			...toNode('Review', 'n8n-nodes-cinnox.cinnoxHitlTool', 1, {
				message: '=Run {{ $tool.name }} with {{ JSON.stringify($tool.parameters) }}?',
				senderNumber,
				recipientNumber,
				approvalOptions,
				...changes,
			}),
			credentials: { cinnoxApi: world.credential },
		});
		const agent = { node: 'AI Agent', type: 'ai_tool', index: 0 };
		workflow.connections.Send_SMS = { ai_tool: [[{ ...agent, node: 'Review' }]] };
		workflow.connections.Review = { ai_tool: [[agent]] };
		return {
			model,
			workflow: { ...workflow, pinData: { [START]: [{ json: { approved: true } }] } },
		};
	}

	/** The texts of the tool that reached CINNOX. */
	const texts = () =>
		world.simulator.state.sms
			.filter(({ recipientNumber }) => recipientNumber !== ASKED)
			.map(({ text }) => text);

	test('is offered by n8n', async () => {
		const names = (await world.client.nodeTypes()).map(({ name }) => name);
		expect(names).toContain('n8n-nodes-cinnox.cinnoxHitlTool');
	});

	test('lets the tool run once it was approved, and not when it was declined', async () => {
		const { workflow } = reviewed(2);
		const { id, address: first } = await ask(workflow);
		expect(world.simulator.state.sms[0]!.text).toMatch(/^Run Send_SMS with .*Text 1.*\?\n/);
		expect(texts()).toEqual([]);
		await answer(first, APPROVE);
		await waitFor(() => addresses(world).length === 2, { describe: 'the second question' });
		await waiting(world, id);
		expect(texts()).toEqual(['Text 1']);
		// The address of the first question does not approve the second one.
		expect((await answer(first, APPROVE)).status).toBe(410);
		await answer(addresses(world)[1]!, DECLINE);
		expect((await world.client.finishedExecution(id)).status).toBe('success');
		expect(texts()).toEqual(['Text 1']);
	});

	test('does not let the tool run when nobody answered in time', async () => {
		const { workflow } = reviewed(1, { options: limitOf(2) });
		const { id } = await ask(workflow);
		expect((await world.client.finishedExecution(id, TIME_IS_UP_MS)).status).toBe('success');
		expect(texts()).toEqual([]);
	});

	test('does not let the tool run when the question could not be sent', async () => {
		const { workflow, model } = reviewed(1, { recipientNumber: '12' });
		const { id } = await world.client.createWorkflow(workflow);
		await world.client.runAndWait(id, START);
		expect(world.simulator.state.sms).toEqual([]);
		expect(chatModel.conversation(model).requests.length).toBeGreaterThan(0);
	});
});

describe('as a plain tool', () => {
	let chatModel: ChatModel;
	let toolWorld: ToolWorld;

	beforeAll(async () => {
		chatModel = await startChatModel();
		const data = { apiKey: 'none', url: chatModel.url };
		const openAi = await world.client.createCredential('openAiApi', 'Scripted model', data);
		toolWorld = { world, chatModel, openAi };
	});
	afterAll(async () => await chatModel?.close());

	const tool = (): CinnoxNode => ({
		name: 'Ask',
		credential: world.credential,
		parameters: { ...QUESTION, message: fromAi('question') },
	});
	const call = [{ tool: 'Ask', input: { question: 'May we?' } }];

	const title = `of an AI Agent 3.1 it waits, and the model gets the answer${withoutReview}`;
	test.skipIf(!humanReview)(title, async () => {
		const running = agentCaller(toolWorld, 3.1).call([tool()], [call]);
		await waitFor(() => addresses(world).length === 1, { describe: 'the question' });
		const [address] = addresses(world);
		await waitFor(async () => (await answer(address!, APPROVE)).status === 200, {
			describe: 'the answer to be taken',
		});
		const { answers } = await running;
		expect(answers.map(({ content }) => content)).toEqual([
			expect.stringContaining('"approved":true'),
		]);
		expect(world.simulator.state.sms).toHaveLength(1);
	});

	test.each([
		['AI Agent 2.2', () => agentCaller(toolWorld, 2.2)],
		['MCP Server Trigger', () => mcpCaller(toolWorld, 'Streamable HTTP')],
		['Execute step', () => stepCaller(toolWorld)],
	])('of %s it asks nobody', async (_name, toCaller) => {
		const { tellsErrors, call: run } = toCaller();
		const { answers } = await run([tool()], [call]);
		expect(world.simulator.state.sms).toEqual([]);
		expect(answers).toHaveLength(1);
		expect(answers[0]!.content).not.toContain('approved":true');
		if (tellsErrors && humanReview) {
			expect(answers[0]!.content).toContain('can not wait for a person here');
		}
	});
});

describe('Wait for Reply, and the example workflow "wait for a reply"', () => {
	/** The workflow as it is shipped, but with short waits and a short patience. */
	async function start(patience: string): Promise<string> {
		const shipped = withParameters(
			exampleWorkflow('wait-for-a-reply', { cinnoxApi: world.credential }),
			'Wait five minutes',
			{ amount: 1, unit: 'seconds' },
		);
		const text = JSON.stringify(shipped).replace('plus({ hours: 24 })', `plus(${patience})`);
		expect(text).toContain(patience);
		const { id } = await world.client.createWorkflow(JSON.parse(text) as WorkflowJson);
		const trigger = shipped.nodes.find(({ type }) => type.endsWith('.manualTrigger'))!;
		return (await world.client.runWorkflow(id, trigger.name)).executionId!;
	}

	const looks = () =>
		world.simulator.ledger.filter(({ operationId }) => operationId === 'listSms').length;

	const arrive = (text: string, secondsAgo = 0) => {
		const time = Date.now() - secondsAgo * 1000;
		world.simulator.state.smsReport.add(time, {
			id: randomUUID(),
			sender: '+85291234567',
			recipient: 85230018000,
			usage: 'Inbound',
			text,
			createdAt: new Date(time).toISOString(),
		});
	};

	test('waits inside the node too, until somebody stops the execution', async () => {
		const { client, credential } = world;
		const look = toNode(ASK, 'n8n-nodes-cinnox.cinnox', 1, {
			resource: 'sms',
			operation: 'waitForReply',
			from: '85291234567',
			to: byId('85230018000'),
			limitMinutes: 10,
		});
		const { id } = await client.createWorkflow(
			chain(toNode(START, 'n8n-nodes-base.manualTrigger', 1), {
				...look,
				credentials: { cinnoxApi: credential },
			}),
		);
		const first = (await client.runWorkflow(id, START)).executionId!;
		await waitFor(() => looks() === 1, { describe: 'the first look' });
		arrive('Yes');
		const execution = await client.finishedExecution(first);
		expect(outputsOf(execution, ASK)).toMatchObject([{ outcome: 'replied', text: 'Yes' }]);

		const before = looks();
		const second = (await client.runWorkflow(id, START)).executionId!;
		await waitFor(() => looks() > before, { describe: 'a look' });
		await client.request('POST', `/rest/executions/${second}/stop`, {});
		expect((await client.finishedExecution(second)).status).toBe('canceled');
		const stopped = looks();
		await sleep(5_000);
		expect(looks()).toBe(stopped);
	});

	test('goes on when the reply comes', async () => {
		arrive('An hour ago', 3600);
		const id = await start('{ hours: 24 }');
		await waitFor(() => looks() >= 2, { describe: 'the second look' });
		arrive('Yes');
		const execution = await world.client.finishedExecution(id);
		expect(execution.data.resultData.error).toBeUndefined();
		expect(outputsOf(execution, 'Replied')).toMatchObject([{ outcome: 'replied', text: 'Yes' }]);
		expect(outputsOf(execution, 'Whom to ask')).toHaveLength(1);
		expect(world.simulator.state.sms).toHaveLength(1);
	});

	test('gives up in time', async () => {
		const execution = await world.client.finishedExecution(await start('{ seconds: 2 }'));
		expect(execution.data.resultData.error).toBeUndefined();
		expect(outputsOf(execution, 'No reply in time')).toMatchObject([{ outcome: 'timedOut' }]);
		expect(outputsOf(execution, 'Replied')).toEqual([]);
		expect(looks()).toBeGreaterThan(1);
	});
});

/** The contrast of each visible text of a page with what is behind it, by WCAG 2.2; run in the page. */
const CONTRASTS = `(() => {
	const rgba = (color) => color.match(/[\\d.]+/g).map(Number);
	const luminance = (color) => {
		const [r, g, b] = rgba(color).map((value) => {
			const part = value / 255;
			return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const behind = (element) => {
		const { backgroundColor } = getComputedStyle(element);
		const isClear = rgba(backgroundColor)[3] === 0;
		return isClear && element.parentElement ? behind(element.parentElement) : backgroundColor;
	};
	const own = (element) =>
		[...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data).join('').trim();
	const texts = [...document.body.querySelectorAll('*')].filter(
		(element) => own(element) !== '' && element.getClientRects().length > 0,
	);
	return Object.fromEntries(texts.map((element) => {
		const two = [getComputedStyle(element).color, behind(element)].map(luminance);
		return [own(element), (Math.max(...two) + 0.05) / (Math.min(...two) + 0.05)];
	}));
})()`;

describe('in a browser of a phone', () => {
	const title = `the page is readable and its button works${whySkipped(chromium)}`;
	test.skipIf(typeof chromium === 'string')(title, async () => {
		const { id, address } = await ask(
			questionWorkflow(world, {
				message:
					'May we refund order 4711?\n\nAda Wong paid HK$ 1,280 on 12 November and says that the tour was cancelled.',
			}),
		);
		const browser = await launchChromium(chromium);
		try {
			const page = await browser.newPage({ viewport: { width: 390, height: 760 } });
			const complaints: string[] = [];
			page.on('console', (message) => complaints.push(message.text()));
			await page.goto(address.href);
			await page.getByRole('button', { name: 'Decline' }).waitFor();
			expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
			const folder = process.env.QUESTION_PICTURES;
			const backgrounds = new Set<unknown>();
			for (const colorScheme of ['light', 'dark'] as const) {
				await page.emulateMedia({ colorScheme });
				backgrounds.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
				// The least that WCAG 2.2 asks of small text (1.4.3).
				const contrasts = (await page.evaluate(CONTRASTS)) as Record<string, number>;
				expect(Object.keys(contrasts).length).toBeGreaterThan(3);
				for (const [text, contrast] of Object.entries(contrasts)) {
					expect(contrast, `${text} in ${colorScheme} mode`).toBeGreaterThan(4.5);
				}
				if (folder) await page.screenshot({ path: `${folder}/question-${colorScheme}.png` });
			}
			expect(backgrounds.size).toBe(2);
			await page.getByRole('button', { name: 'Decline' }).click();
			await page.getByText('Thank you').waitFor();
			if (folder) await page.screenshot({ path: `${folder}/answered.png` });
			expect(complaints).toEqual([]);
		} finally {
			await browser.close();
		}
		expect(outputsOf(await answered(world, id))).toMatchObject([{ approved: false }]);
	});
});
