import { eventTypes } from '../../../subscriptions/eventTypes';

import type { Field } from '../../operation/definition';

const choices = [...eventTypes]
	.map(([value, { name }]) => ({ name: toTitle(name), value }))
	.sort((a, b) => a.name.localeCompare(b.name));

export const eventType: Field = {
	displayName: 'Event Type',
	name: 'eventType',
	type: 'options',
	options: choices,
	default: 'call',
	description: 'What CINNOX posts. It keeps one URL for each event type of an App.',
};

export const expectedEventTypes: Field = {
	displayName: 'Event Types',
	name: 'expectedEventTypes',
	type: 'multiOptions',
	options: choices,
	default: [],
	hint: 'All of the App when empty',
	description:
		"What should go to the 'Webhook URL'. Leave it empty to expect every subscription of the App there.",
};

export const webhookUrl: Field = {
	displayName: 'Webhook URL',
	name: 'webhookUrl',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. https://n8n.example.com/webhook/cinnox',
	description:
		'Where CINNOX posts the events. CINNOX has to reach it, and it has to answer the challenge that CINNOX posts first. CINNOX wants it for ending a subscription too.',
};

function toTitle(name: string): string {
	return name.replace(/(^|\s)[a-z]/g, (letter) => letter.toUpperCase());
}
