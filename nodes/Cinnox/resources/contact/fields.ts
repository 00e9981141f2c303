import { clearFields } from '../../operation/clearFields';
import type { Field } from '../../operation/definition';
import { locator } from '../../operation/locator';

export const contact = locator({
	displayName: 'Contact',
	name: 'contact',
	list: 'getContacts',
	description: 'An external contact of the CINNOX service',
});

export const firstName: Field = {
	displayName: 'First Name',
	name: 'firstName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Mei',
};

export const lastName: Field = {
	displayName: 'Last Name',
	name: 'lastName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Chan',
	description: 'The CINNOX dashboard asks for it',
};

/** The two that most contacts have, where a person sees them at once. */
export const mobilePhone: Field = {
	displayName: 'Phone',
	name: 'phone',
	type: 'string',
	default: '',
	placeholder: 'e.g. 85298765432',
	description:
		"Mobile number: country code and number. Others go under 'Phones' in 'Additional Fields'.",
};

export const workEmail: Field = {
	displayName: 'Email',
	name: 'email',
	type: 'string',
	default: '',
	placeholder: 'e.g. name@email.com',
	description: "Email address at work. Others go under 'Emails' in 'Additional Fields'.",
};

const phones: Field = {
	displayName: 'Phones',
	name: 'phones',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Phone',
	default: {},
	description:
		'One for each type. An update keeps the types that are not listed or are left empty; Clear Fields removes a number.',
	options: [
		{
			displayName: 'Phone',
			name: 'values',
			values: [
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Home', value: 'Home' },
						{ name: 'Mobile', value: 'Mobile' },
						{ name: 'Other', value: 'Other' },
						{ name: 'Work', value: 'Work' },
					],
					default: 'Mobile',
				},
				{
					displayName: 'Phone',
					name: 'phone',
					type: 'string',
					default: '',
					placeholder: 'e.g. 85298765432',
					description: 'Country code and number',
				},
			],
		},
	],
};

const emails: Field = {
	displayName: 'Emails',
	name: 'emails',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Email',
	default: {},
	description:
		'One for each type. An update keeps the types that are not listed or are left empty; Clear Fields removes an address.',
	options: [
		{
			displayName: 'Email',
			name: 'values',
			values: [
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Other', value: 'Other' },
						{ name: 'Personal', value: 'Personal' },
						{ name: 'Work', value: 'Work' },
					],
					default: 'Work',
				},
				{
					displayName: 'Email',
					name: 'email',
					type: 'string',
					default: '',
					placeholder: 'e.g. name@email.com',
				},
			],
		},
	],
};

const addresses: Field = {
	displayName: 'Addresses',
	name: 'addresses',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Address',
	default: {},
	description: 'An update keeps those parts of the first address that are left empty',
	options: [
		{
			displayName: 'Address',
			name: 'values',
			values: [
				{ displayName: 'City', name: 'city', type: 'string', default: '' },
				{
					displayName: 'Country',
					name: 'country',
					type: 'string',
					default: '',
					placeholder: 'e.g. HK',
					description: 'Code of two letters, see Location > Get Many',
				},
				{ displayName: 'State', name: 'state', type: 'string', default: '' },
				{ displayName: 'Street', name: 'street', type: 'string', default: '' },
				{ displayName: 'Zip Code', name: 'zipcode', type: 'string', default: '' },
			],
		},
	],
};

/** The networks that the contact list shows; those that can be written are cut off in the pages. */
const socialContacts: Field = {
	displayName: 'Social Contacts',
	name: 'socialContacts',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Social Contact',
	default: {},
	description:
		'An update keeps the networks that are not listed or are left empty; Clear Fields removes an account',
	options: [
		{
			displayName: 'Social Contact',
			name: 'values',
			values: [
				{
					displayName: 'Network',
					name: 'key',
					type: 'options',
					options: [
						{ name: 'Facebook', value: 'facebook' },
						{ name: 'LINE', value: 'line' },
						{ name: 'LinkedIn', value: 'linkedin' },
						{ name: 'Twitter', value: 'twitter' },
						{ name: 'WeChat', value: 'weChat' },
						{ name: 'WhatsApp', value: 'whatsApp' },
						{ name: 'WOZTELL Facebook', value: 'woztellFacebook' },
						{ name: 'WOZTELL Instagram', value: 'woztellInstagram' },
						{ name: 'WOZTELL WhatsApp', value: 'woztellWhatsApp' },
					],
					default: 'whatsApp',
				},
				{
					displayName: 'Account',
					name: 'value',
					type: 'string',
					default: '',
					description: 'ID, name or number of the contact in that network',
				},
			],
		},
	],
};

/** What can be written besides the names. https://docs.cinnox.com/docs/create-external-contact */
export const contactDetails: Field[] = [
	addresses,
	{
		displayName: 'Birth Date',
		name: 'birthDate',
		type: 'dateTime',
		typeOptions: { dateOnly: true },
		default: '',
	},
	{
		displayName: 'Company',
		name: 'company',
		type: 'string',
		default: '',
		placeholder: 'e.g. Harbour Travel',
		routing: { send: { type: 'body', property: 'company' } },
	},
	emails,
	{
		displayName: 'Group',
		name: 'group',
		type: 'string',
		default: '',
		placeholder: 'e.g. Frequent travellers',
		routing: { send: { type: 'body', property: 'group' } },
	},
	{
		displayName: 'Job Title',
		name: 'jobTitle',
		type: 'string',
		default: '',
		placeholder: 'e.g. Buyer',
		routing: { send: { type: 'body', property: 'jobTitle' } },
	},
	{
		displayName: 'Language',
		name: 'language',
		type: 'string',
		default: '',
		placeholder: 'e.g. en',
		description: 'ISO 639-1 code, see Language > Get Many',
		routing: { send: { type: 'body', property: 'language' } },
	},
	{
		displayName: 'Level',
		name: 'level',
		type: 'options',
		options: [
			{ name: 'Primary', value: 'Primary' },
			{ name: 'Secondary', value: 'Secondary' },
			{ name: 'Tertiary', value: 'Tertiary' },
		],
		default: 'Primary',
		description: 'How important the contact is',
		routing: { send: { type: 'body', property: 'level' } },
	},
	phones,
	socialContacts,
	{
		displayName: 'Team',
		name: 'team',
		type: 'string',
		default: '',
		placeholder: 'e.g. Purchasing',
		description: "The contact's department; Contact > Get Many calls it so",
		routing: { send: { type: 'body', property: 'team' } },
	},
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		options: [
			{ name: 'Customer', value: 'Customer' },
			{ name: 'Lead', value: 'Lead' },
			{ name: 'Other', value: 'Others' },
			{ name: 'Prospect', value: 'Prospect' },
		],
		default: 'Lead',
		description: 'How far the contact is on the way to becoming a customer',
		routing: { send: { type: 'body', property: 'type' } },
	},
];

/** The names, where they are sent only if they are chosen. */
export const contactNames: Field[] = [firstName, lastName].map((field) => ({
	...field,
	routing: { send: { type: 'body', property: field.name } },
}));

/** What an update can empty: fields, and single entries as `list.key`. */
export const clearContact = clearFields([
	{ name: 'Addresses', value: 'addresses' },
	{ name: 'Birth Date', value: 'birthDate' },
	{ name: 'Company', value: 'company' },
	{ name: 'Email: Other', value: 'emails.Other' },
	{ name: 'Email: Personal', value: 'emails.Personal' },
	{ name: 'Email: Work', value: 'emails.Work' },
	{ name: 'First Name', value: 'firstName' },
	{ name: 'Group', value: 'group' },
	{ name: 'Job Title', value: 'jobTitle' },
	{ name: 'Language', value: 'language' },
	{ name: 'Last Name', value: 'lastName' },
	{ name: 'Level', value: 'level' },
	{ name: 'Phone: Home', value: 'phones.Home' },
	{ name: 'Phone: Mobile', value: 'phones.Mobile' },
	{ name: 'Phone: Other', value: 'phones.Other' },
	{ name: 'Phone: Work', value: 'phones.Work' },
	{ name: 'Social Contacts', value: 'socialContacts' },
	{ name: 'Team', value: 'team' },
	{ name: 'Type', value: 'type' },
]);
