/** What n8n's REST API takes and gives, as far as it is used here. */

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

/** Whose values a node loads from CINNOX: a parameter of a node that is not saved yet. */
export interface DynamicParameterQuery {
	nodeType: string;
	typeVersion?: number;
	/** The node's method that loads them. */
	method: string;
	parameter: string;
	parameters?: Record<string, unknown>;
	credentials: Record<string, CredentialReference>;
}

/** How a listed thing appears in a resource locator. */
export interface ListSearchResult {
	results: Array<{ name: string; value: string | number; url?: string; description?: string }>;
	paginationToken?: unknown;
}
