import type { INodeProperties } from 'n8n-workflow';

export const destination: INodeProperties = {
	displayName: 'Destination',
	name: 'destination',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'A service group that enquiries are routed to',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'getDestinations', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 64c1f0e2a1b2c3d4e5f60718',
		},
	],
};

const displayName: INodeProperties = {
	displayName: 'Display Name',
	name: 'displayName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Hong Kong Reservations',
	description: 'What staff and visitors see, 40 characters at most',
};

const supportLanguages: INodeProperties = {
	displayName: 'Language Names or IDs',
	name: 'supportLanguages',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getLanguageOptions' },
	default: ['*'],
	required: true,
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

const supportLocations: INodeProperties = {
	displayName: 'Location Names or IDs',
	name: 'supportLocations',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getLocationOptions' },
	default: ['*'],
	required: true,
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

const types: INodeProperties = {
	displayName: 'Types',
	name: 'types',
	type: 'multiOptions',
	options: [
		{ name: 'Phone', value: 'PHONE', description: 'Calls ring phone numbers' },
		{ name: 'SIP Trunk', value: 'TRUNK', description: 'Calls go to numbers of a SIP trunk' },
		{ name: 'Staff', value: 'STAFF', description: 'Enquiries go to staff members' },
	],
	default: ['STAFF'],
	required: true,
	description: 'Where enquiries go. Each type needs its targets.',
};

const staffTargets: INodeProperties = {
	displayName: 'Staff Names or IDs',
	name: 'staffTargets',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getStaffOptions' },
	displayOptions: { show: { types: ['STAFF'] } },
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

const phoneTargets: INodeProperties = {
	displayName: 'Phone Numbers',
	name: 'phoneTargets',
	type: 'string',
	displayOptions: { show: { types: ['PHONE'] } },
	default: '',
	placeholder: 'e.g. 85230001234, 6531290000',
	description:
		'Country code and number each, separated by commas or new lines, or an array from an expression',
};

const trunkTargets: INodeProperties = {
	displayName: 'SIP Trunk Numbers',
	name: 'trunkTargets',
	type: 'string',
	displayOptions: { show: { types: ['TRUNK'] } },
	default: '',
	placeholder: 'e.g. 85230018001',
	description:
		'Country code and number each, separated by commas or new lines, or an array from an expression',
};

/** https://docs.cinnox.com/docs/create-destination */
export const destinationFields: INodeProperties[] = [
	displayName,
	types,
	staffTargets,
	phoneTargets,
	trunkTargets,
	supportLanguages,
	supportLocations,
];
