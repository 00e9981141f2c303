/** Nothing of the API is missing in the node, nothing of the node is untested. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';

import type { CollectionName } from '../../nodes/Cinnox/operation/fields.ts';
import { partOf } from '../../nodes/Cinnox/operation/properties.ts';
import { resources } from '../../nodes/Cinnox/resources/index.ts';
import { eventTypes } from '../../nodes/subscriptions/eventTypes.ts';
import { api, LEFT_OUT, WITHOUT_ADDRESS } from './api.mts';
import { getNodeType, packageRoot } from './harness.mts';

const node = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({
		name: `${resource.value}:${operation.value}`,
		resource,
		operation,
		method: operation.routing?.request?.method,
		path: operation.routing?.request?.url,
	})),
);

/** Each event type has an address of its own; the operation's routing names one of them. */
const isSubscription = (path: unknown) => String(path).endsWith('-event-sub');
const addressesOf = ({ method, path }: (typeof node)[number]): string[] =>
	isSubscription(path)
		? [...eventTypes.values()].map((type) => `${String(method)} /v1/api/apps/{appID}/${type.path}`)
		: [`${String(method)} ${String(path)}`];

describe('every operation of the API', () => {
	test.each(api.filter(({ operationId }) => !(operationId in LEFT_OUT)))(
		'$operationId is one of the node',
		({ method, path, usedBy }) => {
			const found = node
				.filter((entry) => addressesOf(entry).includes(`${method} ${path}`))
				.map(({ name }) => name.replace(':', '.'));
			expect(found.length).toBeGreaterThan(0);
			const named = usedBy.filter((name) => !(name.replace('.', ':') in WITHOUT_ADDRESS));
			expect(found.toSorted()).toEqual(named.toSorted());
		},
	);

	test('that is left out exists, and is no operation of the node', () => {
		const addresses = node.flatMap(addressesOf);
		for (const operationId of Object.keys(LEFT_OUT)) {
			const operation = api.find((known) => known.operationId === operationId);
			expect(operation?.usedBy, operationId).toEqual([]);
			expect(addresses, operationId).not.toContain(`${operation?.method} ${operation?.path}`);
		}
	});
});

describe('every operation of the node', () => {
	test.each(node)('$name has a test of its own', ({ resource, operation }) => {
		const file = `test/engine/${resource.value}/${operation.value}.test.mts`;
		expect(existsSync(join(packageRoot, file)), file).toBe(true);
	});

	test.each(node)('$name has a file of its own', ({ resource, operation }) => {
		const file = `nodes/Cinnox/resources/${resource.value}/${operation.value}.ts`;
		expect(existsSync(join(packageRoot, file)), file).toBe(true);
	});

	test.each(node.filter(({ name }) => !(name in WITHOUT_ADDRESS)))(
		'$name has an address of the API, and says whether that one is public',
		(entry) => {
			const { operation, path } = entry;
			for (const address of addressesOf(entry)) {
				const described = api.find(({ method, path: known }) => `${method} ${known}` === address);
				expect(described, address).toBeDefined();
				// One operation has all event types, see below.
				if (!isSubscription(path))
					expect(operation.documented, address).toBe(described?.documented);
			}
		},
	);

	test.each([...eventTypes.values()])(
		'event type $name says whether its address is public',
		({ path, documented }) => {
			const described = api.find(({ path: known }) => known === `/v1/api/apps/{appID}/${path}`);
			expect(documented).toBe(described?.documented);
		},
	);

	test.each(node.filter(({ operation }) => operation.documented === false))(
		'$name offers another address',
		({ operation }) => {
			expect(operation.routing?.request?.url).toMatch(/^\/v1\/api\/apps\/\{appID\}\//);
		},
	);

	test.each(
		node.filter(
			({ method, name }) => method !== undefined && method !== 'GET' && !(name in WITHOUT_ADDRESS),
		),
	)('$name takes fields that the public pages do not show', ({ operation }) => {
		const inPart = (part: CollectionName) =>
			partOf(operation, part).some(({ name }) => name === 'additionalBodyFields');
		// A collection that holds nothing but this box would only be one more place to look.
		const hasOthers = (operation.additionalFields ?? []).length > 0;
		expect([inPart('additionalFields'), inPart('options')]).toEqual([hasOthers, !hasOthers]);
	});
});

describe('what can be picked', () => {
	const { description, methods } = getNodeType('cinnox');
	const all = flatten(description.properties);

	test('is there', () => {
		expect(all.length).toBeGreaterThan(50);
	});

	const locators = all.filter(({ type }) => type === 'resourceLocator');
	test.each(locators.map((field) => [field.name, field] as const))(
		'%s has its list',
		(_name, { modes, default: initial }) => {
			const list = modes?.find(({ type }) => type === 'list');
			expect(list).toBeDefined();
			expect(initial).toMatchObject({ mode: 'list' });
			expect(modes?.some(({ type }) => type === 'string')).toBe(true);
			const method = list?.typeOptions?.searchListMethod ?? '';
			expect(Object.keys(methods?.listSearch ?? {})).toContain(method);
		},
	);

	const dropdowns = all.filter(({ typeOptions }) => typeOptions?.loadOptionsMethod !== undefined);
	test.each(dropdowns.map((field) => [field.name, field] as const))(
		'%s has its options',
		(_name, { typeOptions }) => {
			expect(Object.keys(methods?.loadOptions ?? {})).toContain(typeOptions?.loadOptionsMethod);
		},
	);

	test('is what the lists are for: none of them is unused', () => {
		const lists = locators
			.flatMap(({ modes }) => modes ?? [])
			.map(({ typeOptions }) => typeOptions?.searchListMethod);
		expect(Object.keys(methods?.listSearch ?? {}).filter((name) => !lists.includes(name))).toEqual(
			[],
		);
		const loaded = dropdowns.map(({ typeOptions }) => typeOptions?.loadOptionsMethod);
		expect(
			Object.keys(methods?.loadOptions ?? {}).filter((name) => !loaded.includes(name)),
		).toEqual([]);
	});
});

/** All fields, those inside collections included. */
function flatten(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...(property.options ?? []).flatMap((option) => {
			if ('values' in option) return flatten(option.values);
			return 'type' in option ? flatten([option as INodeProperties]) : [];
		}),
	]);
}
