import { expect, test } from 'vitest';

import { withDefaults } from '../harness.mts';
import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('creates a destination with targets of all types', async () => {
	const staff = simulator().state.staff[0].id;
	const result = await runOperation(simulator(), 'destination:create', {
		displayName: 'Night Desk',
		types: ['PHONE', 'STAFF', 'TRUNK'],
		staffTargets: [staff],
		phoneTargets: '+852 2123 4567, 6531290000',
		trunkTargets: '={{ ["+85230018001"] }}',
		supportLanguages: ['en', 'zh'],
		supportLocations: ['HK'],
		options: { additionalBodyFields: '{ "note": "x", "displayName": "ignored" }' },
	});

	const request = onlyRequest(simulator());
	expect([request.method, request.path]).toEqual([
		'POST',
		`/v1/api/apps/${simulator().appId}/destination`,
	]);
	expect(request.body).toEqual({
		displayName: 'Night Desk',
		types: ['PHONE', 'STAFF', 'TRUNK'],
		staffTargets: [staff],
		phoneTargets: ['85221234567', '6531290000'],
		trunkTargets: ['85230018001'],
		supportLanguages: ['en', 'zh'],
		supportLocations: ['HK'],
		note: 'x',
	});
	const id = [...simulator().state.destinations.keys()].at(-1);
	expect(result.items).toEqual([{ json: { id }, pairedItem: { item: 0 } }]);
});

test('serves all languages and locations unless others are picked', async () => {
	const parameters = withDefaults({
		resource: 'destination',
		operation: 'create',
		displayName: 'Night Desk',
		staffTargets: [simulator().state.staff[0].id],
	});
	await runOperation(simulator(), 'destination:create', parameters);

	expect(onlyRequest(simulator()).body).toEqual({
		displayName: 'Night Desk',
		types: ['STAFF'],
		staffTargets: [simulator().state.staff[0].id],
		supportLanguages: ['*'],
		supportLocations: ['*'],
	});
});

const complete = {
	displayName: 'Night Desk',
	types: ['PHONE'],
	phoneTargets: '85221234567',
	supportLanguages: ['*'],
	supportLocations: ['*'],
};

test.each([
	[{ displayName: '={{ $json.no }}' }, "'Display Name' is empty"],
	[
		{ displayName: 'x'.repeat(41) },
		"'Display Name' has 41 characters, more than the 40 that CINNOX accepts",
	],
	[{ types: '={{ [] }}' }, "'Types' is empty"],
	[{ types: '={{ ["EMAIL"] }}' }, `'Types' has no "EMAIL"`],
	[{ phoneTargets: '' }, "'Phone Numbers' is empty, but 'Types' holds PHONE"],
	[{ types: ['STAFF'] }, "'Staff Names or IDs' is empty, but 'Types' holds STAFF"],
	[{ types: ['TRUNK'] }, "'SIP Trunk Numbers' is empty, but 'Types' holds TRUNK"],
	[
		{ phoneTargets: '85221234567, 0x' },
		`'Phone Numbers' can't be used: number 2 ("0x") holds letters`,
	],
	[{ supportLanguages: ['*', 'en'] }, "'Language Names or IDs' holds All and others"],
	[{ supportLocations: '={{ [] }}' }, "'Location Names or IDs' is empty"],
])('refuses %j before anything is sent', async (changes, message) => {
	const result = await runOperation(simulator(), 'destination:create', { ...complete, ...changes });

	expect(result.error?.message).toBe(message);
	expect(result.error?.description).toBeTruthy();
	expect(sent(simulator())).toEqual([]);
});

test('creates the others with Continue On Fail', async () => {
	const result = await runOperation(
		simulator(),
		'destination:create',
		{ ...complete, displayName: '={{ $json.name }}' },
		{ items: [{ name: '' }, { name: 'Desk' }], settings: { onError: 'continueRegularOutput' } },
	);

	expect(json(result)[0].error).toBe("'Display Name' is empty");
	expect(json(result)[1].id).toBe([...simulator().state.destinations.keys()].at(-1));
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
});
