import {
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
	NodeHelpers,
} from 'n8n-workflow';

import { contactInput } from '../simulator/contact-seed.mts';
import { enquiryStatus, idOf } from '../simulator/seed.mts';
import { byId } from '../support/resource-locator.mts';
import { fromAi } from './tool-workflows.mts';

/** One operation of the node as n8n has loaded it, with values that the simulator accepts. */
export interface NodeOperation {
	/** As in `sms:send`. */
	name: string;
	/** A node name that is a tool's name as well. */
	nodeName: string;
	/** Parameters of a node in a workflow. */
	parameters: Record<string, unknown>;
	/** The same for a tool: what an agent's model can fill in is asked of it. */
	toolParameters: Record<string, unknown>;
	/** What the model fills in. */
	toolInput: Record<string, unknown>;
	/** Fields whose value another operation has put out. */
	taken: Record<string, TakenValue>;
}

interface TakenValue {
	/** nodeName of the other operation. */
	from: string;
	member: string;
}

type Values = Record<string, unknown>;

/** What a test knows and the node's description does not. */
export interface OperationPlaces {
	/** Base URL of the simulator. */
	url: string;
	/** A URL that answers the challenge of an event subscription. */
	webhookUrl: string;
}

/** Row of the newest enquiry that is closed, so that it has a conversation. */
const CLOSED = Array.from({ length: 100 }, (_, index) => index).findIndex(
	(index) => enquiryStatus(index) === 'closed',
);

/** By field: a value out of the simulator's seed, for all operations that have the field. */
const valuesOf = ({ url, webhookUrl }: OperationPlaces): Values => ({
	startAt: '2026-01-01T00:00:00',
	endAt: '2026-01-31T00:00:00',
	limit: 3,
	matchValue: contactInput(1).phones?.[0]?.phone,
	call: byId(idOf('call', 0)),
	campaign: byId(idOf('campaign', 0)),
	channelType: byId('WHATSAPP'),
	contact: byId(idOf('contact', 1)),
	destination: byId(idOf('destination', 0)),
	displayName: 'Night desk',
	enquiry: byId(idOf('enquiry', CLOSED)),
	expectedEventTypes: ['call'],
	firstName: 'Ada',
	from: '85292110001',
	label: byId(idOf('label', 0)),
	labelIds: [idOf('label', 1)],
	lastName: 'Wong',
	// Looks once.
	limitMinutes: 0,
	message: 'May we refund order 4711?',
	path: 'labels',
	pin: '482913',
	recipientNumber: '85292110001',
	recipientNumbers: '85292110001, 6591110002',
	roomId: byId(idOf('room', CLOSED)),
	senderNumber: byId('HVCODE'),
	staff: byId(idOf('staff', 0)),
	staffTargets: [idOf('staff', 0)],
	tag: byId(idOf('tag', 0)),
	tagName: 'Night line',
	templateId: 'otp',
	text: 'Your code is %s',
	to: byId('85230018000'),
	transactionId: idOf('transaction', 0),
	typedPin: '482913',
	url: `${url}/files/call-1.wav`,
	webhookUrl,
	whatsAppSender: '85230018000',
});

/** What an update changes has no field of its own. */
const OWN_VALUES: Record<string, Values> = {
	'contact:update': { updateFields: { lastName: 'Chan' } },
	'destination:update': { updateFields: { displayName: 'Day desk' } },
	'tag:update': {
		updateFields: { stickyRouting: true },
		options: { resetHiddenFields: true },
	},
};

const TAKEN: Record<string, Record<string, TakenValue>> = {
	'sms:verifyOtp': { otpToken: { from: 'sms_sendOtp', member: 'otpToken' } },
};

/** n8n adds it to every node with operations; it only tells people to use the HTTP Request node. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

/** All operations in an order in which each finds what it needs: what deletes comes last. */
export function operationsOf(
	description: INodeTypeDescription,
	places: OperationPlaces,
): NodeOperation[] {
	const values = valuesOf(places);
	const operations = optionsOf(description, 'resource').flatMap((resource) =>
		optionsOf(description, 'operation', resource).map((operation) =>
			toOperation(description, { resource, operation }, values),
		),
	);
	const deletesOf = (isDelete: boolean) =>
		operations.filter(({ parameters }) => (parameters.operation === 'delete') === isDelete);
	return [...deletesOf(false), ...deletesOf(true)];
}

function optionsOf(
	{ properties }: INodeTypeDescription,
	name: 'resource' | 'operation',
	resource?: string,
): string[] {
	return properties
		.filter((property) => property.name === name)
		.filter(
			({ displayOptions }) =>
				resource === undefined || displayOptions?.show?.resource?.includes(resource),
		)
		.flatMap(({ options = [] }) => options as Array<{ value: string }>)
		.map(({ value }) => value)
		.filter((value) => value !== CUSTOM_API_CALL);
}

function toOperation(
	description: INodeTypeDescription,
	which: { resource: string; operation: string },
	values: Values,
): NodeOperation {
	const name = `${which.resource}:${which.operation}`;
	const known: Values = { ...values, ...OWN_VALUES[name] };
	const taken = TAKEN[name] ?? {};
	const operation: NodeOperation = {
		name,
		nodeName: `${which.resource}_${which.operation}`,
		parameters: { ...which },
		toolParameters: { ...which },
		toolInput: {},
		taken,
	};
	for (const field of shownFields(description, which)) {
		const isTaken = field.name in taken;
		if (!isTaken && !(field.name in known)) {
			if (field.required && isEmpty(field.default)) {
				throw new Error(
					`There is no value to try '${field.name}' of ${name} with: add one to test/n8n/operations.mts.`,
				);
			}
			continue;
		}
		const value = known[field.name];
		operation.parameters[field.name] = isTaken ? toExpression(taken[field.name]!) : value;
		operation.toolParameters[field.name] = toToolValue(field, value);
		if (asksModel(field) && !isTaken) operation.toolInput[field.name] = plain(value);
	}
	return operation;
}

/** The fields that somebody sees who has just picked the operation. */
function shownFields(
	description: INodeTypeDescription,
	which: { resource: string; operation: string },
): INodeProperties[] {
	const fields = description.properties.filter(
		({ name, type }) => type !== 'notice' && name !== 'resource' && name !== 'operation',
	);
	const shownFor = (given: Values) =>
		fields.filter((field) =>
			NodeHelpers.displayParameter(
				{ ...given, ...which } as INodeParameters,
				field,
				{ typeVersion: 1 },
				description,
			),
		);
	// Which fields are shown depends on the values of others, which are those of the ones shown.
	return shownFor(Object.fromEntries(shownFor({}).map((field) => [field.name, field.default])));
}

const isEmpty = (value: unknown): boolean =>
	Array.isArray(value) ? value.length === 0 : plain(value) === '';

/** The value inside a resource locator, any other as it is. */
const plain = (value: unknown): unknown =>
	typeof value === 'object' && value !== null && '__rl' in value && 'value' in value
		? value.value
		: value;

/** n8n's editor offers "Defined automatically by the model" beside these. */
const asksModel = ({ type, noDataExpression }: INodeProperties): boolean =>
	['string', 'dateTime', 'resourceLocator'].includes(type) && noDataExpression !== true;

function toToolValue(field: INodeProperties, value: unknown): unknown {
	if (!asksModel(field)) return value;
	return field.type === 'resourceLocator' ? byId(fromAi(field.name)) : fromAi(field.name);
}

const toExpression = ({ from, member }: TakenValue): string =>
	`={{ $('${from}').first().json.${member} }}`;
