/**
 * The n8n versions that the tests run, and in what they differ for somebody who drives them from
 * outside. What differs for our package is no trait: it has to do the same on all of them.
 */
import path from 'node:path';

import { n8nFolder } from '../../scripts/lib/paths.mts';

/** One n8n that the tests can run. */
export interface N8nVersion {
	version: string;
	/** Holds its package.json and lockfile, and its node_modules once it is installed. */
	folder: string;
	/** The major version of the Node.js that runs it, of which `folder` installs one. */
	nodeMajor: number;
	/** The variable that holds the public address of webhooks. */
	webhookUrlVariable: 'N8N_WEBHOOK_URL' | 'WEBHOOK_URL';
	/** Parts of n8n that only cost time here; n8n refuses to start with one that it does not know. */
	unusedModules: string[];
	/**
	 * Whether triggers start after the request that activates their workflow, and a status tells how far
	 * that got. Elsewhere the answer comes once they have started, or says why they did not.
	 */
	publishesLater: boolean;
	/** A line of the log after which triggers of the last run have started, where n8n is ready before. */
	startedLine?: string;
	/** Whether an event waits for its answer where N8N_CONCURRENCY_PRODUCTION_LIMIT leaves no place. */
	answersWaitForPlace: boolean;
	/** Whether a manual run takes the workflow from the request instead of from the database. */
	runTakesWorkflow: boolean;
	/** The newest version of each node type that calls tools. */
	callers: { agent: number; agentTool: number; mcpTrigger: number };
	/** Whether an AI Agent of version 3 goes on when a tool failed. Else the failure ends its workflow. */
	agentSurvivesFailures: boolean;
	/** Whether an AI Agent of version 3 makes the calls of one turn from the last to the first. */
	lastCallFirst: boolean;
	/** Whether a person can be asked before a tool runs, and a tool of an AI Agent of version 3 may wait. */
	humanReview: boolean;
	/** Whether "Execute step" of a tool takes the tool's input under the tool's name, not as it is. */
	namesToolOfStep: boolean;
	/** Whether the node Data Table finds a table by its name. */
	findsTablesByName: boolean;
	/** What a declarative credential test says of a connection that is refused, and of one that breaks. */
	connectionErrors: { refused: string; broken: string };
	/** What n8n's own nodes read and write spreadsheets with. */
	spreadsheetLibrary: '@e965/xlsx' | 'xlsx';
}

const IN_SENTENCES = {
	refused: 'The service refused the connection - perhaps it is offline',
	broken:
		'The connection to the server was closed unexpectedly, perhaps it is offline. You can retry the request immediately or wait and retry later.',
};

/** From the newest to the oldest. */
export const N8N_VERSIONS: readonly N8nVersion[] = [
	{
		version: '2.41.1',
		folder: n8nFolder,
		nodeMajor: 24,
		webhookUrlVariable: 'N8N_WEBHOOK_URL',
		unusedModules: ['mcp-registry', 'instance-ai', 'agents', 'chat-hub', 'quick-connect'],
		publishesLater: true,
		answersWaitForPlace: true,
		runTakesWorkflow: false,
		callers: { agent: 3.1, agentTool: 3, mcpTrigger: 2.1 },
		agentSurvivesFailures: true,
		lastCallFirst: false,
		humanReview: true,
		namesToolOfStep: true,
		findsTablesByName: true,
		connectionErrors: { refused: 'ECONNREFUSED', broken: 'ECONNRESET' },
		spreadsheetLibrary: '@e965/xlsx',
	},
	{
		version: '2.33.7',
		folder: path.join(n8nFolder, 'versions/2.33.7'),
		nodeMajor: 24,
		webhookUrlVariable: 'N8N_WEBHOOK_URL',
		unusedModules: ['mcp-registry', 'instance-ai', 'agents', 'chat-hub', 'quick-connect'],
		publishesLater: false,
		startedLine: 'Editor is now accessible via:',
		answersWaitForPlace: true,
		runTakesWorkflow: false,
		callers: { agent: 3.1, agentTool: 3, mcpTrigger: 2 },
		agentSurvivesFailures: true,
		lastCallFirst: true,
		humanReview: true,
		namesToolOfStep: true,
		findsTablesByName: true,
		connectionErrors: IN_SENTENCES,
		spreadsheetLibrary: '@e965/xlsx',
	},
	{
		version: '1.123.81',
		folder: path.join(n8nFolder, 'versions/1.123.81'),
		nodeMajor: 22,
		webhookUrlVariable: 'WEBHOOK_URL',
		unusedModules: ['chat-hub'],
		publishesLater: false,
		startedLine: 'Editor is now accessible via:',
		answersWaitForPlace: false,
		runTakesWorkflow: true,
		callers: { agent: 3, agentTool: 2.2, mcpTrigger: 2 },
		agentSurvivesFailures: false,
		lastCallFirst: true,
		humanReview: false,
		namesToolOfStep: false,
		findsTablesByName: false,
		connectionErrors: IN_SENTENCES,
		spreadsheetLibrary: 'xlsx',
	},
];

/** Says which version the tests of a process run; the newest without it. */
export const VERSION_VARIABLE = 'CINNOX_TEST_N8N';

/**
 * The version of this name.
 *
 * @throws Error that names the known ones
 */
export function n8nVersion(name: string): N8nVersion {
	const found = N8N_VERSIONS.find(({ version }) => version === name);
	if (found) return found;
	const known = N8N_VERSIONS.map(({ version }) => version).join(', ');
	throw new Error(`There is no n8n ${name} among the tested versions: ${known}.`);
}

/** The newest version: what the demo and the benchmark run, and the tests unless they are told. */
export const NEWEST = N8N_VERSIONS[0]!;

/** The version that this process was told to run. */
export function chosenN8n(): N8nVersion {
	const name = process.env[VERSION_VARIABLE];
	return name ? n8nVersion(name) : NEWEST;
}
