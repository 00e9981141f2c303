import { expect, test } from 'vitest';

import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('deletes the picked tag', async () => {
	const [id] = simulator().state.tags.keys();
	const result = await runOperation(simulator(), 'tag:delete', { tag: byId(id) });

	const request = onlyRequest(simulator());
	expect([request.method, request.path]).toEqual([
		'DELETE',
		`/v1/api/apps/${simulator().appId}/tag/${id}`,
	]);
	expect(result.items).toEqual([{ json: { deleted: true, id }, pairedItem: { item: 0 } }]);
	expect(simulator().state.tags.has(id)).toBe(false);
});

test('encodes an ID, so that it can not change the address', async () => {
	await runOperation(simulator(), 'tag:delete', { tag: byId('={{ "../labels/1?x=2" }}') });

	expect(sent(simulator())[0].path).toBe(
		`/v1/api/apps/${simulator().appId}/tag/..%2Flabels%2F1%3Fx%3D2`,
	);
});

test('refuses an empty tag before anything is sent', async () => {
	const result = await runOperation(simulator(), 'tag:delete', { tag: byId('={{ $json.no }}') });

	expect(result.error?.message).toBe("'Tag' is empty");
	expect(sent(simulator())).toEqual([]);
});

test('keeps the results of the other items with Continue On Fail', async () => {
	const [id] = simulator().state.tags.keys();
	const result = await runOperation(
		simulator(),
		'tag:delete',
		{ tag: byId('={{ $json.id }}') },
		{ items: [{ id: 'gone' }, { id }], settings: { onError: 'continueRegularOutput' } },
	);

	expect(json(result)[0].error).toContain('CINNOX has no such tag. ');
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
	expect(result.items[1]).toEqual({ json: { deleted: true, id }, pairedItem: { item: 1 } });
});

test('takes another address', async () => {
	const [id] = simulator().state.tags.keys();
	await runOperation(simulator(), 'tag:delete', {
		tag: byId(id),
		options: {
			endpointPath: '/v1/api/apps/{appID}/management/tag/{tagID}',
			additionalBodyFields: '{ "force": true }',
		},
	});

	expect(sent(simulator())[0]).toMatchObject({
		path: `/v1/api/apps/${simulator().appId}/management/tag/${id}`,
		body: { force: true },
	});
});
