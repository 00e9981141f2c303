import { expect, test } from 'vitest';

import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('creates a contact with everything that CINNOX takes', async () => {
	const result = await runOperation(simulator(), 'contact:create', {
		firstName: 'Mei',
		lastName: 'Chan',
		additionalFields: {
			phones: {
				values: [
					{ type: 'Mobile', phone: '+852 9123 4567' },
					{ type: 'Work', phone: 85221234567 },
				],
			},
			emails: { values: [{ type: 'Personal', email: ' mei@example.com ' }] },
			addresses: {
				values: [
					{ street: '1 Nathan Road', city: 'Kowloon', state: '', zipcode: '', country: 'hk' },
				],
			},
			socialContacts: { values: [{ key: 'weChat', value: 'mei88' }] },
			birthDate: '1985-04-23T00:00:00',
			company: 'Nathan',
			group: 'VIP',
			jobTitle: 'Buyer',
			language: 'zh',
			level: 'Secondary',
			team: 'Sales',
			type: 'Customer',
			additionalBodyFields: '{ "note": "from n8n", "company": "ignored" }',
		},
	});

	expect(result.error).toBeUndefined();
	const request = onlyRequest(simulator(), 'createContact');
	expect([request.method, request.path]).toEqual([
		'POST',
		`/v1/api/apps/${simulator().appId}/management/create_externalcontact`,
	]);
	expect(request.body).toEqual({
		firstName: 'Mei',
		lastName: 'Chan',
		phones: [
			{ type: 'Mobile', phone: '+85291234567' },
			{ type: 'Work', phone: '+85221234567' },
		],
		emails: [{ type: 'Personal', email: 'mei@example.com' }],
		addresses: [{ street: '1 Nathan Road', city: 'Kowloon', country: 'HK' }],
		socialContacts: [{ key: 'weChat', value: 'mei88' }],
		birthDate: '23/04/1985',
		company: 'Nathan',
		group: 'VIP',
		jobTitle: 'Buyer',
		language: 'zh',
		level: 'Secondary',
		team: 'Sales',
		type: 'Customer',
		note: 'from n8n',
	});
	const id = [...simulator().state.contacts.keys()].at(-1);
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
	expect(json(result)).toEqual([
		{
			id,
			firstName: 'Mei',
			lastName: 'Chan',
			mobilePhone: '85291234567',
			workPhone: '85221234567',
			personalEmail: 'mei@example.com',
			address: { street: '1 Nathan Road', city: 'Kowloon', country: 'HK' },
			weChat: 'mei88',
			birthday: '23/04/1985',
			companyName: 'Nathan',
			group: 'VIP',
			jobTitle: 'Buyer',
			language: 'zh',
			level: 'Secondary',
			department: 'Sales',
			customerType: 'Customer',
			note: 'from n8n',
		},
	]);
});

test('puts the phone and the email that stand on top before the others', async () => {
	const result = await runOperation(simulator(), 'contact:create', {
		lastName: 'Chan',
		phone: 85291234567,
		email: ' mei@example.com ',
		additionalFields: { phones: { values: [{ type: 'Work', phone: '85221234567' }] } },
	});

	expect(onlyRequest(simulator(), 'createContact').body).toEqual({
		lastName: 'Chan',
		phones: [
			{ type: 'Mobile', phone: '+85291234567' },
			{ type: 'Work', phone: '+85221234567' },
		],
		emails: [{ type: 'Work', email: 'mei@example.com' }],
	});
	expect(json(result)[0]).toMatchObject({ mobilePhone: '85291234567', email: 'mei@example.com' });
});

test.each([
	[{ phone: 'call me' }, `'Phone' can't be used: "call me" holds letters`],
	[{ email: 'mei' }, `'Email' can't be used: "mei" is not an email address`],
	[
		{
			phone: '85291234567',
			additionalFields: { phones: { values: [{ type: 'Mobile', phone: '85291234568' }] } },
		},
		"'Phone' is set, and 'Additional Fields' has another one of the type Mobile",
	],
])('refuses %j', async (parameters, message) => {
	const result = await runOperation(simulator(), 'contact:create', parameters);

	expect(result.error?.message).toBe(message);
	expect(sent(simulator())).toEqual([]);
});

test('sends only what is set', async () => {
	await runOperation(simulator(), 'contact:create', {
		firstName: '',
		lastName: 'Chan',
		additionalFields: { phones: { values: [{ type: 'Mobile', phone: '' }] } },
	});

	expect(onlyRequest(simulator(), 'createContact').body).toEqual({ lastName: 'Chan' });
});

test.each([
	['what the date picker gives', '1985-04-23T00:00:00'],
	['a day', '1985-04-23'],
	['midnight in UTC', '1985-04-23T00:00:00.000Z'],
	['midnight elsewhere', '1985-04-23T00:00:00.000+08:00'],
	['the form of CINNOX', '23/04/1985'],
	['a Luxon date', '={{ DateTime.fromISO("1985-04-23") }}'],
])('takes as birth date %s, in whatever time zone', async (_name, birthDate) => {
	for (const timezone of ['America/New_York', 'Asia/Hong_Kong']) {
		await runOperation(
			simulator(),
			'contact:create',
			{ lastName: 'Chan', additionalFields: { birthDate } },
			{ timezone },
		);
		expect(sent(simulator()).at(-1)?.body).toEqual({ lastName: 'Chan', birthDate: '23/04/1985' });
	}
});

test.each([
	[{ birthDate: '31/02/1985' }, "'Birth Date' is not a date"],
	[{ birthDate: 'soon' }, "'Birth Date' is not a date"],
	[
		{ phones: { values: [{ type: 'Mobile', phone: 'call me' }] } },
		`'Phone' can't be used: "call me" holds letters`,
	],
	[
		{ emails: { values: [{ type: 'Work', email: 'mei' }] } },
		`'Email' can't be used: "mei" is not an email address`,
	],
	[
		{ addresses: { values: [{ country: 'Hong Kong' }] } },
		`'Country' is "Hong Kong", which is not a code of two letters`,
	],
	[{ additionalBodyFields: 'no JSON' }, "'Additional Body Fields' does not hold a JSON object"],
])('refuses %j before anything is sent', async (additionalFields, message) => {
	const result = await runOperation(simulator(), 'contact:create', {
		lastName: 'Chan',
		additionalFields,
	});

	expect(result.error?.message).toBe(message);
	expect(result.error?.description).toBeTruthy();
	expect(sent(simulator())).toEqual([]);
});

test('refuses a contact without anything', async () => {
	const result = await runOperation(simulator(), 'contact:create', { firstName: '', lastName: '' });

	expect(result.error?.message).toBe("'Last Name' is empty, and so is everything else");
	expect(sent(simulator())).toEqual([]);
});

test('creates the others with Continue On Fail', async () => {
	const result = await runOperation(
		simulator(),
		'contact:create',
		{ lastName: '={{ $json.name }}' },
		{ items: [{ name: '' }, { name: 'Chan' }], settings: { onError: 'continueRegularOutput' } },
	);

	expect(json(result)[0].error).toContain("'Last Name' is empty");
	expect(json(result)[1]).toMatchObject({ lastName: 'Chan' });
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
});
