import { clearFields } from '../../operation/clearFields';
import type { Field } from '../../operation/definition';
import { locator } from '../../operation/locator';

export const tag = locator({
	displayName: 'Tag',
	name: 'tag',
	list: 'getTags',
	description: 'What visitors choose to say what their enquiry is about',
});

export const tagName: Field = {
	displayName: 'Name',
	name: 'tagName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Book a trip',
	description: 'What visitors choose from',
	routing: { send: { type: 'body', property: 'basicInfo.tagName' } },
};

export const functionType: Field = {
	displayName: 'Function Types',
	name: 'functionType',
	type: 'multiOptions',
	options: [
		{ name: 'Call', value: 'CALL', description: 'Visitors can call' },
		{ name: 'Instant Message', value: 'IM', description: 'Visitors can write' },
	],
	default: ['IM'],
	required: true,
	description: 'What visitors can do with the tag',
	routing: { send: { type: 'body', property: 'functionType' } },
};

const tagNameLanguageSetting: Field = {
	displayName: 'Translations',
	name: 'tagNameLanguageSetting',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Translation',
	default: {},
	description:
		'Name and description in other languages. An update keeps the languages that are not listed.',
	options: [
		{
			displayName: 'Translation',
			name: 'values',
			values: [
				{
					displayName: 'Language',
					name: 'language',
					type: 'string',
					default: '',
					placeholder: 'e.g. zh',
					description: 'ISO 639-1 code',
				},
				{ displayName: 'Name', name: 'displayName', type: 'string', default: '' },
				{ displayName: 'Description', name: 'description', type: 'string', default: '' },
			],
		},
	],
};

/** The automatic messages, by their name in a body. https://docs.cinnox.com/docs/create-tag */
export const tagMessages: Record<string, string> = {
	closingMessage: 'Closing Message',
	timeoutRepeatMessage: 'Timeout Repeat Message',
	transferFailedMessage: 'Transfer Failed Message',
	welcomeMessage: 'Welcome Message',
};

const messageFields = Object.entries(tagMessages).map(([name, displayName]): Field => ({
	displayName,
	name,
	type: 'fixedCollection',
	placeholder: `Set ${displayName}`,
	default: {},
	description: 'What visitors are sent by itself. An update keeps what is left empty.',
	options: [
		{
			displayName: 'Message',
			name: 'values',
			values: [
				{
					displayName: 'Attachment',
					name: 'attachment',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/welcome.png',
					description: 'URL of a file to send along',
				},
				{
					displayName: 'Buttons',
					name: 'buttons',
					type: 'fixedCollection',
					typeOptions: { multipleValues: true, sortable: true },
					displayOptions: { show: { messageType: ['buttons', 'quickreply'] } },
					placeholder: 'Add Button',
					default: {},
					description:
						'What visitors can tap, in this order. They take the place of the ones that the message has.',
					options: [
						{
							displayName: 'Button',
							name: 'values',
							values: [
								{
									displayName: 'Title',
									name: 'buttonTitle',
									type: 'string',
									default: '',
									placeholder: 'e.g. Opening hours',
									description: 'What stands on the button',
								},
								{
									displayName: 'Payload',
									name: 'buttonPayload',
									type: 'string',
									default: '',
									placeholder: 'e.g. OPENING_HOURS',
									description: 'What a chatbot gets when the button is tapped; most need none',
								},
							],
						},
					],
				},
				{
					displayName: 'Content (JSON)',
					name: 'content',
					type: 'json',
					default: '{}',
					placeholder: 'e.g. { "title": "Hello" }',
					description:
						"A JSON object with more of the message, as CINNOX shows it under 'message' in the raw output of Tag > Get Many. The fields beside it win.",
				},
				{
					displayName: 'Enabled',
					name: 'enabled',
					type: 'boolean',
					default: true,
					description: 'Whether the message is sent',
				},
				{
					displayName: 'Message Type',
					name: 'messageType',
					type: 'options',
					options: [
						{
							name: 'As It Is',
							value: '',
							description: 'What the tag has, or what CINNOX takes by itself',
						},
						{ name: 'Buttons', value: 'buttons', description: 'With buttons below the text' },
						{ name: 'General', value: 'general', description: 'Text, and a file perhaps' },
						{
							name: 'Quick Reply',
							value: 'quickreply',
							description: 'With answers to tap, which vanish afterwards',
						},
					],
					default: '',
					description: 'How the message is shown',
				},
				{
					displayName: 'Text',
					name: 'description',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
					placeholder: 'e.g. Welcome! How can we help?',
					description: "The message's description",
				},
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: '',
					placeholder: 'e.g. Hello',
				},
			],
		},
	],
}));

/** What a tag holds besides its name and function types. */
export const tagDetails: Field[] = [
	{
		displayName: 'Custom Channel Info',
		name: 'customChannelInfo',
		type: 'json',
		default: '{}',
		description: 'A JSON object, as CINNOX shows it in Tag > Get Many. It replaces the whole one.',
	},
	{
		displayName: 'Description',
		name: 'tagDescription',
		type: 'string',
		default: '',
		placeholder: 'e.g. New bookings',
		routing: { send: { type: 'body', property: 'basicInfo.tagDescription' } },
	},
	{
		displayName: 'Icon',
		name: 'tagIcon',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/trip.png',
		description: 'URL of a picture',
		routing: { send: { type: 'body', property: 'basicInfo.tagIcon' } },
	},
	{
		displayName: 'Meta Data',
		name: 'metaData',
		type: 'string',
		isList: true,
		default: '',
		placeholder: 'e.g. home, booking',
		description:
			'Keywords that show or hide the tag, separated by commas or new lines, or an array from an expression. They replace the ones that it has.',
	},
	{
		displayName: 'Routing Rule (JSON)',
		name: 'routingRule',
		type: 'json',
		default: '{}',
		description: 'A JSON object, as CINNOX shows it in Tag > Get Many. It replaces the whole one.',
	},
	{
		displayName: 'Sticky Routing',
		name: 'stickyRouting',
		type: 'boolean',
		default: false,
		description: 'Whether visitors who return get the same staff member',
		routing: { send: { type: 'body', property: 'stickyRouting' } },
	},
	tagNameLanguageSetting,
	...messageFields,
];

/** What an update can empty. The messages have a switch of their own. */
export const clearTag = clearFields([
	{ name: 'Custom Channel Info', value: 'customChannelInfo' },
	{ name: 'Description', value: 'tagDescription' },
	{ name: 'Icon', value: 'tagIcon' },
	{ name: 'Meta Data', value: 'metaData' },
	{ name: 'Routing Rule', value: 'routingRule' },
	{ name: 'Translations', value: 'tagNameLanguageSetting' },
]);

export const resetHiddenFields: Field = {
	displayName: 'Reset Hidden Fields',
	name: 'resetHiddenFields',
	type: 'boolean',
	default: false,
	description:
		"Whether to update although 'Closing Message' and 'Sticky Routing' are not set. CINNOX does not show what a tag has there, so it may fall back to none.",
};
