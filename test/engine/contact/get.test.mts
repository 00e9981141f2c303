import { describe, expect, test } from 'vitest';

import { contactInput } from '../../simulator/contact-seed.mts';
import { idOf } from '../../simulator/seed.mts';
import { json, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator({ contacts: 1_100, rateLimitPerMinute: 0 });

const get = async (
	parameters: object,
	items: object[] = [{}],
	rest: object = {},
	service = simulator(),
) =>
	await runOperation(
		service,
		'contact:get',
		{ matchBy: 'phone', matchValue: '={{ $json.value }}', ...parameters },
		{ items: items as never, ...rest },
	);

const phoneOf = (index: number) => String(contactInput(index).phones?.[0].phone);

describe('finds a contact', () => {
	test.each([
		['id', (index: number) => idOf('contact', index)],
		['phone', phoneOf],
		['phone', (index: number) => phoneOf(index).replace('+', '00')],
		['phone', (index: number) => Number(phoneOf(index))],
		['email', (index: number) => contactInput(index).emails?.[0].email?.toUpperCase()],
	])('by %s %#', async (matchBy, valueOf) => {
		for (const index of [1, 2]) {
			const result = await get({ matchBy }, [{ value: valueOf(index) }]);
			expect(result.error).toBeUndefined();
			expect(json(result)).toHaveLength(1);
			expect(json(result)[0].id).toBe(idOf('contact', index));
			expect(result.items[0].pairedItem).toEqual({ item: 0 });
		}
		expect(sent(simulator()).flatMap(({ validationErrors }) => validationErrors)).toEqual([]);
	});

	test('in the form of Get Many', async () => {
		const [simplified] = json(await get({}, [{ value: phoneOf(3) }]));
		expect(Object.keys(simplified).length).toBeLessThanOrEqual(10);
		const [raw] = json(await get({ output: 'raw' }, [{ value: phoneOf(3) }]));
		expect(raw).toHaveProperty('cf_loyalty_tier');
	});
});

test('reads the list once for all items, and no further than it has to', async () => {
	const items = Array.from({ length: 50 }, (_, index) => ({ value: phoneOf(index * 12) }));
	const result = await get({}, items);
	expect(json(result).map(({ id }) => id)).toEqual(
		items.map((_, index) => idOf('contact', index * 12)),
	);
	expect(sent(simulator()).map(({ query }) => query.offset)).toEqual(['0', '500']);
});

describe('a contact that is not there', () => {
	test('fails the item, by what was looked for', async () => {
		const { error } = await get({}, [{ value: '85260000000' }]);
		expect(error?.message).toContain('CINNOX has no contact with the phone number 85260000000');
	});

	test('gives nothing where that is asked for', async () => {
		const result = await get({ options: { whenNotFound: 'nothing' } }, [
			{ value: '85260000000' },
			{ value: phoneOf(1) },
		]);
		expect(result.error).toBeUndefined();
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	});

	test('is told for its item only, where the node continues on errors', async () => {
		const result = await get({}, [{ value: '85260000000' }, { value: phoneOf(1) }], {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(json(result)[0].error).toContain('no contact with the phone number');
		expect(json(result)[1].id).toBe(idOf('contact', 1));
	});
});

test.each([
	['phone', null, "'Match Value' is empty"],
	['phone', '', "'Match Value' is empty"],
	['phone', 'Mei', '"Mei" holds letters'],
	['email', 'Mei', '"Mei" is not an email address'],
	['email', `${'a'.repeat(300)}@b.c`, 'more than 254 characters'],
	['id', '..', '".." is not an ID'],
	['id', 'a/b', '"a/b" is not an ID'],
	['name', 'Mei', `'Match By' has no "name"`],
])('by %s %j is refused before anything is sent', async (matchBy, value, message) => {
	const { error } = await get({ matchBy: '={{ $json.matchBy }}' }, [{ matchBy, value }]);
	expect(error?.message).toContain(message);
	expect(sent(simulator())).toEqual([]);
});

describe('a list of 20,000', () => {
	const large = useSimulator({ contacts: 20_000, rateLimitPerMinute: 0 });

	test('is looked into once, whatever the number of items', async () => {
		const items = Array.from({ length: 200 }, (_, index) => ({
			value: idOf('contact', index * 100),
		}));
		const result = await get({ matchBy: 'id' }, items, {}, large());
		expect(json(result).map(({ id }) => id)).toEqual(
			items.map((_, index) => idOf('contact', index * 100)),
		);
		expect(sent(large())).toHaveLength(40);
	});
});
