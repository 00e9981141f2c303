import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';

import { contactInput } from '../../simulator/contact-seed.mts';
import { idOf } from '../../simulator/seed.mts';
import { json, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator({ contacts: 1_100, rateLimitPerMinute: 0 });

const NEW = '85261230001';

const upsert = async (
	parameters: object = {},
	items: object[] = [{}],
	rest: object = {},
	service = simulator(),
) =>
	await runOperation(
		service,
		'contact:upsert',
		{ matchBy: 'phone', matchValue: '={{ $json.value }}', ...parameters },
		{ items: items as never, ...rest },
	);

const phoneOf = (index: number) => String(contactInput(index).phones?.[0].phone);
const writes = () => sent(simulator()).filter(({ method }) => method !== 'GET');
const accepted = () => writes().filter((entry) => entry.accepted);
const storedOf = (id: unknown) =>
	simulator().state.contacts.get(String(id))?.input as IDataObject & {
		phones: IDataObject[];
		emails: IDataObject[];
	};

describe('a contact that is there', () => {
	test.each([
		['id', idOf('contact', 2)],
		['phone', phoneOf(2)],
		['email', contactInput(2).emails?.[0].email?.toUpperCase()],
	])('is updated, matched by %s', async (matchBy, value) => {
		const before = { ...storedOf(idOf('contact', 2)) };
		const parameters = { matchBy, lastName: 'Wong', additionalFields: { company: 'Nathan' } };
		const result = await upsert(parameters, [{ value }]);
		expect(result.error).toBeUndefined();
		expect(json(result)[0]).toMatchObject({
			id: idOf('contact', 2),
			outcome: 'updated',
			lastName: 'Wong',
			companyName: 'Nathan',
		});
		expect(result.items[0].pairedItem).toEqual({ item: 0 });
		expect(writes().map(({ method }) => method)).toEqual(['PUT']);
		expect(storedOf(idOf('contact', 2))).toMatchObject({
			firstName: before.firstName,
			phones: before.phones,
			lastName: 'Wong',
			company: 'Nathan',
		});
		expect(sent(simulator()).flatMap(({ validationErrors }) => validationErrors)).toEqual([]);
	});
});

describe('a contact that is not there', () => {
	test('is created with the phone number that it was looked for by', async () => {
		const result = await upsert({ firstName: 'Mei', lastName: 'Chan' }, [{ value: `+${NEW}` }]);
		const [row] = json(result);
		expect(row).toMatchObject({ outcome: 'created', firstName: 'Mei', mobilePhone: NEW });
		expect(storedOf(row.id)).toMatchObject({
			lastName: 'Chan',
			phones: [{ type: 'Mobile', phone: `+${NEW}` }],
		});
		expect(writes().map(({ method, valid }) => [method, valid])).toEqual([['POST', true]]);
	});

	test('takes a type that is left, and none twice', async () => {
		const mobile = { values: [{ type: 'Mobile', phone: '85261230002' }] };
		const [row] = json(await upsert({ additionalFields: { phones: mobile } }, [{ value: NEW }]));
		expect(storedOf(row.id).phones).toEqual([
			{ type: 'Work', phone: `+${NEW}` },
			{ type: 'Mobile', phone: '+85261230002' },
		]);
		const same = { values: [{ type: 'Home', phone: '+85261230019' }] };
		const [second] = json(
			await upsert({ additionalFields: { phones: same } }, [{ value: '85261230019' }]),
		);
		expect(storedOf(second.id).phones).toEqual([{ type: 'Home', phone: '+85261230019' }]);
		const [third] = json(await upsert({ matchBy: 'email' }, [{ value: 'New@Example.com' }]));
		expect(storedOf(third.id).emails).toEqual([{ type: 'Work', email: 'new@example.com' }]);
	});

	test('of which only the ID is known is refused, and nothing is written for any item', async () => {
		const { error } = await upsert({ matchBy: 'id', lastName: 'Chan' }, [
			{ value: idOf('contact', 1) },
			{ value: 'gone' },
		]);
		expect(error?.message).toContain('CINNOX has no contact with the ID gone');
		expect(error?.context.itemIndex).toBe(1);
		expect(writes()).toEqual([]);
	});
});

test('two items with one key make one contact', async () => {
	const items = [
		{ value: NEW, first: 'Mei' },
		{ value: '00 852 6123 0001', first: 'Ada' },
		{ value: '85261230009', first: 'Joe' },
	];
	const result = await upsert({ firstName: '={{ $json.first }}' }, items);
	const rows = json(result);
	expect(rows.map(({ outcome }) => outcome)).toEqual(['created', 'updated', 'created']);
	expect(rows[0].id).toBe(rows[1].id);
	expect(storedOf(rows[0].id)).toMatchObject({
		firstName: 'Ada',
		phones: [{ type: 'Mobile', phone: `+${NEW}` }],
	});
	expect(simulator().state.contacts.size).toBe(1_102);
	// Once: the last one asks whether the page of 100 was the end.
	expect(sent(simulator(), 'listContacts').map(({ query }) => query.offset)).toEqual([
		'0',
		'500',
		'1000',
		'1100',
	]);
});

test('two executions at once make one contact', async () => {
	const results = await Promise.all(
		['Mei', 'Ada', 'Joe'].map(
			async (firstName) => await upsert({ firstName }, [{ value: '85261230011' }]),
		),
	);
	const rows = results.flatMap(json);
	expect(rows.map(({ outcome }) => outcome).sort()).toEqual(['created', 'updated', 'updated']);
	expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
	expect(simulator().state.contacts.size).toBe(1_101);
});

describe('a list of 20,000', () => {
	const large = useSimulator({ contacts: 20_000, rateLimitPerMinute: 0 });

	test('is read once for the whole run', async () => {
		const items = Array.from({ length: 60 }, (_, index) => ({
			value: index % 2 === 0 ? phoneOf(index * 300) : `8526200${1000 + index}`,
		}));
		const result = await upsert({ lastName: 'Chan' }, items, {}, large());
		expect(json(result).map(({ outcome }) => outcome)).toEqual(
			items.map((_, index) => (index % 2 === 0 ? 'updated' : 'created')),
		);
		// The last page is full, and nobody says that there is no other.
		expect(sent(large(), 'listContacts')).toHaveLength(41);
		expect(sent(large())).toHaveLength(41 + items.length);
	});
});

describe('where the outcome of a creation is unknown', () => {
	const dropped = (kind: string) =>
		simulator().faults.add({ kind, path: '/create_externalcontact' } as never);

	test('says so first, and Retry On Fail makes no second contact', async () => {
		dropped('dropAfter');
		const { error } = await upsert({ lastName: 'Chan' }, [{ value: NEW }], {
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});
		expect(error?.message).toMatch(/^CINNOX may have carried this out/);
		expect(accepted()).toHaveLength(1);
	});

	test('the next item of that key updates what is there', async () => {
		dropped('dropAfter');
		const result = await upsert({ lastName: 'Chan' }, [{ value: NEW }, { value: NEW }], {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(json(result)[0].error).toMatch(/^CINNOX may have carried this out/);
		expect(json(result)[1]).toMatchObject({ outcome: 'updated' });
		expect(simulator().state.contacts.size).toBe(1_101);
	});

	test('the next item of that key makes none where none is there yet', async () => {
		dropped('dropBefore');
		const settings = { onError: 'continueRegularOutput' } as const;
		const result = await upsert({ lastName: 'Chan' }, [{ value: NEW }, { value: NEW }], {
			settings,
		});
		expect(json(result)[1].error).toContain('may have created a contact with the phone number');
		expect(writes()).toHaveLength(1);
	});

	test('a refusal leaves it open for the next item', async () => {
		simulator().faults.add({ kind: 'code', code: 6451000, path: '/create_externalcontact' });
		const result = await upsert({ lastName: 'Chan' }, [{ value: NEW }, { value: NEW }], {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(json(result)[0].error).toBeDefined();
		expect(json(result)[1]).toMatchObject({ outcome: 'created' });
	});
});

test("n8n's Retry On Fail writes nothing twice, and says the same", async () => {
	simulator().faults.add({ kind: 'status500', path: '/create_externalcontact', method: 'PATCH' });
	const items = [{ value: NEW }, { value: '85261230002' }, { value: phoneOf(3) }];
	simulator().faults.addSequence([[], [{ kind: 'code', code: 6451000 } as never]], {
		path: '/create_externalcontact',
	});
	const result = await upsert({ lastName: 'Chan' }, items, {
		settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
	});
	expect(result.error).toBeUndefined();
	expect(json(result).map(({ outcome }) => outcome)).toEqual(['created', 'created', 'updated']);
	expect(accepted()).toHaveLength(3);
});

test.each([
	[{ value: null }, {}, "'Match Value' is empty"],
	[{ value: NEW }, { additionalFields: { birthDate: 'soon' } }, "'Birth Date' is not a date"],
	[
		{ value: NEW },
		{
			additionalFields: {
				phones: {
					values: ['Mobile', 'Work', 'Home', 'Other'].map((type) => ({
						type,
						phone: '85261239999',
					})),
				},
			},
		},
		"'Match Value' is none of the phones",
	],
])('%j with %j is refused before anything is sent', async (item, parameters, message) => {
	const { error } = await upsert(parameters, [{ value: '85261230005' }, item]);
	expect(error?.message).toContain(message);
	expect(sent(simulator())).toEqual([]);
});

test('values that say nothing are not written', async () => {
	const [row] = json(
		await upsert(
			{ firstName: '={{ null }}', additionalFields: { company: '={{ null }}', team: '' } },
			[{ value: NEW }],
		),
	);
	const [{ body }] = writes();
	expect(body).toEqual({ phones: [{ type: 'Mobile', phone: `+${NEW}` }] });
	expect(row.outcome).toBe('created');
});
