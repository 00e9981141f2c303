import type { INodeProperties } from 'n8n-workflow';

export const staff: INodeProperties = {
	displayName: 'Staff Member',
	name: 'staff',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'A person with an account in the CINNOX service',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'getStaff', searchable: true },
		},
		{
			displayName: 'By EID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 64c1f0e2a1b2c3d4e5f60718',
		},
	],
};
