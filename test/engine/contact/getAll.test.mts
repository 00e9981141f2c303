import { expect, test } from 'vitest';

import { credentialOf, searchList } from '../harness.mts';
import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator({ contacts: 130 });

test('lists contacts with at most ten fields, phone numbers as text', async () => {
	const result = await runOperation(simulator(), 'contact:getAll', { limit: 3 });

	const request = onlyRequest(simulator(), 'listContacts');
	expect(request.query).toEqual({ offset: '0', limit: '3' });
	expect(result.items).toHaveLength(3);
	const [first, second] = json(result);
	const [stored] = simulator().state.contacts.values();
	expect(first).toMatchObject({
		id: stored.id,
		firstName: stored.input.firstName,
		companyName: stored.input.company,
		customerType: stored.input.type,
	});
	expect(Object.keys(first).length).toBeLessThanOrEqual(10);
	expect([typeof first.mobilePhone, typeof second.mobilePhone]).toEqual(['string', 'string']);
});

test('reads all contacts, each linked to its item', async () => {
	const result = await runOperation(
		simulator(),
		'contact:getAll',
		{ returnAll: true },
		{ items: [{}, {}] },
	);

	const ids = [...simulator().state.contacts.keys()];
	expect(json(result).map(({ id }) => id)).toEqual([...ids, ...ids]);
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
	expect(result.items.at(-1)?.pairedItem).toEqual({ item: 1 });
	expect(sent(simulator()).every(({ valid }) => valid)).toBe(true);
});

test('shows custom fields in the raw output', async () => {
	const result = await runOperation(simulator(), 'contact:getAll', { limit: 1, output: 'raw' });

	expect(json(result)[0]).toHaveProperty('cf_loyalty_tier');
});

test('shows contacts to pick from by name, phone and email', async () => {
	const credential = credentialOf(simulator());
	const [stored] = simulator().state.contacts.values();
	const { firstName, lastName } = stored.input;

	const { results, paginationToken } = await searchList('getContacts', credential);
	expect(results).toHaveLength(100);
	expect(paginationToken).toBe('100');
	expect(results[0].value).toBe(stored.id);
	expect(results[0].name).toMatch(
		new RegExp(`^${firstName} ${lastName} \\(\\+?\\d+, ${stored.input.emails?.[0].email}\\)$`),
	);
	const more = await searchList('getContacts', credential, '', '100');
	expect(more.results).toHaveLength(30);

	const found = await searchList('getContacts', credential, stored.input.emails?.[0].email);
	expect(found.results.map(({ value }) => value)).toContain(stored.id);
});

test('says why contacts can not be shown to pick from', async () => {
	const wrong = credentialOf(simulator(), { appToken: 'wrong' });

	await expect(searchList('getContacts', wrong)).rejects.toThrow(
		"CINNOX does not accept the 'App Token'",
	);
});
