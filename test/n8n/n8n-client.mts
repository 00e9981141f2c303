import { requireFromN8n } from './install.mts';
import { waitFor } from './wait-for.mts';

export { waitFor, type WaitOptions } from './wait-for.mts';

export interface Owner {
	email: string;
	password: string;
	firstName: string;
	lastName: string;
}

export interface CredentialReference {
	id: string;
	name: string;
}

export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id?: string | null; name: string }>;
	[key: string]: unknown;
}

export interface WorkflowJson {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	pinData?: Record<string, unknown>;
	[key: string]: unknown;
}

export interface SavedWorkflow extends WorkflowJson {
	id: string;
	versionId: string;
	active: boolean;
	activeVersionId: string | null;
	checksum?: string;
}

export interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

export type ExecutionStatus =
	'canceled' | 'crashed' | 'error' | 'new' | 'running' | 'success' | 'unknown' | 'waiting';

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	startedAt: string;
	stoppedAt: string | null;
}

export interface NodeItem {
	json: Record<string, unknown>;
	pairedItem?: unknown;
	binary?: Record<string, unknown>;
	error?: unknown;
}

export interface NodeRun {
	executionStatus: string;
	executionTime: number;
	error?: { message: string; description?: string; [key: string]: unknown };
	data?: { main: Array<NodeItem[] | null> };
}

export interface Execution extends ExecutionSummary {
	workflowData: WorkflowJson;
	data: {
		resultData: {
			runData: Record<string, NodeRun[]>;
			error?: { message: string; description?: string; [key: string]: unknown };
			lastNodeExecuted?: string;
		};
		[key: string]: unknown;
	};
}

/** How a listed thing appears in a resource locator. */
export interface ListSearchResult {
	results: Array<{ name: string; value: string | number; url?: string; description?: string }>;
	paginationToken?: unknown;
}

/** An answer of n8n's REST API that is not a success. */
export class N8nApiError extends Error {
	readonly status: number;
	readonly body: unknown;

	constructor(method: string, path: string, status: number, body: unknown) {
		const text =
			typeof body === 'object' && body !== null && 'message' in body
				? String(body.message)
				: String(body).slice(0, 500);
		super(`n8n answered ${method} ${path} with ${status}: ${text}`);
		this.name = 'N8nApiError';
		this.status = status;
		this.body = body;
	}
}

/** n8n keeps execution data in this form. */
const flatted = () => requireFromN8n<{ parse(text: string): unknown }>('flatted');

/** What a person does in n8n's editor, over the same REST API. */
export class N8nClient {
	readonly baseUrl: string;
	/** n8n ties a session to the browser that opened it. */
	readonly #browserId = 'n8n-nodes-cinnox-tests';
	#cookie = '';

	constructor(baseUrl: string) {
		this.baseUrl = baseUrl;
	}

	/** Creates the owner of a fresh n8n and stays logged in as that owner. */
	async ownerSetup(owner: Owner): Promise<void> {
		await this.request('POST', '/rest/owner/setup', owner);
	}

	/** Logs in. */
	async login({ email, password }: Pick<Owner, 'email' | 'password'>): Promise<void> {
		await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	/** Saves a credential. */
	async createCredential(
		type: string,
		name: string,
		data: Record<string, unknown>,
	): Promise<CredentialReference> {
		const { id } = await this.request<CredentialReference>('POST', '/rest/credentials', {
			name,
			type,
			data,
		});
		return { id, name };
	}

	/** Replaces the data of a saved credential. */
	async updateCredential(
		{ id, name }: CredentialReference,
		type: string,
		data: Record<string, unknown>,
	): Promise<void> {
		await this.request('PATCH', `/rest/credentials/${id}`, { name, type, data });
	}

	/**
	 * What the editor does when a credential is saved: the credential's own test. The credential must
	 * be saved; `data` may differ from what was.
	 */
	async testCredential(
		{ id, name }: CredentialReference,
		type: string,
		data: Record<string, unknown>,
	): Promise<CredentialTestResult> {
		return await this.request('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data },
		});
	}

	/** The descriptions of all node types that n8n has loaded. */
	async nodeTypes(): Promise<Array<{ name: string; displayName: string; version: unknown }>> {
		return await this.request('GET', '/types/nodes.json');
	}

	/** Saves a new workflow. */
	async createWorkflow(workflow: WorkflowJson): Promise<SavedWorkflow> {
		return await this.request('POST', '/rest/workflows', {
			settings: {},
			...workflow,
			active: false,
		});
	}

	/** Saves changes of a workflow as a new version. It becomes live when that is activated. */
	async updateWorkflow(id: string, changes: Partial<WorkflowJson>): Promise<SavedWorkflow> {
		return await this.request('PATCH', `/rest/workflows/${id}`, changes);
	}

	/** A saved workflow. */
	async getWorkflow(id: string): Promise<SavedWorkflow> {
		return await this.request('GET', `/rest/workflows/${id}`);
	}

	/** Asks n8n to make a version live. Its triggers are started after this returns. */
	async activate(id: string, versionId: string): Promise<SavedWorkflow> {
		return await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	/** Ends a live workflow. Its triggers are ended after this returns. */
	async deactivate(id: string): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/** How far n8n got with starting or ending the triggers of a workflow. */
	async publicationStatus(id: string): Promise<PublicationStatus> {
		return await this.request('GET', `/rest/workflows/${id}/publication-status`);
	}

	/** Activates and waits until all triggers are started; throws what they complain about. */
	async activateAndWait(
		{ id, versionId }: Pick<SavedWorkflow, 'id' | 'versionId'>,
		timeoutMs = 60_000,
	): Promise<void> {
		await this.activate(id, versionId);
		let last: PublicationStatus | undefined;
		const settled = await waitFor(
			async () => {
				last = await this.publicationStatus(id);
				return last.status === 'published' || last.status === 'failed' ? last : undefined;
			},
			{
				describe: `the activation of workflow ${id}`,
				timeoutMs,
				details: () => `Publication status: ${JSON.stringify(last)}`,
			},
		);
		if (settled.status === 'failed') {
			const messages = settled.triggers.map((trigger) => trigger.errorMessage ?? trigger.status);
			throw new Error(`The workflow could not be activated: ${messages.join('; ')}`);
		}
	}

	/** Deactivates and waits until n8n has ended all triggers. */
	async deactivateAndWait(id: string, timeoutMs = 60_000): Promise<void> {
		await this.deactivate(id);
		await waitFor(async () => (await this.publicationStatus(id)).status === 'not_published', {
			describe: `the deactivation of workflow ${id}`,
			timeoutMs,
		});
	}

	/** Archives and deletes a workflow. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/archive`, {});
		await this.request('DELETE', `/rest/workflows/${id}`);
	}

	/**
	 * "Execute workflow" in the editor. With a webhook trigger n8n listens on its test URL instead
	 * of starting at once, and answers `waitingForWebhook`.
	 */
	async runWorkflow(
		id: string,
		trigger: string,
	): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
		return await this.request('POST', `/rest/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger },
		});
	}

	/** "Listen for test event" in the editor. */
	async listenForTestEvent(id: string, trigger: string): Promise<void> {
		const { waitingForWebhook } = await this.runWorkflow(id, trigger);
		if (!waitingForWebhook) throw new Error(`"${trigger}" does not listen for a test event.`);
	}

	/** "Stop listening" in the editor. The trigger is ended after this returns. */
	async stopListening(id: string): Promise<void> {
		await this.request('DELETE', `/rest/test-webhook/${id}`);
	}

	/** The latest executions, newest first. */
	async executions(
		filter: { workflowId?: string; status?: ExecutionStatus[] } = {},
	): Promise<ExecutionSummary[]> {
		const query = new URLSearchParams({ limit: '100', filter: JSON.stringify(filter) });
		const { results } = await this.request<{ results: ExecutionSummary[] }>(
			'GET',
			`/rest/executions?${query}`,
		);
		return results;
	}

	/** One execution with the data of every node. */
	async execution(id: string): Promise<Execution> {
		const execution = await this.request<Omit<Execution, 'data'> & { data: string }>(
			'GET',
			`/rest/executions/${id}`,
		);
		return { ...execution, data: flatted().parse(execution.data) as Execution['data'] };
	}

	/** Waits until an execution has ended, however it ended. */
	async finishedExecution(id: string, timeoutMs = 60_000): Promise<Execution> {
		return await waitFor(
			async () => {
				const execution = await this.execution(id);
				return ['new', 'running', 'waiting'].includes(execution.status) ? undefined : execution;
			},
			{ describe: `the end of execution ${id}`, timeoutMs },
		);
	}

	/** Waits until a workflow has at least that many executions that have ended; newest first. */
	async finishedExecutions(
		workflowId: string,
		count = 1,
		timeoutMs = 60_000,
	): Promise<ExecutionSummary[]> {
		return await waitFor(
			async () => {
				const ended = (await this.executions({ workflowId })).filter(
					({ status }) => !['new', 'running', 'waiting'].includes(status),
				);
				return ended.length >= count ? ended : undefined;
			},
			{ describe: `${count} ended execution(s) of workflow ${workflowId}`, timeoutMs },
		);
	}

	/** Runs a workflow that starts with a manual trigger, and returns the ended execution. */
	async runAndWait(id: string, trigger: string, timeoutMs = 60_000): Promise<Execution> {
		const { executionId } = await this.runWorkflow(id, trigger);
		if (!executionId) throw new Error(`"${trigger}" waits for a webhook; nothing was started.`);
		return await this.finishedExecution(executionId, timeoutMs);
	}

	/** What a resource locator's "From List" shows. */
	async listSearch(query: {
		nodeType: string;
		typeVersion?: number;
		method: string;
		parameter: string;
		parameters?: Record<string, unknown>;
		credentials: Record<string, CredentialReference>;
		filter?: string;
		paginationToken?: string;
	}): Promise<ListSearchResult> {
		return await this.request('POST', '/rest/dynamic-node-parameters/resource-locator-results', {
			path: `parameters.${query.parameter}`,
			methodName: query.method,
			nodeTypeAndVersion: { name: query.nodeType, version: query.typeVersion ?? 1 },
			currentNodeParameters: query.parameters ?? {},
			credentials: query.credentials,
			filter: query.filter,
			paginationToken: query.paginationToken,
		});
	}

	/** The options of a dropdown that a node loads. */
	async loadOptions(query: {
		nodeType: string;
		typeVersion?: number;
		method: string;
		parameter: string;
		parameters?: Record<string, unknown>;
		credentials: Record<string, CredentialReference>;
	}): Promise<Array<{ name: string; value: string | number; description?: string }>> {
		return await this.request('POST', '/rest/dynamic-node-parameters/options', {
			path: `parameters.${query.parameter}`,
			methodName: query.method,
			nodeTypeAndVersion: { name: query.nodeType, version: query.typeVersion ?? 1 },
			currentNodeParameters: query.parameters ?? {},
			credentials: query.credentials,
		});
	}

	/** Any request to n8n, with this session. Returns the `data` of the answer. */
	async request<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(this.baseUrl + path, {
			method,
			headers: {
				'browser-id': this.#browserId,
				...(this.#cookie ? { cookie: this.#cookie } : {}),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(60_000),
		});
		for (const cookie of response.headers.getSetCookie()) {
			if (cookie.startsWith('n8n-auth=')) this.#cookie = cookie.split(';', 1)[0] ?? '';
		}
		const text = await response.text();
		let answer: unknown = text;
		try {
			answer = JSON.parse(text);
		} catch {
			// An error page of a proxy or of a starting n8n; kept as it is for the message.
		}
		if (!response.ok) throw new N8nApiError(method, path, response.status, answer);
		if (typeof answer === 'object' && answer !== null && 'data' in answer) return answer.data as T;
		return answer as T;
	}
}

/** A copy of a workflow whose nodes use these saved credentials, by credential type. */
export function withCredentials<W extends WorkflowJson>(
	workflow: W,
	credentials: Record<string, CredentialReference>,
): W {
	const nodes = workflow.nodes.map((node) => {
		if (!node.credentials) return node;
		const linked = Object.entries(node.credentials).map(([type, reference]) => [
			type,
			credentials[type] ?? reference,
		]);
		return { ...node, credentials: Object.fromEntries(linked) };
	});
	return { ...workflow, nodes };
}
