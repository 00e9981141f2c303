import { expect, test } from 'vitest';

import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('lists numbers and sender IDs', async () => {
	const result = await runOperation(simulator(), 'number:getAll', { returnAll: true });

	const request = onlyRequest(simulator(), 'listNumbers');
	expect([request.path, request.query]).toEqual([
		`/v1/api/apps/${simulator().appId}/numbers`,
		{ offset: '0', limit: '500' },
	]);
	expect(json(result).map(({ number }) => number)).toEqual(
		simulator().state.numbers.map(({ number }) => String(number)),
	);
	expect(json(result)[0]).toHaveProperty('serviceId');
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('takes another address', async () => {
	const result = await runOperation(simulator(), 'number:getAll', {
		options: { endpointPath: '/v1/api/apps/{appID}/number-list' },
	});

	expect(sent(simulator())[0].path).toBe(`/v1/api/apps/${simulator().appId}/number-list`);
	expect(result.error?.description).toContain("'Endpoint Path'");
});
