import type { INodeProperties } from 'n8n-workflow';

/** https://docs.cinnox.com/docs/get-sent-campaigns-summary */
export const campaign: INodeProperties = {
	displayName: 'Campaign',
	name: 'campaign',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The list shows the last 30 days; older ones go by ID',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'getCampaigns', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 64c1f0e2a1b2c3d4e5f60718',
		},
	],
};
