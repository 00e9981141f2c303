/**
 * As much of n8n as a webhook trigger sees: a server that answers production and test URLs, and the
 * lifecycle in the order in which n8n 2.41 goes through it (webhooks/webhook.service.js,
 * webhooks/test-webhooks.js, workflows/triggers/workflow-trigger-activator.js). Hooks and webhook()
 * run on n8n-core's own HookContext and WebhookContext.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type * as n8nCore from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeParameters,
	IWebhookData,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

import type { Simulator } from '../../simulator/index.mts';
import { getNodeType, toAdditionalData, toWorkflow } from '../harness.mts';

const require = createRequire(import.meta.url);
const { HookContext, WebhookContext } = require('n8n-core') as typeof n8nCore;

/** A workflow that begins with a CINNOX Trigger. */
export interface TriggerWorkflow {
	webhookId: string;
	parameters: INodeParameters;
	credential: IDataObject;
	/** What n8n keeps in its database. */
	staticData: IDataObject;
}

export function triggerWorkflow(
	credential: IDataObject,
	events: string[],
	parameters: INodeParameters = {},
): TriggerWorkflow {
	return {
		webhookId: randomUUID(),
		parameters: { events, ...parameters },
		credential,
		staticData: {},
	};
}

export interface Run {
	mode: 'production' | 'test';
	item: IDataObject;
}

/** A workflow whose URL answers; `workflow` is the published version, as n8n reads it for every call. */
interface Registration {
	workflow: TriggerWorkflow;
	/** Test listening: lives as long as the listening. */
	staticData?: IDataObject;
	/** What to do when an event came. */
	received?: () => Promise<void>;
}

type HookName = 'checkExists' | 'create' | 'delete';

const trigger = getNodeType('cinnoxTrigger');
const [webhookDescription] = trigger.description.webhooks ?? [];

/** The small n8n. */
export class Host {
	readonly runs: Run[] = [];
	/** What the node wrote with `this.logger`, by n8n-core's own logger, is not kept; hooks called are. */
	readonly hooks: string[] = [];
	/** How many of the next runs n8n can't store, so that it answers 500. */
	failingRuns = 0;
	/** How long n8n takes to store a run before it answers, in ms. */
	runDelayMs = 0;
	/** The public address, when another one than the server's own. */
	publicUrl?: string;
	readonly #server: Server;
	readonly #registrations = new Map<string, Registration>();

	private constructor(server: Server) {
		this.#server = server;
		server.on('request', (request, response) => void this.#handle(request, response));
	}

	static async start(): Promise<Host> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return new Host(server);
	}

	get url(): string {
		return this.publicUrl ?? `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	productionUrl({ webhookId }: TriggerWorkflow): string {
		return `${this.url}/webhook/${webhookId}/webhook`;
	}

	testUrl({ webhookId }: TriggerWorkflow): string {
		return `${this.url}/webhook-test/${webhookId}/webhook`;
	}

	/** Publishing, or n8n's start: the route answers before the hooks are called. */
	async activate(workflow: TriggerWorkflow): Promise<void> {
		const key = `/webhook/${workflow.webhookId}/webhook`;
		this.#registrations.set(key, { workflow });
		const engine = this.#toEngine(workflow, workflow.staticData);
		try {
			if (!(await this.#call('checkExists', engine, workflow, false, 'activate'))) {
				await this.#call('create', engine, workflow, false, 'activate');
			}
		} catch (error) {
			await this.#call('delete', engine, workflow, false, 'update').catch(() => {});
			this.#registrations.delete(key);
			workflow.staticData = save(engine);
			throw error;
		}
		workflow.staticData = save(engine);
	}

	/** The route is gone before `delete` is called. */
	async deactivate(workflow: TriggerWorkflow): Promise<void> {
		this.#registrations.delete(`/webhook/${workflow.webhookId}/webhook`);
		const engine = this.#toEngine(workflow, workflow.staticData);
		await this.#call('delete', engine, workflow, false, 'update');
		workflow.staticData = save(engine);
	}

	/** Publishing a changed version: the old version's node is taken down, then the new one comes up. */
	async republish(workflow: TriggerWorkflow, changes: Partial<TriggerWorkflow>): Promise<void> {
		await this.deactivate(workflow);
		Object.assign(workflow, changes);
		await this.activate(workflow);
	}

	/** kill -9: no hook is called. Static data of what was under way is lost, published routes stay. */
	kill(): void {
		for (const key of this.#registrations.keys()) {
			if (key.startsWith('/webhook-test/')) this.#registrations.delete(key);
		}
	}

	/** "Listen for test event". */
	async listen(workflow: TriggerWorkflow): Promise<void> {
		const key = `/webhook-test/${workflow.webhookId}/webhook`;
		const staticData: IDataObject = {};
		const engine = this.#toEngine(workflow, staticData);
		const registration: Registration = {
			workflow,
			received: async () => await this.stopListening(workflow),
		};
		this.#registrations.set(key, registration);
		try {
			if (!(await this.#call('checkExists', engine, workflow, true, 'manual'))) {
				await this.#call('create', engine, workflow, true, 'manual');
			}
		} catch (error) {
			await this.#call('delete', engine, workflow, true, 'update');
			this.#registrations.delete(key);
			throw error;
		}
		registration.staticData = save(engine);
	}

	/** The event came, somebody stopped it, or two minutes are over. Rejects when `delete` does. */
	async stopListening(workflow: TriggerWorkflow): Promise<void> {
		const key = `/webhook-test/${workflow.webhookId}/webhook`;
		const registration = this.#registrations.get(key);
		if (registration === undefined) return;
		const engine = this.#toEngine(workflow, registration.staticData ?? {});
		await this.#call('delete', engine, workflow, true, 'update');
		this.#registrations.delete(key);
	}

	async close(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#toEngine(workflow: TriggerWorkflow, staticData: IDataObject): Workflow {
		const node: INode = {
			id: 'trigger-under-test',
			name: 'CINNOX Trigger',
			type: 'n8n-nodes-cinnox.cinnoxTrigger',
			typeVersion: 1,
			position: [0, 0],
			webhookId: workflow.webhookId,
			credentials: { cinnoxApi: { id: '1', name: 'CINNOX' } },
			parameters: workflow.parameters,
		};
		return toWorkflow(node, 'UTC', structuredClone(staticData));
	}

	#additionalData(credential: IDataObject): IWorkflowExecuteAdditionalData {
		return {
			...toAdditionalData(credential),
			instanceBaseUrl: this.url,
			webhookBaseUrl: `${this.url}/webhook`,
			webhookTestBaseUrl: `${this.url}/webhook-test`,
		};
	}

	async #call(
		name: HookName,
		engine: Workflow,
		workflow: TriggerWorkflow,
		isTest: boolean,
		activation: 'activate' | 'manual' | 'update',
	): Promise<boolean> {
		this.hooks.push(`${isTest ? 'test' : 'production'} ${name}`);
		const additionalData = this.#additionalData(workflow.credential);
		// n8n gives every `delete` the mode "internal" and the activation "update".
		const mode = name === 'delete' ? 'internal' : isTest ? 'manual' : 'trigger';
		const context = new HookContext(
			engine,
			engine.getNode('CINNOX Trigger') as INode,
			additionalData,
			mode,
			activation,
			this.#webhookData(workflow, additionalData, isTest),
		);
		const method = trigger.webhookMethods?.default?.[name];
		if (method === undefined) throw new Error(`The trigger has no method ${name}`);
		return await method.call(context);
	}

	#webhookData(
		{ webhookId }: TriggerWorkflow,
		workflowExecuteAdditionalData: IWorkflowExecuteAdditionalData,
		isTest: boolean,
	): IWebhookData {
		return {
			httpMethod: 'POST',
			node: 'CINNOX Trigger',
			path: `${webhookId}/webhook`,
			webhookDescription,
			workflowId: 'workflow-under-test',
			workflowExecuteAdditionalData,
			isTest,
		};
	}

	async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const [path, query = ''] = (request.url ?? '').split('?', 2);
		const registration = this.#registrations.get(path);
		if (registration === undefined || request.method !== 'POST') {
			reply(response, 404, {
				code: 404,
				message: `The requested webhook "${path}" is not registered.`,
			});
			return;
		}
		const isTest = path.startsWith('/webhook-test/');
		const rawBody = await readAll(request);
		const parsed = parseBody(request.headers['content-type'], rawBody);
		if ('refused' in parsed) {
			reply(response, 422, { code: 0, message: 'Failed to parse request body' });
			return;
		}
		const { workflow } = registration;
		const engine = this.#toEngine(workflow, registration.staticData ?? workflow.staticData);
		const additionalData = this.#additionalData(workflow.credential);
		additionalData.httpRequest = Object.assign(request, {
			ip: request.socket.remoteAddress,
			body: parsed.body,
			rawBody,
			params: {},
			query: Object.fromEntries(new URLSearchParams(query)),
		}) as never;
		additionalData.httpResponse = toResponse(response) as never;
		const context = new WebhookContext(
			engine,
			engine.getNode('CINNOX Trigger') as INode,
			additionalData,
			isTest ? 'manual' : 'webhook',
			this.#webhookData(workflow, additionalData, isTest),
			[],
			null,
		);
		const result = (await trigger.webhook?.call(context)) as IWebhookResponseData;
		if (result.workflowData !== undefined && this.runDelayMs > 0) await sleep(this.runDelayMs);
		if (result.workflowData !== undefined && this.failingRuns > 0) {
			this.failingRuns -= 1;
			reply(response, 500, { code: 0, message: 'The execution could not be stored' });
			return;
		}
		if (result.workflowData !== undefined) {
			const item = result.workflowData[0][0].json;
			// n8n keeps the item as JSON; whatever could not be kept must not be there.
			this.runs.push({
				mode: isTest ? 'test' : 'production',
				item: JSON.parse(JSON.stringify(item)),
			});
		}
		if (result.noWebhookResponse !== true) {
			reply(response, 200, toAnswer(result));
		}
		if (result.workflowData !== undefined) await registration.received?.();
	}
}

/**
 * As n8n's webhook-helpers.js and webhook-on-received-response-extractor.js do it: once a run is
 * started, the description's `responseData` goes first, and n8n has a default for it.
 */
function toAnswer({ workflowData, webhookResponse }: IWebhookResponseData): unknown {
	if (workflowData !== undefined) {
		const responseData = webhookDescription.responseData ?? 'firstEntryJson';
		if (responseData !== '') return responseData;
	}
	return webhookResponse ?? { message: 'Workflow was started' };
}

function save(engine: Workflow): IDataObject {
	return JSON.parse(JSON.stringify(engine.staticData)) as IDataObject;
}

function reply(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
	response.end(JSON.stringify(body));
}

/** Node's response with the method of Express's that the node uses. */
function toResponse(response: ServerResponse) {
	return Object.assign(response, {
		status: (status: number) => ({ json: (body: unknown) => reply(response, status, body) }),
	});
}

/**
 * What CINNOX has, as event -> webhook URL. Each URL must name its own subscription in its query, or
 * it comes out as it is.
 */
export function subscribedTo(simulator: Simulator, appId?: string): Record<string, string> {
	return Object.fromEntries(
		simulator.subscriptions(appId).map(({ event, path, url }) => {
			const query = `?subscription=${path}`;
			return [event, url.endsWith(query) ? url.slice(0, -query.length) : url];
		}),
	);
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

/** As n8n's middlewares/body-parser.js does it. */
function parseBody(
	header: string | undefined,
	rawBody: Buffer,
): { body: unknown } | { refused: true } {
	const mediaType = header?.split(';', 1)[0].trim();
	if (rawBody.length === 0) return { body: {} };
	if (mediaType === 'text/plain') return { body: rawBody.toString() };
	if (mediaType === 'application/x-www-form-urlencoded') {
		return { body: Object.fromEntries(new URLSearchParams(rawBody.toString())) };
	}
	if (mediaType !== 'application/json') return { body: {} };
	try {
		return { body: JSON.parse(rawBody.toString().replace(/^\uFEFF/, '')) };
	} catch {
		return { refused: true };
	}
}
