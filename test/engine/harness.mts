/**
 * Runs the built package in n8n-core's real engine, without the rest of n8n.
 *
 * n8n's own NodeTestHarness is not published, so this is the small part of it that a node needs:
 * the package is loaded by n8n's PackageDirectoryLoader, as n8n does, and items go through
 * WorkflowExecute. Requests really go out, to the simulator of test/simulator.
 */
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

import type * as n8nBlobStorage from '@n8n/blob-storage';
import type * as n8nDi from '@n8n/di';
import type * as n8nCore from 'n8n-core';
import type { ExecuteContext } from 'n8n-core';
import type * as n8nWorkflow from 'n8n-workflow';
import type {
	IBinaryData,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	IRun,
	ITaskData,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	NodeApiError,
} from 'n8n-workflow';

export { credentialOf } from '../support/credential.mts';

// Before n8n-core is loaded: it writes a key file into the user's home otherwise.
process.env.N8N_USER_FOLDER ??= mkdtempSync(join(tmpdir(), 'n8n-cinnox-engine-'));
process.env.N8N_LOG_LEVEL ??= 'silent';

// The CommonJS build, because that is the one that n8n-core and the nodes use: two copies would have
// two NodeApiError classes.
const require = createRequire(import.meta.url);
const {
	BinaryDataBlobManager,
	BinaryDataService,
	ErrorReporter,
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	PackageDirectoryLoader,
	RoutingNode,
	WorkflowExecute,
} = require('n8n-core') as typeof n8nCore;
const { S3ByteStore } = require('@n8n/blob-storage') as typeof n8nBlobStorage;
const { Container } = require('@n8n/di') as typeof n8nDi;
const { createRunExecutionData, NodeHelpers, Workflow } =
	require('n8n-workflow') as typeof n8nWorkflow;

export const packageRoot = join(import.meta.dirname, '../..');

const loader = new PackageDirectoryLoader(packageRoot);
await loader.loadAll();

// Files in the user folder, as n8n keeps them by default; without it they would go into memory.
export const binaryData = Container.get(BinaryDataService);
await binaryData.init();

/** The part of n8n's S3 client that storing a file needs. */
interface Bucket {
	put: (name: string, bytes: Buffer) => Promise<void>;
}

/**
 * Lets n8n store files in a bucket, which a real n8n does with an Enterprise licence only.
 *
 * @returns puts it back to what it was
 */
export function keepFilesInS3(bucket: Bucket): () => void {
	const service = binaryData as unknown as { mode: string };
	const { mode } = service;
	const store = new S3ByteStore(bucket as never);
	binaryData.setManager('s3', new BinaryDataBlobManager(store, Container.get(ErrorReporter)));
	service.mode = 's3';
	return () => (service.mode = mode);
}

/** The bytes of a file that a node put out. */
export async function readBinary(file: IBinaryData | undefined): Promise<Buffer> {
	if (!file) throw new Error('There is no file');
	return await binaryData.getAsBuffer(file);
}

/** The node types of the package, under the names that workflows use. */
export const nodeTypes = {
	getByName: (name: string) => getNodeType(name),
	getByNameAndVersion: (name: string) => getNodeType(name),
	getKnownTypes: () => ({}),
};

export function getNodeType(name: string): INodeType {
	// The tool of a node is the node itself under another name.
	const short = name.replace(/^n8n-nodes-cinnox\./, '').replace(/(InProcess)?Tool$/, '');
	const type = loader.getNode(short).type as INodeType;
	// As n8n's own node-types.js does. n8n-core's fallback for tests hands over no cancel signal.
	if (!type.execute && type.description.requestDefaults !== undefined) {
		type.execute = async function (this: IExecuteFunctions) {
			return (await new RoutingNode(this as unknown as ExecuteContext, type).runNode()) ?? [];
		};
	}
	// Where n8n runs a tool in its own process, RoutingNode runs the node and not what it brings along.
	return name.endsWith('InProcessTool')
		? (Object.create(type, { customOperations: { value: undefined } }) as INodeType)
		: type;
}

export interface NodeRun {
	/** Node parameters as in a workflow's JSON. */
	parameters: INodeParameters;
	credential: IDataObject;
	/** Input items; one empty item when absent. */
	items?: Array<IDataObject | INodeExecutionData>;
	/** Settings of the node, e.g. `onError`, `retryOnFail`. */
	settings?: Partial<INode>;
	timezone?: string;
	executionId?: string;
	/** Stops the execution when aborted. */
	signal?: AbortSignal;
	/** Runs the node again, as a loop in the workflow does. */
	runs?: number;
	/** How often it ran before in the same execution. */
	earlierRuns?: number;
}

export interface NodeResult {
	items: INodeExecutionData[];
	/** The second output, with `onError: 'continueErrorOutput'`. */
	errorItems: INodeExecutionData[];
	/** What the execution ended with, if it did not succeed. */
	error?: NodeApiError;
	run: IRun;
	tasks: ITaskData[];
}

/** Runs the action node once with the given items. */
export async function runNode(options: NodeRun): Promise<NodeResult> {
	const node: INode = {
		id: 'node-under-test',
		name: 'CINNOX',
		type: 'n8n-nodes-cinnox.cinnox',
		typeVersion: 1,
		position: [0, 0],
		credentials: { cinnoxApi: { id: '1', name: 'CINNOX' } },
		parameters: options.parameters,
		...options.settings,
	};
	const workflow = toWorkflow(node, options.timezone);
	const additionalData = toAdditionalData(options.credential, options.executionId);
	const items = (options.items ?? [{}]).map((item) =>
		'json' in item ? (item as INodeExecutionData) : { json: item as IDataObject },
	);
	const executionData = createRunExecutionData({
		executionData: {
			contextData: {},
			metadata: {},
			nodeExecutionStack: Array.from({ length: options.runs ?? 1 }, () => ({
				node,
				data: { main: [items] },
				source: null,
			})),
			waitingExecution: {},
			waitingExecutionSource: {},
		},
		resultData: { runData: earlierRuns(node, options.earlierRuns) },
	});

	const execution = new WorkflowExecute(additionalData, 'trigger', executionData);
	const running = execution.processRunExecutionData(workflow);
	options.signal?.addEventListener('abort', () => running.cancel(), { once: true });
	const run = await running;
	const tasks = run.data.resultData.runData[node.name] ?? [];
	const last = tasks.at(-1);
	return {
		items: last?.data?.main[0] ?? [],
		errorItems: last?.data?.main[1] ?? [],
		error: run.data.resultData.error as NodeApiError | undefined,
		run,
		tasks,
	};
}

function earlierRuns({ name }: INode, count = 0): Record<string, ITaskData[]> {
	if (count === 0) return {};
	const run = {
		startTime: 0,
		executionIndex: 0,
		executionTime: 0,
		source: [],
		data: { main: [[]] },
	};
	return { [name]: Array.from({ length: count }, () => ({ ...run })) };
}

/** Loads a list to pick from, as the editor does. */
export async function searchList(
	method: string,
	credential: IDataObject,
	filter?: string,
	paginationToken?: string,
	parameters: INodeParameters = {},
): Promise<INodeListSearchResult> {
	const context = toLoadContext(credential, parameters);
	const search = getNodeType('cinnox').methods?.listSearch?.[method];
	if (!search) throw new Error(`The node has no list method "${method}"`);
	return await search.call(context, filter, paginationToken);
}

/** Loads a field from which several can be picked, as the editor does. */
export async function loadOptions(
	method: string,
	credential: IDataObject,
): Promise<INodePropertyOptions[]> {
	const load = getNodeType('cinnox').methods?.loadOptions?.[method];
	if (!load) throw new Error(`The node has no options method "${method}"`);
	return await load.call(toLoadContext(credential));
}

function toLoadContext(credential: IDataObject, parameters: INodeParameters = {}) {
	const node: INode = {
		id: 'node-under-test',
		name: 'CINNOX',
		type: 'n8n-nodes-cinnox.cinnox',
		typeVersion: 1,
		position: [0, 0],
		credentials: { cinnoxApi: { id: '1', name: 'CINNOX' } },
		parameters,
	};
	const additionalData = {
		...toAdditionalData(credential),
		currentNodeParameters: parameters,
	};
	return new LoadOptionsContext(toWorkflow(node), node, additionalData, '');
}

/** The parameters as the editor would save them: what is shown, with its default. */
export function withDefaults(parameters: INodeParameters): INodeParameters {
	const { description } = getNodeType('cinnox');
	return (
		NodeHelpers.getNodeParameters(
			description.properties,
			parameters,
			true,
			false,
			null,
			description,
		) ?? {}
	);
}

export function toWorkflow(node: INode, timezone = 'UTC', staticData: IDataObject = {}) {
	return new Workflow({
		id: 'workflow-under-test',
		name: 'Workflow under test',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
		staticData,
		settings: { executionOrder: 'v1', timezone },
	});
}

/** What n8n gives to every execution: URLs, credentials, hooks. */
export function toAdditionalData(
	credential: IDataObject,
	executionId: string = randomUUID(),
): IWorkflowExecuteAdditionalData {
	const hooks = new ExecutionLifecycleHooks('trigger', executionId, {} as IWorkflowBase);
	const url = 'http://127.0.0.1:5678';
	return {
		executionId,
		instanceBaseUrl: url,
		restApiUrl: `${url}/rest`,
		formWaitingBaseUrl: `${url}/form-waiting`,
		webhookBaseUrl: `${url}/webhook`,
		webhookWaitingBaseUrl: `${url}/webhook-waiting`,
		webhookTestBaseUrl: `${url}/webhook-test`,
		variables: {},
		hooks,
		credentialsHelper: toCredentialsHelper(credential),
		externalSecretsProxy: {},
		setExecutionStatus: () => {},
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}

function toCredentialsHelper(credential: IDataObject) {
	const type = loader.getCredential('cinnoxApi').type;
	return {
		getParentTypes: () => [],
		isCredentialUsableByNode: async () => true,
		getDecrypted: async () => ({ ...credential }),
		getCredentials: async () => ({ id: '1', name: 'CINNOX', type: 'cinnoxApi' }),
		preAuthentication: async () => undefined,
		authenticate: async (data: IDataObject, _name: string, options: IDataObject) =>
			typeof type.authenticate === 'function'
				? await type.authenticate(data as never, options as never)
				: options,
		updateCredentials: async () => {},
	};
}
