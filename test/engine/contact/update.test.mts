import { expect, test } from 'vitest';

import { byId, json, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator({ contacts: 1_100 });

/** What is stored of a contact, without what is empty. */
function stored(id: string): Record<string, unknown> {
	const input = simulator().state.contacts.get(id)?.input ?? {};
	return JSON.parse(
		JSON.stringify(input, (_name, value: unknown) =>
			value === '' || (Array.isArray(value) && value.length === 0) ? undefined : value,
		),
	) as Record<string, unknown>;
}

test('changes one field and keeps all others', async () => {
	for (const id of [...simulator().state.contacts.keys()].slice(0, 12)) {
		const before = stored(id);
		const result = await runOperation(simulator(), 'contact:update', {
			contact: byId(id),
			updateFields: { team: 'Sales' },
		});

		expect(result.error).toBeUndefined();
		expect(stored(id)).toEqual({ ...before, team: 'Sales' });
		expect(json(result)[0]).toMatchObject({ id, department: 'Sales', level: before.level });
	}
	expect(sent(simulator()).flatMap(({ validationErrors }) => validationErrors)).toEqual([]);
});

test('sends the whole contact with PUT after reading the list', async () => {
	const [id] = simulator().state.contacts.keys();
	const before = stored(id);
	const result = await runOperation(simulator(), 'contact:update', {
		contact: byId(id),
		updateFields: {
			firstName: 'Mei',
			phones: { values: [{ type: 'Work', phone: '85221234567' }] },
			addresses: { values: [{ city: 'Central', street: '' }] },
			birthDate: '2001-12-31T00:00:00',
		},
	});

	const [read, write] = sent(simulator());
	expect(read).toMatchObject({
		operationId: 'listContacts',
		query: { offset: '0', limit: '500' },
	});
	expect([write.method, write.path, write.valid]).toEqual([
		'PUT',
		`/v1/api/apps/${simulator().appId}/management/update_externalcontact/${id}`,
		true,
	]);
	const phones = (before.phones as Array<{ type: string }>).filter(({ type }) => type !== 'Work');
	const [address] = before.addresses as object[];
	expect(stored(id)).toEqual({
		...before,
		firstName: 'Mei',
		phones: [...phones, { type: 'Work', phone: '+85221234567' }],
		addresses: [{ ...address, city: 'Central' }],
		birthDate: '31/12/2001',
	});
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('finds a contact on a later page, and reads no further', async () => {
	const id = [...simulator().state.contacts.keys()][700];
	const before = stored(id);
	await runOperation(simulator(), 'contact:update', {
		contact: byId(id),
		updateFields: { company: 'Nathan' },
	});

	expect(sent(simulator(), 'listContacts').map(({ query }) => query.offset)).toEqual(['0', '500']);
	expect(stored(id)).toEqual({ ...before, company: 'Nathan' });
});

test('clears what is named in Clear Fields, and nothing that is only left empty', async () => {
	const [id] = simulator().state.contacts.keys();
	const { company, ...before } = stored(id);
	expect(company).toBeTruthy();
	await runOperation(simulator(), 'contact:update', {
		contact: byId(id),
		updateFields: {
			clearFields: ['company', 'phones.Work'],
			jobTitle: '={{ null }}',
			emails: { values: [{ type: 'Work', email: '' }] },
		},
	});

	const phones = (before.phones as Array<{ type: string }>).filter(({ type }) => type !== 'Work');
	expect(stored(id)).toEqual({ ...before, phones });
});

test('refuses a field that is set and cleared at once', async () => {
	const [id] = simulator().state.contacts.keys();
	const { error } = await runOperation(simulator(), 'contact:update', {
		contact: byId(id),
		updateFields: { company: 'Nathan', clearFields: ['company'] },
	});
	expect(error?.message).toBe("'Company' has a value and is in 'Clear Fields' too");
	expect(sent(simulator())).toEqual([]);
});

test('writes nothing when one of several contacts is unknown', async () => {
	const [id] = simulator().state.contacts.keys();
	const { error } = await runOperation(
		simulator(),
		'contact:update',
		{ contact: byId('={{ $json.id }}'), updateFields: { company: 'Nathan' } },
		{ items: [{ id }, { id: 'gone' }] },
	);
	expect(error?.message).toBe("'Contact' is not in the contact list: gone");
	expect(error?.context.itemIndex).toBe(1);
	expect(sent(simulator(), 'updateExternalContact')).toEqual([]);
	expect(sent(simulator()).filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('keeps both changes when two items change one contact', async () => {
	const [id] = simulator().state.contacts.keys();
	const before = stored(id);
	const fields = (json: Record<string, unknown>) => ({ id, body: JSON.stringify(json) });
	const result = await runOperation(
		simulator(),
		'contact:update',
		{
			contact: byId('={{ $json.id }}'),
			options: { additionalBodyFields: '={{ $json.body }}' },
		},
		{ items: [fields({ team: 'Sales' }), fields({ jobTitle: 'Head' })] },
	);

	expect(result.error).toBeUndefined();
	expect(stored(id)).toEqual({ ...before, team: 'Sales', jobTitle: 'Head' });
});

test('sends nothing when the contact is not in the list', async () => {
	const result = await runOperation(simulator(), 'contact:update', {
		contact: byId('gone'),
		updateFields: { team: 'Sales' },
	});

	expect(result.error?.message).toBe("'Contact' is not in the contact list: gone");
	expect(result.error?.description).toContain('Nothing was changed');
	expect(sent(simulator(), 'updateContact')).toEqual([]);
	// 500, 500, 100, and one more: a page of 100 could be the server's own limit.
	expect(sent(simulator(), 'listContacts')).toHaveLength(4);
});

test('sends nothing when the list can not be read', async () => {
	const [id] = simulator().state.contacts.keys();
	simulator().faults.add({ kind: 'code', code: 6452000, path: /extcontact-list$/ });
	const result = await runOperation(simulator(), 'contact:update', {
		contact: byId(id),
		updateFields: { team: 'Sales' },
	});

	expect(result.error?.message).toContain("CINNOX does not accept the 'App Token'. ");
	expect(sent(simulator(), 'updateContact')).toEqual([]);
});

test.each([
	[{ contact: byId('1') }, 'There is nothing to update'],
	[{ contact: byId('1'), updateFields: {} }, 'There is nothing to update'],
	[{ contact: byId('={{ $json.absent }}'), updateFields: { team: 'Sales' } }, "'Contact' is empty"],
	[{ contact: byId('..'), updateFields: { team: 'Sales' } }, "'Contact' is empty"],
])('refuses %j before anything is sent', async (parameters, message) => {
	const result = await runOperation(simulator(), 'contact:update', parameters);

	expect(result.error?.message).toBe(message);
	expect(sent(simulator())).toEqual([]);
});

test('writes once, also when n8n runs the node again', async () => {
	const [first, second] = simulator().state.contacts.keys();
	simulator().faults.add({ kind: 'dropAfter', path: new RegExp(`${second}$`) });
	const result = await runOperation(
		simulator(),
		'contact:update',
		{ contact: byId('={{ $json.id }}'), updateFields: { team: 'Sales' } },
		{
			items: [{ id: first }, { id: second }],
			settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 10 },
		},
	);

	expect(result.error?.message).toContain(
		'CINNOX may have carried this out; do not repeat it before looking it up. The connection to CINNOX broke. ',
	);
	const accepted = sent(simulator(), 'updateContact').map(({ path }) => path.split('/').at(-1));
	expect(accepted.toSorted()).toEqual([first, second].toSorted());
});
