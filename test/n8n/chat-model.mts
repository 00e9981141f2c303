import { randomBytes } from 'node:crypto';

import fastify, { type FastifyReply } from 'fastify';

/** One tool that the model asks for. */
export interface ToolCall {
	/** The tool's name as n8n offers it: the node's name with other characters as underscores. */
	tool: string;
	input?: Record<string, unknown>;
}

/** What n8n told the model after a tool call. */
export interface ToolAnswer extends Required<ToolCall> {
	/** Position of the turn in the script, and of the call in its turn. */
	turn: number;
	index: number;
	/** Exactly what the model was told. */
	content: string;
}

/** What the model says in one turn: tools to call, or a text that ends the conversation. */
export type Turn =
	string | ToolCall[] | ((answers: ToolAnswer[]) => ToolCall[] | Promise<ToolCall[]>);

/** A tool as n8n describes it to the model. */
export interface OfferedTool {
	name: string;
	description: string;
	/** JSON Schema of the input. */
	parameters: Record<string, unknown>;
}

/** What one model of the server was asked. */
export interface Conversation {
	/** The tools of the last request. */
	offered: OfferedTool[];
	/** Answers to tool calls, in the order in which the script asks for the tools. */
	answers: ToolAnswer[];
	/** Bodies of all requests, in order. */
	requests: ChatRequest[];
}

/** The part of https://platform.openai.com/docs/api-reference/chat/create that n8n uses. */
export interface ChatRequest {
	model: string;
	stream?: boolean;
	messages: ChatMessage[];
	tools?: Array<{ type: 'function'; function: OfferedTool }>;
}

interface ChatMessage {
	role: string;
	content?: string | Array<{ text?: string }> | null;
	tool_call_id?: string;
}

interface Script {
	turns: Turn[];
	/** By tool call ID, as are the answers: each comes again with every later request. */
	calls: Map<string, Required<ToolCall>>;
	answers: Map<string, ToolAnswer>;
	offered: OfferedTool[];
	requests: ChatRequest[];
}

/** A chat model that says what a test wrote down for it, to any number of agents at once. */
export interface ChatModel {
	/** What the credential `openAiApi` takes as its Base URL. */
	url: string;
	/**
	 * Writes down what the model of this name says, turn by turn, and forgets what it was asked. Every
	 * agent that starts a conversation hears it from the beginning. After the last turn comes a text.
	 */
	play(model: string, turns: Turn[]): void;
	/** What was asked since `play`. */
	conversation(model: string): Conversation;
	close(): Promise<void>;
}

/** How a tool call's ID leads back to the turn that asked for it; IDs differ between conversations. */
const CALL_ID = /^call_([0-9a-f]+)_(\d+)_(\d+)$/;

/** Starts a server for OpenAI's `/v1/chat/completions` on a free loopback port. */
export async function startChatModel(): Promise<ChatModel> {
	const scripts = new Map<string, Script>();
	const scriptOf = (model: string): Script => {
		const script = scripts.get(model);
		if (!script) throw new Error(`Nothing was written down for the model "${model}".`);
		return script;
	};

	const server = fastify({ forceCloseConnections: true, bodyLimit: 64 * 2 ** 20 });
	server.post<{ Body: ChatRequest }>('/v1/chat/completions', async ({ body }, reply) => {
		const script = scriptOf(body.model);
		script.requests.push(body);
		script.offered = (body.tools ?? []).map((tool) => tool.function);
		const { id, next, answers } = readAnswers(script, body.messages);
		const turn = script.turns[next] ?? 'Done.';
		const said = typeof turn === 'function' ? await turn(answers) : turn;
		const message =
			typeof said === 'string'
				? { role: 'assistant', content: said }
				: {
						role: 'assistant',
						content: null,
						tool_calls: said.map(({ tool, input = {} }, index) => {
							const callId = `call_${id}_${next}_${index}`;
							script.calls.set(callId, { tool, input });
							const call = { name: tool, arguments: JSON.stringify(input) };
							return { id: callId, type: 'function', function: call };
						}),
					};
		return body.stream ? stream(reply, body.model, message) : toCompletion(body.model, message);
	});
	const address = await server.listen({ host: '127.0.0.1', port: 0 });

	return {
		url: `${address}/v1`,
		play: (model, turns) =>
			void scripts.set(model, {
				turns,
				calls: new Map(),
				answers: new Map(),
				offered: [],
				requests: [],
			}),
		conversation: (model) => {
			const { offered, answers, requests } = scriptOf(model);
			return {
				offered,
				answers: [...answers.values()].sort((a, b) => a.turn - b.turn || a.index - b.index),
				requests,
			};
		},
		close: async () => await server.close(),
	};
}

/** What the messages of a request say about the turns before it; noted in the script as well. */
function readAnswers(script: Script, messages: ChatMessage[]) {
	const answers: ToolAnswer[] = [];
	let id = randomBytes(6).toString('hex');
	let next = 0;
	for (const { tool_call_id: callId = '', content } of messages) {
		const call = script.calls.get(callId);
		if (!call) continue;
		const [, conversation, turn, index] = CALL_ID.exec(callId)!;
		id = conversation!;
		next = Math.max(next, Number(turn) + 1);
		const answer = { ...call, turn: Number(turn), index: Number(index), content: toText(content) };
		answers.push(answer);
		script.answers.set(callId, answer);
	}
	return { id, next, answers };
}

function toText(content: ChatMessage['content']): string {
	if (typeof content === 'string') return content;
	return (content ?? []).map(({ text = '' }) => text).join('');
}

const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

function finishReason(message: { tool_calls?: unknown }): string {
	return message.tool_calls === undefined ? 'stop' : 'tool_calls';
}

function toCompletion(model: string, message: { tool_calls?: unknown }) {
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 1,
		model,
		choices: [{ index: 0, message, finish_reason: finishReason(message) }],
		usage,
	};
}

/** The same as server-sent events, which n8n asks for when the agent's answer is streamed. */
function stream(
	reply: FastifyReply,
	model: string,
	message: { tool_calls?: object[] },
): FastifyReply {
	const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model };
	const delta = {
		...message,
		...(message.tool_calls && {
			tool_calls: message.tool_calls.map((call, index) => ({ index, ...call })),
		}),
	};
	const chunks = [
		{ ...head, choices: [{ index: 0, delta, finish_reason: null }] },
		{ ...head, choices: [{ index: 0, delta: {}, finish_reason: finishReason(message) }] },
		{ ...head, choices: [], usage },
	];
	const events = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'];
	return reply
		.header('content-type', 'text/event-stream')
		.send(events.map((event) => `data: ${event}\n\n`).join(''));
}
