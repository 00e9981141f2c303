import { expect, test } from 'vitest';

import { byId, json, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

const noSuchList = { kind: 'code', code: 6450001, method: 'GET', times: Infinity } as const;

test('changes one field and keeps all others, whatever the type', async () => {
	for (const [id, before] of [...simulator().state.destinations]) {
		const result = await runOperation(simulator(), 'destination:update', {
			destination: byId(id),
			updateFields: { displayName: 'Renamed' },
		});

		expect(result.error).toBeUndefined();
		expect(simulator().state.destinations.get(id)).toEqual({ ...before, displayName: 'Renamed' });
		expect(json(result)).toEqual([{ id, ...before, displayName: 'Renamed' }]);
	}
	const [read, write] = sent(simulator());
	expect(read.operationId).toBe('listDestinations');
	expect([write.method, write.operationId, write.valid]).toEqual([
		'PATCH',
		'updateDestination',
		true,
	]);
});

test('changes types together with their targets', async () => {
	const [[id, before]] = simulator().state.destinations;
	await runOperation(simulator(), 'destination:update', {
		destination: byId(id),
		updateFields: { types: ['PHONE'], phoneTargets: '85221234567' },
	});

	expect(simulator().state.destinations.get(id)).toEqual({
		...before,
		types: ['PHONE'],
		phoneTargets: ['85221234567'],
	});
});

test('refuses a type without its targets before anything is changed', async () => {
	const [[id, before]] = simulator().state.destinations;
	const result = await runOperation(simulator(), 'destination:update', {
		destination: byId(id),
		updateFields: { types: ['STAFF', 'TRUNK'] },
	});

	expect(result.error?.message).toBe("'SIP Trunk Numbers' is empty, but 'Types' holds TRUNK");
	expect(simulator().state.destinations.get(id)).toEqual(before);
});

test.each([
	['the list has no known address', () => simulator().faults.add(noSuchList)],
	['the list does not hold it', () => undefined],
])('asks for the whole destination where %s', async (_name, prepare) => {
	prepare();
	const result = await runOperation(simulator(), 'destination:update', {
		destination: byId('elsewhere'),
		updateFields: { displayName: 'Renamed' },
	});

	expect(result.error?.message).toBe(
		"'Language Names or IDs', 'Location Names or IDs', 'Types' are empty",
	);
	expect(result.error?.description).toContain('CINNOX wants the whole destination');
	expect(sent(simulator(), 'updateDestination')).toEqual([]);
});

test('sends a whole destination also where the list has no known address', async () => {
	const [[id]] = simulator().state.destinations;
	simulator().faults.add(noSuchList);
	await runOperation(simulator(), 'destination:update', {
		destination: byId(id),
		updateFields: {
			displayName: 'Renamed',
			types: ['PHONE'],
			phoneTargets: '85221234567',
			supportLanguages: ['*'],
			supportLocations: ['*'],
		},
	});

	expect(simulator().state.destinations.get(id)).toEqual({
		displayName: 'Renamed',
		types: ['PHONE'],
		phoneTargets: ['85221234567'],
		supportLanguages: ['*'],
		supportLocations: ['*'],
	});
});

test('changes nothing when the list can not be read for another reason', async () => {
	const [[id]] = simulator().state.destinations;
	simulator().faults.add({ ...noSuchList, code: 6452000 });
	const result = await runOperation(simulator(), 'destination:update', {
		destination: byId(id),
		updateFields: { displayName: 'Renamed' },
	});

	expect(result.error?.message).toContain("CINNOX does not accept the 'App Token'. ");
	expect(sent(simulator(), 'updateDestination')).toEqual([]);
});

test.each([
	[{ destination: byId('1') }, 'There is nothing to update'],
	[
		{ destination: byId('={{ $json.no }}'), updateFields: { types: ['STAFF'] } },
		"'Destination' is empty",
	],
])('refuses %j before anything is sent', async (parameters, message) => {
	const result = await runOperation(simulator(), 'destination:update', parameters);

	expect(result.error?.message).toBe(message);
	expect(sent(simulator())).toEqual([]);
});

test('keeps both changes when two items change one destination', async () => {
	const [[id, before]] = simulator().state.destinations;
	await runOperation(
		simulator(),
		'destination:update',
		{
			destination: byId(id),
			options: { additionalBodyFields: '={{ $json.body }}' },
		},
		{ items: [{ body: '{ "displayName": "A" }' }, { body: '{ "supportLocations": ["GB"] }' }] },
	);

	expect(simulator().state.destinations.get(id)).toEqual({
		...before,
		displayName: 'A',
		supportLocations: ['GB'],
	});
});
