import type { INodeProperties } from 'n8n-workflow';

/** https://docs.cinnox.com/docs/send-otp-sms */
export const senderNumber: INodeProperties = {
	displayName: 'Sender Number',
	name: 'senderNumber',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'A number or alphanumeric sender ID of the CINNOX service. OTPs need a sender ID.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'getNumbers', searchable: true },
		},
		{
			displayName: 'By Number or ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 85230001234 or CINNOX',
		},
	],
};

export const recipientNumbers: INodeProperties = {
	displayName: 'Recipient Numbers',
	name: 'recipientNumbers',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	required: true,
	placeholder: 'e.g. 85298765432, 6591234567',
	description:
		'Country code and number each, separated by commas or new lines, or an array from an expression. All get the same text in one request.',
};

export const recipientNumber: INodeProperties = {
	displayName: 'Recipient Number',
	name: 'recipientNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 85298765432',
	description: 'Country code and number',
};

export const text: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	placeholder: 'e.g. Your appointment is confirmed.',
	description: 'For an OTP the text must hold %s, where the PIN is put in',
};
