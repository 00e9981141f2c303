import { expect, test } from 'vitest';

import { credentialOf, loadOptions } from '../harness.mts';
import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('lists all locations in one request', async () => {
	const result = await runOperation(simulator(), 'location:getAll', { returnAll: true });

	const request = onlyRequest(simulator(), 'listLocations');
	expect([request.method, request.path, request.query]).toEqual([
		'GET',
		`/v1/api/apps/${simulator().appId}/location`,
		{},
	]);
	expect(json(result).length).toBeGreaterThan(2);
	for (const row of json(result)) expect(row).toMatchObject({ code: expect.any(String) });
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('puts out no more than asked for', async () => {
	const result = await runOperation(simulator(), 'location:getAll', { limit: 2 });

	expect(result.items).toHaveLength(2);
});

test('shows locations to pick from, all of them first', async () => {
	const rows = json(await runOperation(simulator(), 'location:getAll', { returnAll: true }));
	const [all, ...options] = await loadOptions('getLocationOptions', credentialOf(simulator()));

	expect(all).toEqual({ name: 'All', value: '*' });
	expect(options.map(({ value }) => value).toSorted()).toEqual(
		rows.map(({ code }) => code).toSorted(),
	);
	expect(options).toContainEqual({
		name: `${String(rows[0].name)} (${String(rows[0].code)})`,
		value: rows[0].code,
	});
});

test('says what to do where CINNOX has no such list', async () => {
	simulator().faults.add({ kind: 'code', code: 6450001, times: Infinity });
	const result = await runOperation(simulator(), 'location:getAll', {});
	expect(result.error?.description).toContain("'Endpoint Path'");

	await expect(loadOptions('getLocationOptions', credentialOf(simulator()))).rejects.toMatchObject({
		message: expect.stringContaining(
			'CINNOX does not offer this list under the address that is known. ',
		) as string,
		httpCode: null,
		description: expect.stringContaining('by an expression'),
	});

	await runOperation(simulator(), 'location:getAll', {
		options: { endpointPath: '/v1/api/apps/{appID}/data/location' },
	});
	expect(sent(simulator()).at(-1)?.path).toBe(`/v1/api/apps/${simulator().appId}/data/location`);
});
