import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { CredentialReference, N8nClient, WorkflowJson } from '../../test/n8n/n8n-client.mts';
import { byId } from '../../test/support/resource-locator.mts';
import { repoRoot } from './paths.mts';

/** What a person who tries the example workflows has at hand. */
export interface Own {
	/** A number of the service that sends SMS. */
	number: string;
	/** A sender ID of the service; one-time passwords are sent from these only. */
	senderId: string;
	/** The mobile number of somebody who works there. */
	staffMobile: string;
	/** A conversation in CINNOX. */
	roomId: string;
	/** A folder that n8n may write to. */
	folder: string;
}

/** Parameters of nodes, by the node's name. */
type Settings = Record<string, Record<string, unknown>>;

const saveIn = (folder: string, fileName: string): Settings => ({
	'Save it': { fileName: `=${folder}/${fileName}` },
});

/**
 * The example workflows that the package ships, each with what its note tells a person to set besides
 * the credentials.
 */
const EXAMPLES = {
	'approval-by-sms': ({ number, staffMobile }) => ({
		'Ask by SMS': { senderNumber: byId(number), recipientNumber: staffMobile },
	}),
	'ask-the-reports': () => ({}),
	'auto-reply-to-inbound-sms': () => ({}),
	'bulk-sms-from-spreadsheet': ({ number }) => ({ 'Send SMS': { senderNumber: byId(number) } }),
	'claim-send-mark': ({ number }) => ({ 'Send SMS': { senderNumber: byId(number) } }),
	'contact-sync': () => ({}),
	'daily-report-to-file': ({ folder }) => saveIn(folder, '{{ $binary.data.fileName }}'),
	'delivery-failed-alert': ({ roomId }) => ({ 'Tell the team': { roomId: byId(roomId) } }),
	'each-inbound-sms-once': () => ({}),
	'missed-enquiry-or-call-to-staff': ({ number, staffMobile }) => ({
		'SMS to staff': { senderNumber: byId(number), recipientNumbers: staffMobile },
	}),
	'otp-by-webhook': ({ senderId }) => ({ 'Send PIN by SMS': { senderNumber: byId(senderId) } }),
	'recording-to-storage': ({ folder }) =>
		saveIn(folder, "{{ $('Recording is ready').item.json.id }}-{{ $binary.data.fileName }}"),
	'sign-in-with-otp': ({ senderId }) => ({ 'Send PIN by SMS': { senderNumber: byId(senderId) } }),
	'wait-for-a-reply': () => ({}),
	'who-is-calling': ({ roomId }) => ({ 'Tell the team': { roomId: byId(roomId) } }),
} satisfies Record<string, (own: Own) => Settings>;

export type ExampleWorkflow = keyof typeof EXAMPLES;

/** Sorted. */
export const exampleNames = Object.keys(EXAMPLES) as ExampleWorkflow[];

/** The data tables that example workflows work on, as their notes describe them. All columns are texts. */
const DATA_TABLES = {
	Customers: ['phone', 'first_name', 'last_name', 'email', 'company', 'status', 'note'],
	'Texts to send': ['recipient', 'text', 'status', 'claim', 'note'],
};

export const dataTableNames = Object.keys(DATA_TABLES) as Array<keyof typeof DATA_TABLES>;

/** Rows with which those examples do something at once, where nobody real gets a text. */
export const DEMO_ROWS: Record<keyof typeof DATA_TABLES, Array<Record<string, string>>> = {
	Customers: [
		{
			phone: '85291234567',
			first_name: 'Ada',
			last_name: 'Wong',
			company: 'Peak Tours',
			status: 'new',
		},
		{ phone: '12', first_name: 'Nobody', last_name: 'At All', status: 'new' },
	],
	'Texts to send': [
		{ recipient: '85291234567', text: 'Your table is booked for 8 pm.', status: 'new' },
		{ recipient: '12', text: 'This number is none.', status: 'new' },
	],
};

/** Makes the data table of an example in n8n. Returns its address in n8n's REST API. */
export async function createDataTable(
	client: N8nClient,
	name: keyof typeof DATA_TABLES,
	rows: Array<Record<string, string>> = [],
): Promise<string> {
	const { id: project } = await client.request<{ id: string }>('GET', '/rest/projects/personal');
	const tables = `/rest/projects/${project}/data-tables`;
	const { id } = await client.request<{ id: string }>('POST', tables, {
		name,
		columns: DATA_TABLES[name].map((column) => ({ name: column, type: 'string' })),
	});
	const table = `${tables}/${id}`;
	if (rows.length > 0) {
		await client.request('POST', `${table}/insert`, { data: rows, returnType: 'count' });
	}
	return table;
}

/** An example workflow as a user imports it, with saved credentials chosen. */
export function exampleWorkflow(
	name: ExampleWorkflow,
	credentials: Record<string, CredentialReference>,
): WorkflowJson {
	const file = path.join(repoRoot, 'workflows', `${name}.json`);
	return withCredentials(JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson, credentials);
}

/** The same, with everything set that its note tells a person to set. */
export function readyExample(
	name: ExampleWorkflow,
	credentials: Record<string, CredentialReference>,
	own: Own,
): WorkflowJson {
	const settings: Settings = EXAMPLES[name](own);
	return Object.entries(settings).reduce(
		(workflow, [node, parameters]) => withParameters(workflow, node, parameters),
		exampleWorkflow(name, credentials),
	);
}

/** A copy of a workflow whose nodes use these saved credentials, by credential type. */
function withCredentials<W extends WorkflowJson>(
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

/** A copy of a workflow with some parameters of one node changed. */
export function withParameters<W extends WorkflowJson>(
	workflow: W,
	nodeName: string,
	parameters: Record<string, unknown>,
): W {
	if (!workflow.nodes.some(({ name }) => name === nodeName)) {
		throw new Error(`"${workflow.name}" has no node "${nodeName}".`);
	}
	const nodes = workflow.nodes.map((node) =>
		node.name === nodeName ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
	);
	return { ...workflow, nodes };
}
