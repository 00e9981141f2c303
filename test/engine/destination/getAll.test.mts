import { expect, test } from 'vitest';

import { credentialOf, searchList } from '../harness.mts';
import { json, onlyRequest, runOperation, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('lists destinations in one request', async () => {
	const result = await runOperation(simulator(), 'destination:getAll', { returnAll: true });

	const request = onlyRequest(simulator(), 'listDestinations');
	expect([request.path, request.query]).toEqual([
		`/v1/api/apps/${simulator().appId}/destination`,
		{},
	]);
	expect(json(result)).toEqual(
		[...simulator().state.destinations].map(([id, destination]) => ({ id, ...destination })),
	);
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('leaves out the tags that may come along', async () => {
	const [id, row] = [...simulator().state.destinations][0];
	simulator().state.destinations.set('tag', { tagID: 'tag', basicInfo: { tagName: 'Refunds' } });
	const result = await runOperation(simulator(), 'destination:getAll', { returnAll: true });
	expect(json(result)).toContainEqual({ id, ...row });
	expect(json(result).filter((row) => 'basicInfo' in row)).toEqual([]);
	const { results } = await searchList('getDestinations', credentialOf(simulator()));
	expect(results.map(({ value }) => value)).not.toContain('tag');
});

test('puts phone numbers out as text, however they are typed', async () => {
	const [id] = simulator().state.destinations.keys();
	simulator().state.destinations.set(id, { displayName: 'Desk', phoneTargets: [85230001234] });
	const result = await runOperation(simulator(), 'destination:getAll', { limit: 1 });

	expect(json(result)).toEqual([{ id, displayName: 'Desk', phoneTargets: ['85230001234'] }]);
});

test('shows destinations to pick from, filtered by what is typed', async () => {
	const credential = credentialOf(simulator());
	const [first] = [...simulator().state.destinations].map(([id, { displayName, types }]) => ({
		name: `${String(displayName)} (${(types as string[]).join(', ')})`,
		value: id,
	}));

	const { results } = await searchList('getDestinations', credential);
	expect(results).toHaveLength(simulator().state.destinations.size);
	expect(results[0]).toEqual(first);
	expect((await searchList('getDestinations', credential, 'hong kong res')).results).toEqual([
		first,
	]);
});
