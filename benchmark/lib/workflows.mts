import { randomUUID } from 'node:crypto';

import type {
	CredentialReference,
	WorkflowJson,
	WorkflowNode,
} from '../../test/n8n/n8n-client.mts';
import { byId } from '../../test/support/resource-locator.mts';

/** The name of the node whose time is measured. */
export const MEASURED = 'Measured';

/** A node without its place in the workflow. */
export type Contender = Pick<WorkflowNode, 'type' | 'typeVersion' | 'parameters' | 'credentials'> &
	Record<string, unknown>;

/**
 * Webhook -> Split Out -> the node to measure (-> more nodes).
 *
 * Runs in production, as a live workflow does: a manual execution would make the HTTP Request node
 * send every request to the editor as well.
 */
export function itemsWorkflow(
	name: string,
	contender: Contender,
	after: Record<string, Contender> = {},
): { workflow: WorkflowJson; path: string } {
	const path = `bench-${randomUUID()}`;
	const chain: Record<string, Contender> = {
		Webhook: {
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			webhookId: path,
			parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', responseData: 'noData' },
		},
		'Split Out': {
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'body.items', options: {} },
		},
		[MEASURED]: contender,
		...after,
	};
	const names = Object.keys(chain);
	return {
		path,
		workflow: {
			name,
			nodes: names.map((node, index) => ({
				id: randomUUID(),
				name: node,
				position: [index * 220, 0],
				...chain[node]!,
			})),
			connections: Object.fromEntries(
				names
					.slice(0, -1)
					.map((node, index) => [
						node,
						{ main: [[{ node: names[index + 1], type: 'main', index: 0 }]] },
					]),
			),
			settings: { executionOrder: 'v1' },
		},
	};
}

/** What the contenders talk to. */
export interface Target {
	url: string;
	appId: string;
	credential: CredentialReference;
}

const credentials = ({ credential }: Target) => ({ cinnoxApi: credential });

/** Our node. */
export function cinnox(target: Target, parameters: Record<string, unknown>): Contender {
	return {
		type: 'n8n-nodes-cinnox.cinnox',
		typeVersion: 1,
		parameters,
		credentials: credentials(target),
	};
}

/** Our node, sending one SMS for each item. One expression. */
export function cinnoxSend(
	target: Target,
	senderNumber: string,
	text: string,
	options: Record<string, unknown> = {},
): Contender {
	return cinnox(target, {
		resource: 'sms',
		operation: 'send',
		senderNumber: byId(senderNumber),
		recipientNumbers: '={{ $json.recipient }}',
		text,
		additionalFields: {},
		options,
		requestOptions: {},
	});
}

/**
 * The HTTP Request node, sending a body for each item.
 *
 * @param path what follows the App ID
 * @param body an expression
 */
export function httpWrite(
	target: Target,
	method: 'POST' | 'PUT',
	path: string,
	body: string,
	options: Record<string, unknown> = {},
): Contender {
	const url = `${target.url}/v1/api/apps/${target.appId}/${path}`;
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.4,
		parameters: {
			method,
			url: path.includes('{{') ? `=${url}` : url,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'cinnoxApi',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: body,
			options,
		},
		credentials: credentials(target),
	};
}

/** The HTTP Request node, sending the same request for each item. One expression. */
export function httpSend(
	target: Target,
	senderNumber: string,
	text: string,
	batching?: { batchSize: number; batchInterval: number },
): Contender {
	return httpWrite(
		target,
		'POST',
		'send_sms',
		`={{ { senderNumber: "${senderNumber}", text: "${text}", recipientNumbers: [$json.recipient] } }}`,
		batching ? { batching: { batch: batching } } : {},
	);
}

/** Our node, reading all rows of the SMS report. */
export function cinnoxGetAll(target: Target): Contender {
	return cinnox(target, {
		resource: 'sms',
		operation: 'getAll',
		returnAll: true,
		timeRange: 'custom',
		output: 'simplified',
		options: {},
		requestOptions: {},
	});
}

/** The HTTP Request node with its own pagination, reading the same pages. */
export function httpGetAll(target: Target, pageSize: number): Contender {
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.4,
		parameters: {
			url: `${target.url}/v1/api/apps/${target.appId}/data/sms-detail`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'cinnoxApi',
			sendQuery: true,
			queryParameters: { parameters: [{ name: 'limit', value: String(pageSize) }] },
			options: {
				pagination: {
					pagination: {
						paginationMode: 'updateAParameterInEachRequest',
						parameters: {
							parameters: [
								{ type: 'qs', name: 'offset', value: `={{ $pageCount * ${pageSize} }}` },
							],
						},
						// The end is an answer with HTTP 400 and code 6451011, "no records found".
						paginationCompleteWhen: 'receiveSpecificStatusCodes',
						statusCodesWhenComplete: '400',
						limitPagesFetched: false,
						requestInterval: 0,
					},
				},
			},
		},
		credentials: credentials(target),
	};
}

/** A node that does nothing: what the rest of the workflow costs n8n. */
export const noOperation: Contender = {
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	parameters: {},
};

/** What makes the HTTP Request node's pages into items: a Split Out node behind it. */
export const splitPages: Contender = {
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'result', options: {} },
};

/** A workflow that begins with a trigger and does nothing. */
export function triggerOnlyWorkflow(name: string, trigger: Contender): WorkflowJson {
	return {
		name,
		nodes: [
			{ id: randomUUID(), name: 'Trigger', position: [0, 0], webhookId: randomUUID(), ...trigger },
			{ id: randomUUID(), name: 'Nothing', position: [220, 0], ...noOperation },
		],
		connections: { Trigger: { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}
