import { randomUUID } from 'node:crypto';

import type { World } from '../../scripts/lib/world.mts';
import type { ChatModel, OfferedTool, ToolAnswer, ToolCall, Turn } from './chat-model.mts';
import { connectMcp, type McpTransport } from './mcp-client.mts';
import type { CredentialReference, Execution } from './n8n-client.mts';
import {
	agentWorkflow,
	type CinnoxNode,
	mcpWorkflow,
	nestedAgentWorkflow,
	SPECIALIST,
	START,
	streamingWorkflow,
} from './tool-workflows.mts';
import { chosenN8n } from './versions.mts';

/** What tools were offered and what they answered. */
export interface ToolRun {
	/** Nothing where nobody is offered tools. */
	offered: OfferedTool[];
	/** In the order in which the tools were asked for. */
	answers: ToolAnswer[];
}

/** Something in n8n that calls tools. */
export interface ToolCaller {
	/** Whether n8n passes on why a tool failed. AI Agents before version 3 get an empty text. */
	tellsErrors: boolean;
	/** Calls the tools as the turns say; the calls of one turn are made at once where that can be. */
	call(tools: CinnoxNode[], turns: Turn[]): Promise<ToolRun>;
}

/** What the callers work with. */
export interface ToolWorld {
	world: World;
	chatModel: ChatModel;
	/** The saved credential for the chat model. */
	openAi: CredentialReference;
}

/** An AI Agent with tools. */
export function agentCaller({ world, chatModel, openAi }: ToolWorld, version: number): ToolCaller {
	return {
		tellsErrors: version >= 3,
		call: async (tools, turns) => {
			const model = toModelName();
			chatModel.play(model, turns);
			const workflow = agentWorkflow({ version, model, openAi, tools });
			const { id } = await world.client.createWorkflow(workflow);
			expectSuccess(await world.client.runAndWait(id, START));
			return chatModel.conversation(model);
		},
	};
}

/** An AI Agent in production whose answer is streamed, which takes another way through n8n. */
export function streamingAgentCaller(
	{ world, chatModel, openAi }: ToolWorld,
	version: number,
): ToolCaller {
	const { client, n8n } = world;
	return {
		tellsErrors: version >= 3,
		call: async (tools, turns) => {
			const model = toModelName();
			chatModel.play(model, turns);
			const path = randomUUID();
			const workflow = await client.createWorkflow(
				streamingWorkflow({ version, model, openAi, tools }, path),
			);
			await client.activateAndWait(workflow);
			const response = await fetch(`${n8n.baseUrl}/webhook/${path}`, { method: 'POST' });
			const events = await response.text();
			const [ended] = await client.finishedExecutions(workflow.id);
			expectSuccess(await client.execution(ended!.id));
			const conversation = chatModel.conversation(model);
			if (!events.includes('"type":"item"') || !conversation.requests.every((r) => r.stream)) {
				throw new Error(`n8n did not stream the answer, but gave ${response.status}: ${events}`);
			}
			return conversation;
		},
	};
}

/** An AI Agent whose only tool is another agent; that one has the tools. */
export function nestedAgentCaller(
	{ world, chatModel, openAi }: ToolWorld,
	toolVersion: number,
	version: number,
): ToolCaller {
	return {
		tellsErrors: toolVersion >= 3,
		call: async (tools, turns) => {
			const [outer, inner] = [toModelName(), toModelName()];
			chatModel.play(outer, [[{ tool: SPECIALIST }]]);
			chatModel.play(inner, turns);
			const workflow = nestedAgentWorkflow(
				{ version, model: outer, openAi, tools: [] },
				{ version: toolVersion, model: inner, openAi, tools },
			);
			const { id } = await world.client.createWorkflow(workflow);
			expectSuccess(await world.client.runAndWait(id, START));
			return chatModel.conversation(inner);
		},
	};
}

/** An MCP client that reaches the tools through an MCP Server Trigger. */
export function mcpCaller({ world }: ToolWorld, transport: McpTransport): ToolCaller {
	const { client, n8n } = world;
	return {
		tellsErrors: true,
		call: async (tools, turns) => {
			const path = randomUUID();
			await client.activateAndWait(await client.createWorkflow(mcpWorkflow(tools, path)));
			const mcp = await connectMcp(`${n8n.baseUrl}/mcp/${path}`, transport);
			try {
				const listed = await mcp.listTools();
				const answers = await answerTurns(turns, async (calls) => {
					const results = await Promise.all(
						calls.map(
							async ({ tool, input }) => await mcp.callTool({ name: tool, arguments: input }),
						),
					);
					return results.map(({ content }) => content.map(({ text = '' }) => text).join(''));
				});
				return { offered: listed.tools.map(toOffered), answers };
			} finally {
				await mcp.close();
			}
		},
	};
}

/** The button "Execute step" of a tool in the editor, pressed for each call, one after the other. */
export function stepCaller({ world, openAi }: ToolWorld): ToolCaller {
	const { client } = world;
	return {
		tellsErrors: true,
		call: async (tools, turns) => {
			const model = toModelName();
			const { id } = await client.createWorkflow(
				agentWorkflow({ version: chosenN8n().callers.agent, model, openAi, tools }),
			);
			const press = async ({ tool, input }: Required<ToolCall>): Promise<string> => {
				const { executionId } = await client.runBy(id, {
					destinationNode: { nodeName: tool, mode: 'inclusive' },
					triggerToStartFrom: { name: START },
					agentRequest: {
						query: chosenN8n().namesToolOfStep ? { [tool]: input } : input,
						tool: { name: tool },
					},
				});
				return readStep(await client.finishedExecution(executionId!));
			};
			const answers = await answerTurns(turns, async (calls) => {
				const contents: string[] = [];
				for (const call of calls) contents.push(await press(call));
				return contents;
			});
			return { offered: [], answers };
		},
	};
}

/** n8n puts a node of its own in the agent's place, which puts the tool's answer out as it is. */
function readStep({ data: { resultData } }: Execution): string {
	const { error, runData } = resultData;
	if (error) return error.message;
	return String(runData.PartialExecutionToolExecutor?.[0]?.data?.main[0]?.[0]?.json);
}

/** Goes through the turns where no model is there to do it. */
async function answerTurns(
	turns: Turn[],
	callAll: (calls: Array<Required<ToolCall>>) => Promise<string[]>,
): Promise<ToolAnswer[]> {
	const answers: ToolAnswer[] = [];
	for (const [turn, said] of turns.entries()) {
		const asked = typeof said === 'function' ? await said(answers) : said;
		if (typeof asked === 'string') break;
		const calls = asked.map(({ tool, input = {} }) => ({ tool, input }));
		for (const [index, content] of (await callAll(calls)).entries()) {
			answers.push({ ...calls[index]!, turn, index, content });
		}
	}
	return answers;
}

function toOffered(tool: {
	name: string;
	description?: string;
	inputSchema: Record<string, unknown>;
}): OfferedTool {
	return {
		name: tool.name,
		description: tool.description ?? '',
		parameters: tool.inputSchema,
	};
}

function expectSuccess({ status, data }: Execution): void {
	const { error } = data.resultData;
	if (status === 'success' && error === undefined) return;
	const said = [error?.message, error?.description].filter(Boolean).join(' ');
	throw new Error(`The agent ended with "${status}". ${said}`);
}

/** A script of its own for each conversation. */
function toModelName(): string {
	return `scripted-${randomUUID()}`;
}
