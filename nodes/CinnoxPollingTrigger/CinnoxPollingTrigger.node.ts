import '../values/oldestN8n';

import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { cinnoxApiTest } from '../transport/credentialTest';

import { poll } from './poll';
import { eventOptions } from './reports';

export class CinnoxPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CINNOX Polling Trigger',
		name: 'cinnoxPollingTrigger',
		icon: { light: 'file:../../icons/cinnox.svg', dark: 'file:../../icons/cinnox.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow when a report of CINNOX shows something new. For an n8n that CINNOX cannot reach, and to make up for what happened while n8n was down.',
		defaults: { name: 'CINNOX Polling Trigger' },
		builderHint: {
			searchHint:
				'Starts on what is new in the reports of CINNOX (calls, SMS, enquiries, recordings, campaigns), for an n8n that CINNOX can not reach, or to make up for downtime. Slower than the CINNOX Trigger, which gets events at once. The first poll starts from now.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-cinnox.cinnoxTrigger',
					relationHint: 'Events at once, where CINNOX can reach this n8n',
				},
			],
		},
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'cinnoxApi', required: true, testedBy: 'cinnoxApiTest' }],
		properties: [
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				options: eventOptions,
				default: [],
				required: true,
				description: 'What starts the workflow. The first poll starts from now.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'Late Rows (Minutes)',
						name: 'lateRows',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: 1440 },
						default: 15,
						description:
							'How late a row may appear in its report and still start the workflow. Also what the clocks of n8n and CINNOX may differ by.',
					},
					{
						displayName: 'Look Back (Hours)',
						name: 'lookBack',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 8760 },
						default: 0,
						description:
							'How far back the first poll reads. When it is changed, everything within that time comes once more, what came before included.',
					},
					{
						displayName: 'Simplify',
						name: 'simplify',
						type: 'boolean',
						default: true,
						description:
							'Whether to return a simplified version of the response instead of the raw data',
					},
					{
						displayName: 'Status Window (Hours)',
						name: 'statusWindow',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 720 },
						default: 24,
						description:
							'How long after it appeared a row is looked at again for another status, such as Enquiry Closed or SMS Delivered. A longer time costs more requests for each poll.',
					},
				],
			},
		],
	};

	methods = { credentialTest: { cinnoxApiTest } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
