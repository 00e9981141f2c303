import { expect, test } from 'vitest';

import { credentialOf, searchList } from '../harness.mts';
import { json, onlyRequest, runOperation, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('lists tags with at most ten flat fields', async () => {
	const result = await runOperation(simulator(), 'tag:getAll', { returnAll: true });

	const request = onlyRequest(simulator(), 'listTags');
	expect([request.path, request.query]).toEqual([
		`/v1/api/apps/${simulator().appId}/tag`,
		{ offset: '0', limit: '500' },
	]);
	const [[id, tag]] = simulator().state.tags;
	expect(json(result)).toHaveLength(simulator().state.tags.size);
	expect(json(result)[0]).toEqual({
		id,
		basicInfoTagName: 'Book a trip',
		basicInfoTagDescription: 'New bookings',
		basicInfoTagIcon: 'https://harbourvine.example/icons/trip.png',
		functionType: tag.functionType,
		metaData: tag.metaData,
		chatURL: expect.any(String),
		callURL: expect.any(String),
		createdAt: tag.createAt,
	});
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('finds the tags in whichever envelope', async () => {
	simulator().configure({ envelope: 'topLevel' });
	const result = await runOperation(simulator(), 'tag:getAll', { limit: 2 });
	simulator().configure({ envelope: 'result' });

	expect(result.items).toHaveLength(2);
});

test('puts selected fields out under stable names', async () => {
	const [id] = simulator().state.tags.keys();
	const tag = simulator().state.tags.get(id);
	Object.assign(tag ?? {}, { timeoutRepeatMessage: { enabled: true } });
	const result = await runOperation(simulator(), 'tag:getAll', {
		limit: 1,
		output: 'selectedFields',
		selectedFields: 'id, timeoutRepeatMessage.enabled',
	});

	expect(json(result)).toEqual([{ id, timeoutRepeatMessageEnabled: true }]);
});

test('shows tags to pick from by name and description', async () => {
	const credential = credentialOf(simulator());
	const [id] = simulator().state.tags.keys();
	const first = { name: 'Book a trip (New bookings)', value: id };

	expect((await searchList('getTags', credential)).results[0]).toEqual(first);
	expect((await searchList('getTags', credential, 'BOOK A')).results).toEqual([first]);
});
