import type { INodeProperties } from 'n8n-workflow';

/** That a type can be sent follows from an error message: https://docs.cinnox.com/reference/error-codes-and-rate-limit */
export const channelType: INodeProperties = {
	displayName: 'Channel Type',
	name: 'channelType',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'Only channels of this type; all channels when empty',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'getChannelTypes', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. WHATSAPP' },
	],
};
