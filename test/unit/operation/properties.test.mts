import { createRequire } from 'node:module';

import type * as n8nWorkflow from 'n8n-workflow';
import type { INode, INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { Cinnox } from '../../../nodes/Cinnox/Cinnox.node.ts';
import { resources } from '../../../nodes/Cinnox/resources/index.ts';
import type { Field, Operation, Resource } from '../../../nodes/Cinnox/operation/definition.ts';
import { fieldsOf, partOf, toProperties } from '../../../nodes/Cinnox/operation/properties.ts';

const { NodeHelpers } = createRequire(import.meta.url)('n8n-workflow') as typeof n8nWorkflow;

const { description } = new Cinnox();
const { properties } = description;
const COLLECTIONS = ['additionalFields', 'updateFields', 'filters', 'options'] as const;
const CHOICES = ['resource', 'operation'];

const pairs = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({
		name: `${resource.value}:${operation.value}`,
		resource,
		operation,
	})),
);

/** What a person who picked this operation and changed nothing else would see. */
function shownBy(
	resource: Resource,
	operation: Operation,
	of: INodeProperties[],
	extra: INodeParameters = {},
) {
	const parameters = { resource: resource.value, operation: operation.value, ...extra };
	const node = { typeVersion: 1, parameters } as unknown as INode;
	return of.filter((property) =>
		NodeHelpers.displayParameter(parameters, property, node, description, parameters),
	);
}

/** The values of the other fields under which a field of the operation is shown. */
function conditionsOf(field: INodeProperties): INodeParameters {
	const show = field.displayOptions?.show ?? {};
	return Object.fromEntries(
		Object.entries(show)
			.filter(([name]) => !CHOICES.includes(name))
			.map(([name, values]) => [name, (values as never[])[0]]),
	);
}

describe('every operation', () => {
	it.each(pairs)('$name shows its own fields and no others', ({ resource, operation }) => {
		const own = fieldsOf(operation);
		const names = (fields: INodeProperties[]) => fields.map(({ name }) => name);
		const expected = [
			...CHOICES,
			...names(own),
			...COLLECTIONS.filter((part) => partOf(operation, part).length > 0),
			// Of the node itself, for every operation.
			'requestOptions',
		];

		const everShown = new Set(
			[{}, ...own.map(conditionsOf), Object.assign({}, ...own.map(conditionsOf))].flatMap((extra) =>
				names(shownBy(resource, operation, properties, extra as INodeParameters)),
			),
		);
		expect([...everShown].sort()).toEqual([...new Set(expected)].sort());
	});

	it.each(pairs)(
		'$name sees its fields in the order that it lists them',
		({ resource, operation }) => {
			const own = fieldsOf(operation).map(({ name }) => name);
			const extra = Object.assign({}, ...fieldsOf(operation).map(conditionsOf)) as INodeParameters;
			const shown = shownBy(resource, operation, properties, extra).map(({ name }) => name);
			const listed = own.filter((name) => shown.includes(name));
			expect(shown.filter((name) => own.includes(name))).toEqual(listed);
		},
	);

	it.each(pairs.flatMap((pair) => COLLECTIONS.map((part) => ({ ...pair, part }))))(
		'$name shows its own fields and no others under $part',
		({ resource, operation, part }) => {
			const collection = properties.find(({ name }) => name === part);
			const inner = (collection?.options ?? []) as INodeProperties[];
			const expected = partOf(operation, part).map(({ name }) => name);
			expect(
				shownBy(resource, operation, inner)
					.map(({ name }) => name)
					.sort(),
			).toEqual([...expected].sort());
		},
	);

	it.each(pairs)('$name has an action, a description and no field twice', ({ operation }) => {
		expect(operation.action).toMatch(/^[A-Z]\S*( |$)/);
		// One sentence has no full stop, two have.
		expect(operation.description.endsWith('.')).toBe(operation.description.includes('. '));
		const names = fieldsOf(operation).map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
	});
});

describe('the description', () => {
	it('defines every name that can hold an expression once, the text of an OTP aside', () => {
		const names = properties
			.filter(({ type, noDataExpression }) => type !== 'notice' && noDataExpression !== true)
			.map(({ name }) => name);
		expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual(['text']);
		expect(properties.filter((field) => (field as Field).isVariant)).toMatchObject([
			{ name: 'text', displayOptions: { show: { resource: ['sms'], operation: ['sendOtp'] } } },
		]);
	});

	it('tells a language model what each tool does, and which of them reach people', () => {
		const toolOf = (name: string) => {
			const [resource, operation] = name.split(':');
			const tool = { ...description, name: `${description.name}Tool` };
			const parameters = { resource, operation };
			const node = { typeVersion: 1, parameters } as unknown as INode;
			const [shown, ...others] = properties.filter(
				(property) =>
					property.name === 'toolDescription' &&
					NodeHelpers.displayParameter(parameters, property, node, tool, parameters),
			);
			expect(others).toEqual([]);
			return String(shown?.default);
		};
		for (const { name, operation } of pairs) {
			expect(toolOf(name), name).toContain(operation.description);
			const reaches = /^(sms:send|sms:sendOtp|whatsApp:sendOtp|message:send|.*:sendAndWait)$/.test(
				name,
			);
			expect(/reaches real people/.test(toolOf(name)), name).toBe(reaches);
			expect(/only when the user asked/.test(toolOf(name)), name).toBe(
				reaches || toolOf(name).includes('It changes data'),
			);
		}
		expect(toolOf('contact:update')).toContain('It changes data');
		expect(toolOf('customApi:request')).toContain('It changes data');
		expect(toolOf('sms:getAll')).toContain('It only reads');
	});

	it('says of every resource what it is', () => {
		const resource = properties.find(({ name }) => name === 'resource');
		for (const { name, description: said = '' } of resource?.options as INodePropertyOptions[]) {
			expect(said, name).toMatch(/^[A-Z].{9,79}[^.]$/);
		}
	});

	it('names resources and operations only once, in alphabetical order', () => {
		const resource = properties.find(({ name }) => name === 'resource');
		const names = (resource?.options as n8nWorkflow.INodePropertyOptions[]).map(({ name }) => name);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		const values = pairs.map(({ name }) => name);
		expect(new Set(values).size).toBe(values.length);
	});

	it('holds no expression in requestDefaults', () => {
		expect(JSON.stringify(description.requestDefaults)).not.toContain('={{');
	});

	it('gives a valid default and parameters to every operation', () => {
		for (const { resource, operation } of pairs) {
			const parameters = NodeHelpers.getNodeParameters(
				properties,
				{ resource: resource.value, operation: operation.value },
				true,
				false,
				null,
				description,
			);
			expect(parameters).toMatchObject({ resource: resource.value, operation: operation.value });
		}
	});

	it('shows Simplified output with ten fields at most', () => {
		for (const { name, operation } of pairs) {
			const simplified = operation.row?.simplified;
			if (simplified) expect(simplified.length, name).toBeLessThanOrEqual(10);
		}
	});
});

describe('what can not be described', () => {
	const field = (name: string): Field => ({
		displayName: name,
		name,
		type: 'string',
		default: '',
	});
	const operation = (value: string, fields: Field[]): Operation => ({
		name: value,
		value,
		action: value,
		description: value,
		documented: true,
		fields,
	});
	const resource = (value: string, ...operations: Operation[]): Resource => ({
		name: value,
		value,
		description: value,
		operations,
	});

	it('is two fields with one name', () => {
		expect(() =>
			toProperties([resource('a', operation('x', [field('id')]), operation('y', [field('id')]))]),
		).toThrow('Two fields are named "id"');
	});

	it('is not a field with another look for some operations', () => {
		const own: Field = { ...field('text'), default: 'x', isVariant: true };
		const [, , , ...fields] = toProperties([
			resource('a', operation('x', [field('text')]), operation('y', [own])),
		]);
		expect(fields.map(({ name, default: initial }) => [name, initial])).toContainEqual([
			'text',
			'x',
		]);
	});

	it('is a field that an operation of another resource would show by accident', () => {
		const shared = field('id');
		expect(() =>
			toProperties([
				resource('a', operation('x', [shared]), operation('y', [])),
				resource('b', operation('x', []), operation('y', [shared])),
			]),
		).toThrow('would also be shown for a:y');
	});

	it('is an order that two operations want differently', () => {
		const [first, second] = [field('first'), field('second')];
		expect(() =>
			toProperties([
				resource('a', operation('x', [first, second]), operation('y', [second, first])),
			]),
		).toThrow('contradicting orders: first, second');
	});
});
