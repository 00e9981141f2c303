/** Every field of every operation filled in, from the description that n8n has loaded. */
import { createRequire } from 'node:module';

import type * as n8nWorkflow from 'n8n-workflow';
import type { INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { idOf } from '../simulator/index.mts';
import { getNodeType } from './harness.mts';
import { byId } from './support.mts';

const { NodeHelpers } = createRequire(import.meta.url)('n8n-workflow') as typeof n8nWorkflow;

type Values = Record<string, unknown>;

export interface FilledIn {
	/** As in `sms:send`. */
	name: `${string}:${string}`;
	/** Which choice this variant makes, e.g. `recordingOf = conference`. */
	variant: string;
	parameters: INodeParameters;
}

/** Where a value of the field's type would not do. */
const BY_NAME: Values = {
	answerChoices: 'Yes, No',
	attachment: 'https://example.com/a.png',
	birthDate: '1985-04-23',
	// What is emptied can't be set.
	clearFields: [],
	call: byId(idOf('call', 0)),
	conference: byId(idOf('conference', 0)),
	contact: byId(idOf('contact', 1)),
	country: 'HK',
	customChannelInfo: '{ "sample": "x" }',
	dryRun: false,
	email: 'name@example.com',
	enabled: true,
	endAt: '2026-01-31T00:00:00',
	endpointPath: '',
	from: '85292110001',
	jsonBody: '{}',
	labelIds: [idOf('label', 1)],
	language: 'en',
	limit: 3,
	// Looks once.
	limitMinutes: 0,
	lookBackDays: 365,
	listProperty: '',
	maxConcurrency: 10,
	maxDateAndTime: '2030-01-01T00:00:00',
	maxSegments: 5,
	path: 'labels',
	phone: '85298765432',
	content: '{ "sample": "x" }',
	phoneTargets: '85221234567',
	pin: '482913',
	pinLength: 6,
	queryJson: '{}',
	recipientNumber: '85292110001',
	recipientNumbers: '85292110001, 6591110002',
	returnAll: false,
	returnAllPages: false,
	routingRule: '{ "sample": "x" }',
	senderNumber: byId('HVCODE'),
	since: '2026-01-01T00:00:00',
	staffTargets: [idOf('staff', 0)],
	startAt: '2026-01-01T00:00:00',
	supportLanguages: ['en'],
	supportLocations: ['HK'],
	tag: byId(idOf('tag', 0)),
	text: 'Your code is %s',
	to: byId('85230018000'),
	trunkTargets: '85230018001',
	types: ['STAFF', 'PHONE', 'TRUNK'],
	validity: 10,
	webhookUrl: 'https://n8n.example.com/webhook/cinnox',
	whatsAppSender: '85230018000',
};

/** By the choice of what a contact is matched by. */
const MATCH_VALUES: Values = {
	email: 'name@example.com',
	id: idOf('contact', 1),
	phone: '85298765432',
};

const description = (): INodeTypeDescription => getNodeType('cinnox').description;

/** The operations of the node, one entry for each choice that each of their fields offers. */
export function filledIn(resource: string, operation: string): FilledIn[] {
	const which = { resource, operation };
	const first = fill(which, {});
	const name = `${resource}:${operation}` as const;
	return [
		{ name, variant: 'first choices', parameters: first.parameters },
		...[...first.choices].flatMap(([field, values]) =>
			values.slice(1).map((value) => ({
				name,
				variant: `${field} = ${String(value)}`,
				parameters: fill(which, { [field]: value }).parameters,
			})),
		),
	];
}

function fill(which: { resource: string; operation: string }, chosen: Values) {
	const choices = new Map<string, unknown[]>();
	const parameters: Values = { ...which };
	// In the order of the description, in which a field comes after those that show it.
	for (const field of description().properties) {
		if (field.type === 'notice' || field.name === 'requestOptions' || field.name in which) continue;
		if (isShown(field, parameters))
			parameters[field.name] = valueOf(field, { chosen, choices, root: parameters });
	}
	return { parameters: parameters as INodeParameters, choices };
}

interface Filling {
	chosen: Values;
	/** Path of a field with choices -> the choices. */
	choices: Map<string, unknown[]>;
	root: Values;
}

function valueOf(field: INodeProperties, filling: Filling, inside = ''): unknown {
	const { name, type, options = [] } = field;
	const path = `${inside}${name}`;
	if (name === 'output') return 'raw';
	switch (type) {
		case 'collection':
			return Object.fromEntries(
				(options as INodeProperties[])
					.filter((option) => isShown(option, filling.root))
					.map((option) => [option.name, valueOf(option, filling, `${path}.`)]),
			);
		case 'fixedCollection': {
			const [{ values }] = options as n8nWorkflow.INodePropertyCollection[];
			const entry = Object.fromEntries(
				values.map((value) => [value.name, valueOf(value, filling, `${path}.`)]),
			);
			return { values: field.typeOptions?.multipleValues ? [entry] : entry };
		}
		case 'options': {
			const values = (options as n8nWorkflow.INodePropertyOptions[]).map(({ value }) => value);
			// Of all countries of the world the first three.
			filling.choices.set(path, values.length > 50 ? values.slice(0, 3) : values);
			return filling.chosen[path] ?? values[0];
		}
	}
	if (name === 'matchValue') return MATCH_VALUES[String(filling.root.matchBy)];
	if (name in BY_NAME) return BY_NAME[name];
	switch (type) {
		case 'multiOptions':
			return (options as n8nWorkflow.INodePropertyOptions[]).map(({ value }) => value);
		case 'boolean':
			return true;
		case 'number':
			return 2;
		case 'resourceLocator':
			return byId('64c1f0e2a1b2c3d4e5f60718');
		case 'json':
			return '{}';
		default:
			return 'sample';
	}
}

function isShown(field: INodeProperties, given: Values): boolean {
	return NodeHelpers.displayParameter(
		given as INodeParameters,
		field,
		{ typeVersion: 1 },
		description(),
		given as INodeParameters,
	);
}
