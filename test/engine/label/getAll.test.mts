import { expect, test } from 'vitest';

import { credentialOf, loadOptions, searchList } from '../harness.mts';
import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('lists all labels', async () => {
	const result = await runOperation(simulator(), 'label:getAll', { returnAll: true });

	expect(onlyRequest(simulator(), 'listLabels').query).toEqual({ offset: '0', limit: '500' });
	expect(json(result).map(({ name }) => name)).toEqual(
		[...simulator().state.labels.values()].map(({ name }) => name),
	);
	expect(json(result)[0]).toEqual([...simulator().state.labels.values()][0]);
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
		json(result).map(() => ({ item: 0 })),
	);
});

test('sends the filters that are set, and none that is left empty', async () => {
	const [label] = simulator().state.labels.values();
	const result = await runOperation(
		simulator(),
		'label:getAll',
		{ returnAll: true, filters: { id: '={{ $json.id }}', name: '={{ $json.name }}' } },
		{
			items: [
				{ id: label.id, name: '' },
				{ id: '', name: label.name },
			],
		},
	);

	const queries = sent(simulator(), 'listLabels').map(({ query }) => query);
	expect(queries).toHaveLength(2);
	expect(queries).toContainEqual({ offset: '0', limit: '500', id: label.id });
	expect(queries).toContainEqual({ offset: '0', limit: '500', name: label.name });
	expect(result.items.map(({ json: { id }, pairedItem }) => [id, pairedItem])).toEqual([
		[label.id, { item: 0 }],
		[label.id, { item: 1 }],
	]);
});

test('puts nothing out where no label fits', async () => {
	const result = await runOperation(simulator(), 'label:getAll', { filters: { name: 'nothing' } });

	expect(result.error).toBeUndefined();
	expect(result.items).toEqual([]);
});

test('shows the labels to pick from, one or several', async () => {
	const credential = credentialOf(simulator());
	const names = [...simulator().state.labels.values()].map(({ id, name }) => ({ name, value: id }));

	expect((await searchList('getLabels', credential)).results).toEqual(names);
	expect((await searchList('getLabels', credential, 'vip')).results).toEqual([names[0]]);
	expect(await loadOptions('getLabels', credential)).toEqual(
		names.toSorted((a, b) => a.name.localeCompare(b.name)),
	);
});

test('picks from more labels than fit on one page', async () => {
	const [label] = simulator().state.labels.values();
	for (let index = 0; index < 230; index += 1) {
		simulator().state.labels.set(`more${index}`, {
			...label,
			id: `more${index}`,
			name: `L${index}`,
		});
	}

	const options = await loadOptions('getLabels', credentialOf(simulator()));

	expect(options).toHaveLength(simulator().state.labels.size);
	expect(sent(simulator(), 'listLabels').map(({ query }) => query.offset)).toEqual([
		'0',
		'100',
		'200',
	]);
});

test('says why the labels can not be shown', async () => {
	const credential = credentialOf(simulator(), { appToken: 'wrong' });

	await expect(loadOptions('getLabels', credential)).rejects.toThrow("'App Token'");
	await expect(searchList('getLabels', credential)).rejects.toThrow("'App Token'");
});
