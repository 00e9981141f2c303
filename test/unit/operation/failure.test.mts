import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';

import { toFailedItem } from '../../../nodes/Cinnox/operation/failure.ts';

const node = { name: 'CINNOX', type: 'n8n-nodes-cinnox.cinnox' } as INode;
const error = new NodeOperationError(node, 'Refused', { description: 'Do something else' });
const json = { error: 'Refused', details: { advice: 'Do something else' } };

describe('a failed item for the error output', () => {
	const failedItem = () => toFailedItem(error, 3, { hasErrorOutput: true });

	test('is known by its member `error` to every n8n, from 1.x on', () => {
		expect(failedItem().error).toBe(error);
	});

	test("has no such member in n8n's copy with the incoming fields", () => {
		const item = failedItem();
		const copy = { ...item, json: { to: '85291110001', ...item.json } };
		expect(copy).toEqual({ json: { to: '85291110001', ...json }, pairedItem: { item: 3 } });
		expect('error' in copy).toBe(false);
	});

	test('lets n8n 1.85 empty that member, as it does there', () => {
		const item = failedItem();
		item.error = undefined;
		expect(item.error).toBeUndefined();
		expect({ ...item }).toEqual({ json, pairedItem: { item: 3 } });
	});

	test('keeps its JSON where n8n puts the bare message in its place', () => {
		const item = failedItem();
		item.json = { error: 'Refused' };
		expect(item.json).toEqual(json);
		expect(JSON.parse(JSON.stringify(item))).toEqual({ json, pairedItem: { item: 3 } });
	});
});

test('a failed item for the regular output has the fields that are given, and no `error`', () => {
	const item = toFailedItem(error, 0, { fields: { to: '1' }, hasErrorOutput: false });
	expect(item).toEqual({ json: { to: '1', ...json }, pairedItem: { item: 0 } });
	expect('error' in item).toBe(false);
});
