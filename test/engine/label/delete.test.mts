import { expect, test } from 'vitest';

import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('deletes the picked label', async () => {
	const [id] = simulator().state.labels.keys();
	const result = await runOperation(simulator(), 'label:delete', { label: byId(id) });

	const request = onlyRequest(simulator());
	expect([request.method, request.path]).toEqual([
		'DELETE',
		`/v1/api/apps/${simulator().appId}/labels/${id}`,
	]);
	expect(request.body).toBeUndefined();
	expect(result.items).toEqual([{ json: { deleted: true, id }, pairedItem: { item: 0 } }]);
	expect(simulator().state.labels.has(id)).toBe(false);
});

test('encodes an ID, so that it can not change the address', async () => {
	await runOperation(simulator(), 'label:delete', { label: byId('={{ "../tag/1?x=2" }}') });

	expect(sent(simulator())).toHaveLength(1);
	expect(sent(simulator())[0].path).toBe(
		`/v1/api/apps/${simulator().appId}/labels/..%2Ftag%2F1%3Fx%3D2`,
	);
});

test('refuses an empty label before anything is sent', async () => {
	const result = await runOperation(simulator(), 'label:delete', {
		label: byId('={{ $json.absent }}'),
	});

	expect(result.error?.message).toBe("'Label' is empty");
	expect(sent(simulator())).toEqual([]);
});

test('adds body fields that the public pages do not show', async () => {
	const [id] = simulator().state.labels.keys();
	await runOperation(simulator(), 'label:delete', {
		label: byId(id),
		options: { additionalBodyFields: '{ "labelIds": ["1"] }' },
	});

	expect(sent(simulator())[0].body).toEqual({ labelIds: ['1'] });
});

test('keeps the results of the other items with Continue On Fail', async () => {
	const [id] = simulator().state.labels.keys();
	const result = await runOperation(
		simulator(),
		'label:delete',
		{ label: byId('={{ $json.id }}') },
		{ items: [{ id: 'gone' }, { id }], settings: { onError: 'continueRegularOutput' } },
	);

	expect(result.error).toBeUndefined();
	expect(json(result)[0].error).toContain('CINNOX has no such label. ');
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
	expect(result.items[1]).toEqual({ json: { deleted: true, id }, pairedItem: { item: 1 } });
});

test('says where to set another address when the assumed one is wrong', async () => {
	const [id] = simulator().state.labels.keys();
	simulator().faults.add({ kind: 'code', code: 6450001, message: 'method not found' });
	const refused = await runOperation(simulator(), 'label:delete', { label: byId(id) });
	expect(refused.error?.description).toContain("'Endpoint Path'");

	await runOperation(simulator(), 'label:delete', {
		label: byId(id),
		options: { endpointPath: '/v1/api/apps/{appID}/label/{labelID}' },
	});
	expect(sent(simulator()).at(-1)?.path).toBe(`/v1/api/apps/${simulator().appId}/label/${id}`);
});
