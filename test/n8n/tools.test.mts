/** The node as a tool of AI agents gives what it gives in a workflow, and sends nothing twice. */
import type { INodeTypeDescription } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';

import { startWorld, type World } from '../../scripts/lib/world.mts';
import { useWebhook } from '../engine/eventSubscription/webhook.mts';
import { startSimulator } from '../simulator/index.mts';
import type { Simulator } from '../simulator/index.mts';
import { idOf } from '../simulator/seed.mts';
import { credentialOf } from '../support/credential.mts';
import { byId } from '../support/resource-locator.mts';
import { type ChatModel, startChatModel, type ToolAnswer } from './chat-model.mts';
import type { CredentialReference } from './n8n-client.mts';
import { type NodeOperation, operationsOf } from './operations.mts';
import {
	agentCaller,
	mcpCaller,
	nestedAgentCaller,
	stepCaller,
	streamingAgentCaller,
	type ToolCaller,
	type ToolWorld,
} from './tool-callers.mts';
import { type CinnoxNode, fromAi, nodesWorkflow } from './tool-workflows.mts';
import { chosenN8n } from './versions.mts';

/** Two Apps of one service account. */
const HONG_KONG = { appId: 'app-hong-kong', appToken: 'token-hong-kong' };
const SINGAPORE = { appId: 'app-singapore', appToken: 'token-singapore' };

const CUSTOMER = '85292110001';

const webhook = useWebhook();

let world: World;
let chatModel: ChatModel;
let toolWorld: ToolWorld;
/** A CINNOX of its own, on another Base URL. */
let london: Simulator;
let hongKong: CredentialReference;
let singapore: CredentialReference;
let londonCredential: CredentialReference;
let operations: NodeOperation[];

beforeAll(async () => {
	world = await startWorld({
		n8n: { tarball: inject('tarball') },
		simulator: { apps: [HONG_KONG, SINGAPORE], rateLimitPerMinute: 0 },
	});
	london = await startSimulator({ rateLimitPerMinute: 0 });
	chatModel = await startChatModel();
	const { client, simulator } = world;
	const save = async (name: string, data: Record<string, unknown>) =>
		await client.createCredential('cinnoxApi', name, { ...data, requestsPerMinute: 0 });
	hongKong = await save('Hong Kong', credentialOf(simulator));
	singapore = await save('Singapore', { ...credentialOf(simulator), ...SINGAPORE });
	londonCredential = await save('London', credentialOf(london));
	toolWorld = {
		world,
		chatModel,
		openAi: await client.createCredential('openAiApi', 'Scripted model', {
			apiKey: 'none',
			url: chatModel.url,
		}),
	};
	const description = (await client.nodeTypes()).find(
		({ name }) => name === 'n8n-nodes-cinnox.cinnox',
	) as unknown as INodeTypeDescription;
	operations = operationsOf(description, { url: simulator.url, webhookUrl: webhook() }).filter(
		// It waits for a person, in a workflow and before a tool: send-and-wait.test.mts.
		({ parameters }) => parameters.operation !== 'sendAndWait',
	);
});
beforeEach(() => {
	world.simulator.reset();
	london.reset();
});
afterAll(async () => {
	await chatModel?.close();
	await london?.close();
	await world?.dispose();
});

/** The newest AI Agent, and the newest agent that is a tool of another one. */
const { agent: AGENT, agentTool: AGENT_TOOL } = chosenN8n().callers;

/** Why a test is skipped in which a tool of an agent of this version fails. */
const whyNoFailures = (agent: number): string =>
	agent < 3 || chosenN8n().agentSurvivesFailures ? '' : ' (skipped: a failure ends its run here)';

/** Everything in n8n that calls tools, and why tests are skipped in which one fails. */
const CALLERS: Array<[name: string, toCaller: () => ToolCaller, whySkipped?: string]> = [
	[`AI Agent ${AGENT}`, () => agentCaller(toolWorld, AGENT), whyNoFailures(AGENT)],
	[
		`AI Agent ${AGENT}, streaming`,
		() => streamingAgentCaller(toolWorld, AGENT),
		whyNoFailures(AGENT),
	],
	['AI Agent 2.2', () => agentCaller(toolWorld, 2.2)],
	['AI Agent 1.9', () => agentCaller(toolWorld, 1.9)],
	...[...new Set([AGENT_TOOL, 2.2])].map((tool): [string, () => ToolCaller, string] => [
		`AI Agent Tool ${tool} of AI Agent ${AGENT}`,
		() => nestedAgentCaller(toolWorld, tool, AGENT),
		whyNoFailures(tool),
	]),
	['AI Agent Tool 2.2 of AI Agent 2.2', () => nestedAgentCaller(toolWorld, 2.2, 2.2)],
	['MCP Server Trigger over Streamable HTTP', () => mcpCaller(toolWorld, 'Streamable HTTP')],
	['MCP Server Trigger over SSE', () => mcpCaller(toolWorld, 'SSE')],
	['Execute step', () => stepCaller(toolWorld)],
];

/** The items in an answer. n8n writes no items as "" or []. */
function toItems({ content }: ToolAnswer): Array<Record<string, unknown>> {
	return (JSON.parse(content) || []) as Array<Record<string, unknown>>;
}

/** What a list that ended at its limit tells a model, in an item after the rows. */
const isNote = ({ note }: Record<string, unknown>) =>
	typeof note === 'string' && note.includes('CINNOX may have more');

describe('an operation gives the same as in a workflow', () => {
	/** Made anew in every run. */
	const CHANGING = ['otpToken', 'otpExpiresAt', 'updatedAt'];

	/** A read, a list, a send, a write, a check in n8n with what it needs, and a download. */
	const CHOSEN = [
		'enquiry:getOverview',
		'call:getAll',
		'sms:sendOtp',
		'contact:create',
		'sms:verifyOtp',
		'recording:download',
	];

	const comparable = (operation: NodeOperation, items: Array<Record<string, unknown>>) => ({
		operation: operation.name,
		items: items.map((item) =>
			Object.fromEntries(
				Object.entries(item).map(([name, value]) => [
					name,
					CHANGING.includes(name) ? typeof value : value,
				]),
			),
		),
	});

	/** What is read up to this moment has another range each time. */
	const withoutNow = (query: Record<string, unknown>) =>
		Date.now() - Date.parse(String(query.endAt)) < 5 * 60_000
			? { ...query, startAt: 'some time ago', endAt: 'now' }
			: query;

	/** What CINNOX was asked; some callers make the calls of a turn at the same time. */
	const requests = () =>
		world.simulator.ledger
			.map(({ method, path, query, body, valid }) =>
				JSON.stringify({ method, path, query: withoutNow(query), body, valid }),
			)
			.toSorted();

	/** Runs operations as nodes of a workflow. */
	async function runInWorkflow(chosen: NodeOperation[]) {
		world.simulator.reset();
		const workflow = nodesWorkflow(
			chosen.map(({ nodeName: name, parameters }) => ({
				name,
				parameters,
				credential: hongKong,
			})),
		);
		const { id } = await world.client.createWorkflow(workflow);
		const execution = await world.client.runAndWait(id, workflow.nodes[0]!.name);
		const { error, runData } = execution.data.resultData;
		expect(error).toBeUndefined();
		const outputs = chosen.map((operation) => {
			const items = runData[operation.nodeName]?.[0]?.data?.main[0] ?? [];
			expect(items.length, operation.name).toBeGreaterThan(0);
			return comparable(
				operation,
				items.map(({ json }) => json),
			);
		});
		return { outputs, requests: requests() };
	}

	/**
	 * Runs the same as tools: in one turn, and in a second one what needs an answer of the first.
	 *
	 * @param lastFirst says it from the last to the first, for a caller that makes the calls so
	 */
	async function runAsTools(caller: ToolCaller, chosen: NodeOperation[], lastFirst = false) {
		world.simulator.reset();
		const toTurn = (needsAnswers: boolean) => (answers: ToolAnswer[]) =>
			(lastFirst ? chosen.toReversed() : chosen)
				.filter(({ taken }) => Object.keys(taken).length > 0 === needsAnswers)
				.map(({ nodeName, toolInput, taken }) => {
					const input = { ...toolInput };
					for (const [field, { from, member }] of Object.entries(taken)) {
						const answer = answers.find(({ tool }) => tool === from)!;
						input[field] = toItems(answer)[0]?.[member];
					}
					return { tool: nodeName, input };
				});
		const { answers, offered } = await caller.call(
			chosen.map(({ nodeName: name, toolParameters: parameters }) => ({
				name,
				parameters,
				credential: hongKong,
			})),
			[toTurn(false), toTurn(true)],
		);
		const outputs = chosen.map((operation) => {
			const answer = answers.find(({ tool }) => tool === operation.nodeName);
			const items = answer ? toItems(answer) : [];
			if (operation.name === 'call:getAll') expect(items.filter(isNote)).toHaveLength(1);
			return comparable(
				operation,
				items.filter((item) => !isNote(item)),
			);
		});
		return { outputs, requests: requests(), offered };
	}

	test(`every one, under AI Agent ${AGENT}`, async () => {
		expect(operations.length).toBeGreaterThan(40);
		const { offered, ...asTools } = await runAsTools(
			agentCaller(toolWorld, AGENT),
			operations,
			chosenN8n().lastCallFirst,
		);
		expect(asTools).toEqual(await runInWorkflow(operations));
		for (const { nodeName, toolInput, taken } of operations) {
			const tool = offered.find(({ name }) => name === nodeName);
			expect(tool?.description, nodeName).toMatch(/\w/);
			const { properties } = tool!.parameters as { properties: object };
			expect(Object.keys(properties).toSorted(), nodeName).toEqual(
				Object.keys({ ...toolInput, ...taken }).toSorted(),
			);
		}
	});

	describe('a chosen few', () => {
		let chosen: NodeOperation[];
		let inWorkflow: Awaited<ReturnType<typeof runInWorkflow>>;

		beforeAll(async () => {
			chosen = operations.filter(({ name }) => CHOSEN.includes(name));
			expect(chosen).toHaveLength(CHOSEN.length);
			inWorkflow = await runInWorkflow(chosen);
			const verified = inWorkflow.outputs.find(({ operation }) => operation === 'sms:verifyOtp');
			expect(verified?.items).toEqual([{ valid: true }]);
		});

		test.each(CALLERS)('under %s', async (_name, toCaller) => {
			const { outputs, requests } = await runAsTools(toCaller(), chosen);
			expect({ outputs, requests }).toEqual(inWorkflow);
		});
	});
});

/** Send SMS; the model says to whom and what. */
const SEND_SMS = {
	resource: 'sms',
	operation: 'send',
	senderNumber: byId('HVCODE'),
	recipientNumbers: fromAi('recipients'),
	text: fromAi('text'),
};

function sendSms(
	name: string,
	credential: CredentialReference,
	settings?: CinnoxNode['settings'],
): CinnoxNode {
	return { name, credential, settings, parameters: SEND_SMS };
}

const toSms = (tool: string, text: string, recipients = CUSTOMER) => ({
	tool,
	input: { recipients, text },
});

/** The SMS that took effect, in the order of their texts. */
const textsOf = ({ state }: Simulator, appId?: string) =>
	state.sms
		.filter((sms) => appId === undefined || sms.appId === appId)
		.map(({ text }) => text)
		.toSorted();

/** Whether an answer is what an operation put out, and no refusal in whatever words. */
function isOutput(answer: ToolAnswer): boolean {
	try {
		return toItems(answer).some(({ error }) => error === undefined);
	} catch {
		return false; // an error's text, or the empty one that n8n puts in its place
	}
}

/** The answer of each call says that this one's SMS was sent. */
function expectSent(answers: ToolAnswer[]): void {
	const items = answers.map(toItems);
	for (const [item] of items) expect(item).toMatchObject({ sent: true });
	const transactions = items.map(([item]) => item?.transactionId);
	expect(new Set(transactions).size).toBe(answers.length);
}

/** Each sends or creates one thing in CINNOX, at the address that `path` names. */
const WRITES = [
	{
		tool: 'Send_SMS',
		path: /\/send_sms$/,
		parameters: SEND_SMS,
		input: { recipients: CUSTOMER, text: 'Hi' },
		count: ({ state }: Simulator) =>
			state.sms.filter(({ usage }) => usage === 'openAPI-sms').length,
	},
	{
		tool: 'Send_OTP',
		path: /\/send_otp$/,
		parameters: {
			resource: 'sms',
			operation: 'sendOtp',
			senderNumber: byId('HVCODE'),
			recipientNumber: fromAi('recipient'),
			text: 'Your code is %s',
			pinSource: 'generate',
		},
		input: { recipient: CUSTOMER },
		count: ({ state }: Simulator) =>
			state.sms.filter(({ usage }) => usage === 'openAPI-otp').length,
	},
	{
		tool: 'Send_message',
		path: /\/message-push$/,
		parameters: {
			resource: 'message',
			operation: 'send',
			roomId: idOf('room', 0),
			text: fromAi('text'),
		},
		input: { text: 'Hi' },
		count: ({ state }: Simulator) => state.messages.length,
	},
	{
		tool: 'Create_contact',
		path: /\/create_externalcontact$/,
		parameters: { resource: 'contact', operation: 'create', firstName: fromAi('firstName') },
		input: { firstName: 'Zenobia' },
		count: ({ state }: Simulator) =>
			[...state.contacts.values()].filter(({ input }) => input.firstName === 'Zenobia').length,
	},
];

describe.each(CALLERS)('under %s', (_name, toCaller, whySkipped = '') => {
	test('each tool acts as the App of its own credential', async () => {
		const tools = [
			sendSms('Hong_Kong', hongKong),
			sendSms('Singapore', singapore),
			sendSms('London', londonCredential),
		];
		const [first, second, third] = tools.map((tool) => tool.name) as [string, string, string];
		const { answers } = await toCaller().call(tools, [
			[toSms(first, 'HK 1'), toSms(second, 'SG 1'), toSms(third, 'LDN 1')],
			[toSms(third, 'LDN 2'), toSms(second, 'SG 2'), toSms(first, 'HK 2')],
		]);
		expect({
			hongKong: textsOf(world.simulator, HONG_KONG.appId),
			singapore: textsOf(world.simulator, SINGAPORE.appId),
			london: textsOf(london),
		}).toEqual({
			hongKong: ['HK 1', 'HK 2'],
			singapore: ['SG 1', 'SG 2'],
			london: ['LDN 1', 'LDN 2'],
		});
		expect(answers.map((answer) => toItems(answer)[0]?.sent)).toEqual(Array(6).fill(true));
	});

	const oneRefused = `a call that is refused keeps none of the same turn from being sent${whySkipped}`;
	test.skipIf(whySkipped !== '')(oneRefused, async () => {
		const caller = toCaller();
		const { answers } = await caller.call(
			[sendSms('Send', hongKong), sendSms('Send_too', hongKong)],
			[
				[
					toSms('Send', 'before'),
					toSms('Send', 'refused', 'no number'),
					toSms('Send', 'after'),
					toSms('Send_too', 'other tool'),
				],
			],
		);
		expect(textsOf(world.simulator)).toEqual(['after', 'before', 'other tool']);
		const [before, refused, after, other] = answers as [
			ToolAnswer,
			ToolAnswer,
			ToolAnswer,
			ToolAnswer,
		];
		expectSent([before, after, other]);
		expect(isOutput(refused)).toBe(false);
		if (caller.tellsErrors) expect(refused.content).toContain("'Recipient Numbers'");
	});

	describe('with Retry On Fail', () => {
		const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };

		const oneLost = 'nothing is sent again after a lost answer';
		for (const [setting, onError, why] of [
			['', {}, whySkipped],
			[', and On Error set to Continue', { onError: 'continueRegularOutput' }, ''],
		] as const) {
			test.skipIf(why !== '')(`${oneLost}${setting}${why}`, async () => {
				for (const { path } of WRITES) world.simulator.faults.add({ kind: 'dropAfter', path });
				const { answers } = await toCaller().call(
					WRITES.map(({ tool, parameters }) => ({
						name: tool,
						parameters,
						credential: hongKong,
						settings: { ...retry, ...onError },
					})),
					[WRITES.map(({ tool, input }) => ({ tool, input }))],
				);
				const counts = WRITES.map(({ tool, count, path }) => ({
					tool,
					tookEffect: count(world.simulator),
					requests: world.simulator.ledger.filter((entry) => path.test(entry.path)).length,
				}));
				expect(counts).toEqual(WRITES.map(({ tool }) => ({ tool, tookEffect: 1, requests: 1 })));
				// Nobody knows whether it was sent, so nobody is told that it was.
				expect(answers.filter(isOutput)).toEqual([]);
			});
		}

		test('the same text asked for again is sent again', async () => {
			const call = toSms('Send', 'Same');
			const { answers } = await toCaller().call(
				[sendSms('Send', hongKong, retry)],
				[[call, call], [call]],
			);
			expect(textsOf(world.simulator)).toEqual(['Same', 'Same', 'Same']);
			expectSent(answers);
		});

		const madeAgain = `an answer lost to one call is none of the same call made again${whySkipped}`;
		test.skipIf(whySkipped !== '')(madeAgain, async () => {
			world.simulator.faults.add({ kind: 'dropAfter', path: /\/send_sms$/ });
			const call = toSms('Send', 'Same');
			const { answers } = await toCaller().call(
				[sendSms('Send', hongKong, retry)],
				[[call, call], [call]],
			);
			expect(textsOf(world.simulator)).toEqual(['Same', 'Same', 'Same']);
			const sent = answers.filter(isOutput);
			expect(sent).toHaveLength(2);
			expectSent(sent);
		});
	});
});
