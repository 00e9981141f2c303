/**
 * As much of n8n as a polling trigger sees: polls on n8n-core's own PollContext, and static data that
 * goes through JSON between them, as through n8n's database.
 */
import { createRequire } from 'node:module';

import type * as n8nCore from 'n8n-core';
import type { IDataObject, INode, INodeParameters, WorkflowExecuteMode } from 'n8n-workflow';

import { getNodeType, toAdditionalData, toWorkflow } from '../harness.mts';

const require = createRequire(import.meta.url);
const { PollContext } = require('n8n-core') as typeof n8nCore;

const NAME = 'CINNOX Polling Trigger';

/** A published workflow that begins with a CINNOX Polling Trigger. */
export class Poller {
	parameters: INodeParameters;
	credential: IDataObject;
	/** What n8n keeps in its database. */
	staticData: IDataObject = {};

	constructor(credential: IDataObject, events: string[], options: IDataObject = {}) {
		this.credential = credential;
		this.parameters = { events, options: options as INodeParameters };
	}

	/** One poll by the clock. Items, or null when nothing is started. */
	async poll(mode: WorkflowExecuteMode = 'trigger'): Promise<IDataObject[] | null> {
		const node: INode = {
			id: 'trigger-under-test',
			name: NAME,
			type: 'n8n-nodes-cinnox.cinnoxPollingTrigger',
			typeVersion: 1,
			position: [0, 0],
			credentials: { cinnoxApi: { id: '1', name: 'CINNOX' } },
			parameters: this.parameters,
		};
		const workflow = toWorkflow(node, 'Asia/Hong_Kong', structuredClone(this.staticData));
		const context = new PollContext(
			workflow,
			workflow.getNode(NAME) as INode,
			toAdditionalData(this.credential),
			mode,
			mode === 'manual' ? 'manual' : 'activate',
		);
		const output = await getNodeType('cinnoxPollingTrigger').poll?.call(context);
		this.staticData = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
		return output ? output[0].map(({ json }) => JSON.parse(JSON.stringify(json))) : null;
	}

	/** "Test step" in the editor. */
	async test(): Promise<IDataObject[] | null> {
		return await this.poll('manual');
	}
}
