import { randomUUID } from 'node:crypto';

import type { CredentialReference, WorkflowJson, WorkflowNode } from './n8n-client.mts';
import { chosenN8n } from './versions.mts';

const NODE_TYPE = 'n8n-nodes-cinnox.cinnox';
/** The twin of the node that n8n makes for AI agents. */
const TOOL_TYPE = `${NODE_TYPE}Tool`;
const LANGCHAIN = '@n8n/n8n-nodes-langchain';

/** The trigger of the workflows that are run by hand. */
export const START = 'When clicking "Execute workflow"';
/** An agent that is a tool of another one. */
export const SPECIALIST = 'Specialist';

/** A CINNOX node, in a workflow or as a tool. */
export interface CinnoxNode {
	/** Letters, digits and underscores only, so that the model is offered the tool under this name. */
	name: string;
	parameters: Record<string, unknown>;
	credential: CredentialReference;
	/** The node's Settings tab. */
	settings?: {
		retryOnFail?: boolean;
		maxTries?: number;
		/** In milliseconds. */
		waitBetweenTries?: number;
		onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	};
}

/** An agent and what hangs on it. */
export interface AgentParts {
	/** Version of the agent's node type. */
	version: number;
	/** Name of the script that its chat model follows. */
	model: string;
	/** The saved credential for the chat model. */
	openAi: CredentialReference;
	tools: CinnoxNode[];
}

/** A value that n8n asks the model for, as its editor writes it. */
export function fromAi(key: string, type: 'string' | 'number' | 'boolean' = 'string'): string {
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, '${type}') }}`;
}

/** A workflow in which the trigger starts CINNOX nodes one after the other, each with one item. */
export function nodesWorkflow(nodes: CinnoxNode[]): WorkflowJson {
	const workflow = emptyWorkflow(manualTrigger());
	for (const [index, node] of nodes.entries()) {
		// n8n runs the branches of a node from top to bottom.
		const position: [number, number] = [200, 100 * index];
		workflow.nodes.push({ ...toCinnoxNode(NODE_TYPE, node), position });
		connect(workflow, START, 'main', node.name);
	}
	return workflow;
}

/** A workflow that starts an AI Agent by hand. */
export function agentWorkflow(parts: AgentParts): WorkflowJson {
	const workflow = emptyWorkflow(manualTrigger());
	connect(workflow, START, 'main', addAgent(workflow, parts));
	return workflow;
}

/** A workflow that answers a webhook with what an AI Agent says, while it says it. */
export function streamingWorkflow(parts: AgentParts, path: string): WorkflowJson {
	const webhook = toNode('Webhook', 'n8n-nodes-base.webhook', 2.1, {
		path,
		httpMethod: 'POST',
		responseMode: 'streaming',
		options: {},
	});
	const workflow = emptyWorkflow({ ...webhook, webhookId: path });
	connect(workflow, webhook.name, 'main', addAgent(workflow, parts));
	return workflow;
}

/** A workflow in which the only tool of an AI Agent is another agent. */
export function nestedAgentWorkflow(outer: AgentParts, inner: AgentParts): WorkflowJson {
	const workflow = agentWorkflow(outer);
	const specialist = toNode(SPECIALIST, `${LANGCHAIN}.agentTool`, inner.version, PROMPT);
	addSubNodes(workflow, specialist, inner);
	connect(workflow, SPECIALIST, 'ai_tool', AGENT);
	return workflow;
}

/** A workflow that gives the tools to MCP clients. */
export function mcpWorkflow(tools: CinnoxNode[], path: string): WorkflowJson {
	const { callers } = chosenN8n();
	const trigger = toNode('MCP Server Trigger', `${LANGCHAIN}.mcpTrigger`, callers.mcpTrigger, {
		path,
	});
	const workflow = emptyWorkflow({ ...trigger, webhookId: path });
	addTools(workflow, tools, trigger.name);
	return workflow;
}

const AGENT = 'AI Agent';
const PROMPT = { text: 'Do what has to be done.', options: {} };

function addAgent(workflow: WorkflowJson, parts: AgentParts): string {
	const parameters = { promptType: 'define', ...PROMPT };
	addSubNodes(workflow, toNode(AGENT, `${LANGCHAIN}.agent`, parts.version, parameters), parts);
	return AGENT;
}

function addSubNodes(
	workflow: WorkflowJson,
	agent: WorkflowNode,
	{ model, openAi, tools }: AgentParts,
): void {
	const chatModel = toNode(`Model of ${agent.name}`, `${LANGCHAIN}.lmChatOpenAi`, 1.3, {
		model: { __rl: true, mode: 'id', value: model },
		responsesApiEnabled: false,
		options: { maxRetries: 0 },
	});
	workflow.nodes.push(agent, { ...chatModel, credentials: { openAiApi: openAi } });
	connect(workflow, chatModel.name, 'ai_languageModel', agent.name);
	addTools(workflow, tools, agent.name);
}

function addTools(workflow: WorkflowJson, tools: CinnoxNode[], owner: string): void {
	for (const tool of tools) {
		workflow.nodes.push(toCinnoxNode(TOOL_TYPE, tool));
		connect(workflow, tool.name, 'ai_tool', owner);
	}
}

function toCinnoxNode(
	type: string,
	{ name, parameters, credential, settings }: CinnoxNode,
): WorkflowNode {
	return {
		...toNode(name, type, 1, parameters),
		...settings,
		credentials: { cinnoxApi: credential },
	};
}

const manualTrigger = () => toNode(START, 'n8n-nodes-base.manualTrigger', 1);

function toNode(
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown> = {},
): WorkflowNode {
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters };
}

function emptyWorkflow(trigger: WorkflowNode): WorkflowJson {
	return {
		name: randomUUID(),
		nodes: [trigger],
		connections: {},
		// As n8n's editor makes workflows.
		settings: { executionOrder: 'v1' },
	};
}

function connect({ connections }: WorkflowJson, from: string, type: string, to: string): void {
	const ofNode = (connections[from] ??= {}) as Record<string, unknown[][]>;
	(ofNode[type] ??= [[]])[0]!.push({ node: to, type, index: 0 });
}
