import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

import type * as N8nWorkflow from 'n8n-workflow';
import type {
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

import type { CredentialReference, WorkflowJson } from '../n8n-client.mts';

// Its ES modules name files without their endings, which Node.js does not find.
const { NodeHelpers } = createRequire(import.meta.url)('n8n-workflow') as typeof N8nWorkflow;

/** The form of one operation. */
export interface Form {
	/** Empty where the node has no operations. */
	resource: string;
	/** The node's name in {@link formWorkflow}. */
	name: string;
	parameters: INodeParameters;
	/** What has to stand in it, from top to bottom; what is inside a collection, after it. */
	labels: string[];
}

interface FormsOptions {
	/** Whether every optional field has been added. */
	open?: boolean;
}

/** n8n adds it to every node with operations; it only tells people to use the HTTP Request node. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

/** n8n shows them among the node's settings. */
const IN_SETTINGS = 'requestOptions';

/** The forms of all operations of a node, as n8n has loaded it; one, where there are no operations. */
export function formsOf(description: INodeTypeDescription, options: FormsOptions = {}): Form[] {
	const choicesOf = (name: string, resource?: string) =>
		description.properties
			.filter((property) => property.name === name)
			.filter(
				({ displayOptions }) =>
					resource === undefined || displayOptions?.show?.resource?.includes(resource),
			)
			.flatMap((property) => property.options as INodePropertyOptions[])
			.map(({ value }) => String(value))
			.filter((value) => value !== CUSTOM_API_CALL);
	const resources = choicesOf('resource');
	if (resources.length === 0) return [toForm(description, {}, options)];
	return resources.flatMap((resource) =>
		choicesOf('operation', resource).map((operation) =>
			toForm(description, { resource, operation }, options),
		),
	);
}

/** A workflow with a node for each form. */
export function formWorkflow(
	type: string,
	forms: Form[],
	cinnoxApi: CredentialReference,
): WorkflowJson {
	const columns = Math.ceil(Math.sqrt(forms.length));
	return {
		name: randomUUID(),
		nodes: forms.map(({ name, parameters }, index) => ({
			id: randomUUID(),
			name,
			type,
			typeVersion: 1,
			position: [250 * (index % columns), 200 * Math.floor(index / columns)],
			parameters,
			credentials: { cinnoxApi },
		})),
		connections: {},
	};
}

function toForm(
	description: INodeTypeDescription,
	which: { resource?: string; operation?: string },
	{ open = false }: FormsOptions,
): Form {
	const node = { typeVersion: 1 };
	const shown = (fields: INodeProperties[], values: INodeParameters, root: INodeParameters) =>
		fields.filter(
			(field) =>
				field.type !== 'hidden' &&
				field.name !== IN_SETTINGS &&
				NodeHelpers.displayParameter(values, field, node, description, root),
		);
	// Which fields are shown depends on the values of others, which are those of the ones shown.
	let values = { ...which } as INodeParameters;
	for (let round = 0; round < 2; round += 1) {
		for (const { name, default: value } of shown(description.properties, values, values)) {
			if (!(name in which)) values = { ...values, [name]: value as INodeParameters };
		}
	}
	const parameters = { ...which } as INodeParameters;
	const labels: string[] = [];
	for (const { displayName, name, type, options } of shown(
		description.properties,
		values,
		values,
	)) {
		if (type !== 'notice') labels.push(displayName);
		if (type !== 'collection' || !open) continue;
		const inner = shown(options as INodeProperties[], {}, values);
		parameters[name] = Object.fromEntries(
			inner.map((field) => [field.name, field.default]),
		) as INodeParameters;
		labels.push(...inner.map((field) => field.displayName));
	}
	const name = Object.values(which).join('-') || description.displayName;
	return { resource: which.resource ?? '', name, parameters, labels };
}
