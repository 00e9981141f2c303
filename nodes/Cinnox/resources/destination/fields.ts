import { clearFields } from '../../operation/clearFields';
import type { Field } from '../../operation/definition';
import { locator } from '../../operation/locator';

export const destination = locator({
	displayName: 'Destination',
	name: 'destination',
	list: 'getDestinations',
	description: 'A service group that enquiries are routed to',
});

const displayName: Field = {
	displayName: 'Display Name',
	name: 'displayName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Hong Kong Reservations',
	description: 'What staff and visitors see, 40 characters at most',
};

const supportLanguages: Field = {
	displayName: 'Language Names or IDs',
	name: 'supportLanguages',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getLanguageOptions' },
	default: ['*'],
	required: true,
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

const supportLocations: Field = {
	displayName: 'Location Names or IDs',
	name: 'supportLocations',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getLocationOptions' },
	default: ['*'],
	required: true,
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

const types: Field = {
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

const staffTargets: Field = {
	displayName: 'Staff Names or IDs',
	name: 'staffTargets',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getStaffOptions' },
	displayOptions: { show: { types: ['STAFF'] } },
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

const phoneTargets: Field = {
	displayName: 'Phone Numbers',
	name: 'phoneTargets',
	type: 'string',
	isList: true,
	displayOptions: { show: { types: ['PHONE'] } },
	default: '',
	placeholder: 'e.g. 85221234567, 6561234567',
	description:
		'Country code and number each, separated by commas or new lines, or an array from an expression',
};

const trunkTargets: Field = {
	displayName: 'SIP Trunk Numbers',
	name: 'trunkTargets',
	type: 'string',
	isList: true,
	displayOptions: { show: { types: ['TRUNK'] } },
	default: '',
	placeholder: 'e.g. 85230018001',
	description:
		'Country code and number each, separated by commas or new lines, or an array from an expression',
};

/** https://docs.cinnox.com/docs/create-destination */
export const destinationFields: Field[] = [
	displayName,
	types,
	staffTargets,
	phoneTargets,
	trunkTargets,
	supportLanguages,
	supportLocations,
];

/** What an update can empty; CINNOX wants everything else. */
export const clearDestination = clearFields([
	{ name: 'Phone Numbers', value: 'phoneTargets' },
	{ name: 'SIP Trunk Numbers', value: 'trunkTargets' },
	{ name: 'Staff', value: 'staffTargets' },
]);
