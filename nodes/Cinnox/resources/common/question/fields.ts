import type { Field } from '../../../operation/definition';

/** Named as n8n's own nodes name it: the human-review tool for AI agents fills it by this name. */
export const message: Field = {
	displayName: 'Message',
	name: 'message',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	placeholder: 'e.g. May we refund order 4711?',
	description:
		'What the person is asked. The address of a page with the answers follows it, about 155 characters, so that an SMS is billed as two at least.',
};

export const responseType: Field = {
	displayName: 'Response Type',
	name: 'responseType',
	type: 'options',
	options: [
		{ name: 'Approval', value: 'approval', description: 'A button to approve, and one to decline' },
		{ name: 'Choice', value: 'choice', description: 'A button for each answer that you name' },
		{ name: 'Free Text', value: 'freeText', description: 'A field to write into' },
	],
	default: 'approval',
	description: 'How the person answers on the page. Opening the page decides nothing.',
};

export const approvalOptions: Field = {
	displayName: 'Approval Options',
	name: 'approvalOptions',
	type: 'fixedCollection',
	displayOptions: { show: { responseType: ['approval'] } },
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Values',
			name: 'values',
			values: [
				{
					displayName: 'Type of Approval',
					name: 'approvalType',
					type: 'options',
					options: [
						{ name: 'Approve Only', value: 'single' },
						{ name: 'Approve and Disapprove', value: 'double' },
					],
					default: 'single',
				},
				{
					displayName: 'Approve Button Label',
					name: 'approveLabel',
					type: 'string',
					displayOptions: { show: { approvalType: ['single', 'double'] } },
					default: 'Approve',
				},
				{
					displayName: 'Disapprove Button Label',
					name: 'disapproveLabel',
					type: 'string',
					displayOptions: { show: { approvalType: ['double'] } },
					default: 'Decline',
				},
			],
		},
	],
};

export const choices: Field = {
	displayName: 'Choices',
	name: 'answerChoices',
	type: 'string',
	isList: true,
	displayOptions: { show: { responseType: ['choice'] } },
	typeOptions: { rows: 2 },
	default: '',
	// Not marked as required: with an expression in Response Type n8n would ask for it in any case.
	placeholder: 'e.g. Morning, Afternoon, Not at all',
	description:
		'The answers to choose from, separated by commas or new lines, or an array from an expression',
};

/** What every question shows below whom it is for. */
export const questionFields = [message, responseType, approvalOptions, choices];

export const limitWaitTime: Field = {
	displayName: 'Limit Wait Time',
	name: 'limitWaitTime',
	type: 'fixedCollection',
	default: { values: { limitType: 'afterTimeInterval', resumeAmount: 45, resumeUnit: 'minutes' } },
	description:
		"When the workflow goes on without an answer, with 'timedOut' in the output. n8n may be a minute late.",
	options: [
		{
			displayName: 'Values',
			name: 'values',
			values: [
				{
					displayName: 'Limit Type',
					name: 'limitType',
					type: 'options',
					options: [
						{
							name: 'After Time Interval',
							value: 'afterTimeInterval',
							description: 'Waits for a certain amount of time',
						},
						{
							name: 'At Specified Time',
							value: 'atSpecifiedTime',
							description: 'Waits until a date and time',
						},
					],
					default: 'afterTimeInterval',
				},
				{
					displayName: 'Amount',
					name: 'resumeAmount',
					type: 'number',
					displayOptions: { show: { limitType: ['afterTimeInterval'] } },
					typeOptions: { minValue: 0 },
					default: 1,
				},
				{
					displayName: 'Unit',
					name: 'resumeUnit',
					type: 'options',
					displayOptions: { show: { limitType: ['afterTimeInterval'] } },
					options: [
						{ name: 'Minutes', value: 'minutes' },
						{ name: 'Hours', value: 'hours' },
						{ name: 'Days', value: 'days' },
					],
					default: 'hours',
				},
				{
					displayName: 'Max Date and Time',
					name: 'maxDateAndTime',
					type: 'dateTime',
					displayOptions: { show: { limitType: ['atSpecifiedTime'] } },
					default: '',
					description: "In the workflow's time zone unless it names another",
				},
			],
		},
	],
};

export const pageTitle: Field = {
	displayName: 'Page Title',
	name: 'pageTitle',
	type: 'string',
	default: 'Your answer, please',
	description: 'The heading of the page',
};

export const submitLabel: Field = {
	displayName: 'Submit Button Label',
	name: 'submitLabel',
	type: 'string',
	default: 'Send',
	description: 'The button below the field for a free text',
};

export const confirmation: Field = {
	displayName: 'Confirmation',
	name: 'confirmation',
	type: 'string',
	default: 'Thank you. You can close this page.',
	description: 'What the page says once the person has answered',
};

export const questionOptions = [limitWaitTime, pageTitle, submitLabel, confirmation];
