import { expect, test } from 'vitest';

import { CHANNEL_TYPES } from '../../simulator/seed.mts';
import { json, onlyRequest, runOperation, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('lists the channel types', async () => {
	const result = await runOperation(simulator(), 'channelType:getAll', { returnAll: true });

	const request = onlyRequest(simulator());
	expect([request.method, request.path, request.query]).toEqual([
		'GET',
		`/v1/api/apps/${simulator().appId}/data/channel-type-list`,
		{},
	]);
	expect(json(result)).toEqual(CHANNEL_TYPES);
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
		CHANNEL_TYPES.map(() => ({ item: 0 })),
	);
});

test('gives no more than the limit, though CINNOX takes none', async () => {
	const result = await runOperation(simulator(), 'channelType:getAll', { limit: 2 });

	expect(onlyRequest(simulator()).query).toEqual({});
	expect(json(result)).toEqual(CHANNEL_TYPES.slice(0, 2));
});

test('reads the list wherever the answer has it', async () => {
	simulator().configure({ envelope: 'topLevel' });
	const result = await runOperation(simulator(), 'channelType:getAll', { returnAll: true });
	simulator().configure({ envelope: 'result' });

	expect(json(result)).toEqual(CHANNEL_TYPES);
});

test('says where to set another address when the assumed one is wrong', async () => {
	simulator().faults.add({ kind: 'code', code: 6450001, message: 'method not found' });
	const refused = await runOperation(simulator(), 'channelType:getAll');
	expect(refused.error?.description).toContain("'Endpoint Path'");

	await runOperation(simulator(), 'channelType:getAll', {
		options: { endpointPath: '/v1/api/apps/{appID}/data/channel-types' },
	});
	expect(simulator().ledger.at(-1)?.path).toBe(
		`/v1/api/apps/${simulator().appId}/data/channel-types`,
	);
});
