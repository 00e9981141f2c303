import { randomUUID } from 'node:crypto';

import type { Simulator } from '../simulator/index.mts';
import type { CredentialReference, WorkflowJson } from './n8n-client.mts';

/** A workflow that starts on CINNOX events and does nothing else. */
export function triggerOn(
	cinnoxApi: CredentialReference,
	events: string[],
	parameters: Record<string, unknown> = {},
): WorkflowJson {
	return {
		name: `On ${events.join(', ')}`,
		nodes: [
			{
				id: randomUUID(),
				webhookId: randomUUID(),
				name: 'CINNOX Trigger',
				type: 'n8n-nodes-cinnox.cinnoxTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: { events, ...parameters },
				credentials: { cinnoxApi },
			},
		],
		connections: {},
	} as WorkflowJson;
}

/**
 * What CINNOX is subscribed to: event -> webhook URL. A URL that does not name its own subscription
 * in its query comes out as it is.
 */
export function subscribedTo(simulator: Simulator, appId?: string): Record<string, string> {
	return Object.fromEntries(
		simulator.subscriptions(appId).map(({ event, path, url }) => {
			const query = `?subscription=${path}`;
			return [event, url.endsWith(query) ? url.slice(0, -query.length) : url];
		}),
	);
}
