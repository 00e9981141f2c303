/**
 * Phone numbers in every operation that takes them, from the description that n8n has loaded: those
 * that show Options > Default Country.
 */
import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';

import { operationsOf } from '../n8n/operations.mts';
import { getNodeType } from './harness.mts';
import { json, runOperation, sent, useSimulator } from './support.mts';

const current = useSimulator();
const { description } = getNodeType('cinnox');
const options = description.properties.find(({ name }) => name === 'options');
const shownBy = ((options?.options ?? []) as INodeProperties[])
	.filter(({ name }) => name === 'defaultCountry')
	.map(({ displayOptions }) => displayOptions?.show ?? {});

type Name = `${string}:${string}`;

/** Where an operation has its numbers, given one of them. */
const GIVEN: Record<Name, (phone: string) => INodeParameters> = {
	'contact:create': (phone) => ({
		additionalFields: { phones: { values: [{ type: 'Mobile', phone }] } },
	}),
	'contact:update': (phone) => ({
		updateFields: { phones: { values: [{ type: 'Mobile', phone }] } },
	}),
	'destination:create': (phone) => ({ types: ['PHONE'], phoneTargets: phone }),
	'destination:update': (phone) => ({
		updateFields: { types: ['PHONE'], phoneTargets: phone },
	}),
	'sms:send': (phone) => ({ recipientNumbers: phone }),
	'sms:sendAndWait': (phone) => ({ recipientNumber: phone }),
	'sms:sendOtp': (phone) => ({ recipientNumber: phone }),
	'sms:waitForReply': (phone) => ({ from: phone, limitMinutes: 0 }),
	'whatsApp:sendOtp': (phone) => ({ recipientNumber: phone }),
};

const operations = operationsOf(description, { url: '', webhookUrl: '' })
	.filter(({ parameters: { resource, operation } }) =>
		shownBy.some(
			(show) =>
				(show['/resource'] as unknown[]).includes(resource) &&
				(show['/operation'] as unknown[]).includes(operation),
		),
	)
	// They look a contact up by its number, and have tests of that.
	.filter(({ name }) => !['contact:get', 'contact:upsert'].includes(name))
	.map(({ name, parameters }) => [name as Name, parameters] as const);

test('every operation with phone numbers is tried', () => {
	expect(operations.map(([name]) => name).sort()).toEqual(Object.keys(GIVEN).sort());
});

describe.each(operations)('%s', (name, parameters) => {
	const run = async (
		phone: string,
		more: INodeParameters = {},
		rest: Parameters<typeof runOperation>[3] = {},
	) => {
		const given = { ...parameters, ...GIVEN[name](phone), options: more } as INodeParameters;
		const result = await runOperation(current(), name, given, rest);
		// What waits for a number sends none, and puts it out.
		const seen = name === 'sms:waitForReply' ? result.items : sent(current());
		return { ...result, written: JSON.stringify(seen) };
	};

	test.each([
		['a plus and spaces', '+852 9123 4567', {}, '85291234567'],
		['the zero in brackets', '+44 (0)7911 123456', {}, '447911123456'],
		['the .0 of a spreadsheet', '={{ "85291234567.0" }}', {}, '85291234567'],
		['a number', '={{ 85291234567 }}', {}, '85291234567'],
		['full-width digits', '８５２９１２３４５６７', {}, '85291234567'],
		['a local number', '9123 4567', { defaultCountry: 'HK' }, '85291234567'],
		['a local number as a number', '={{ 7911123456 }}', { defaultCountry: 'gb' }, '447911123456'],
		['a trunk zero', '07911 123456', { defaultCountry: 'GB' }, '447911123456'],
		['a number of a newer plan', '+85200001111', { allowUnknownNumbers: true }, '85200001111'],
	])('takes %s', async (_name, phone, more, digits) => {
		const { error, written } = await run(phone, more);
		expect(error).toBeUndefined();
		expect(written).toMatch(new RegExp(`"[+]?${digits}"`));
	});

	test('takes a local number of the country in the credential, unless told otherwise', async () => {
		const credential = { defaultCountry: 'HK' };
		const first = await run('9123 4567', {}, { credential });
		expect(first.error).toBeUndefined();
		expect(first.written).toMatch(/"\+?85291234567"/);
		const second = await run('8123 4567', { defaultCountry: 'SG' }, { credential });
		expect(second.error).toBeUndefined();
		expect(second.written).toMatch(/"\+?6581234567"/);
	});

	test.each([
		['91234567', {}, "set 'Default Country' in Options"],
		['020 7946 0018', {}, "set 'Default Country' in Options"],
		['+852 9123 456', {}, "turn on 'Allow Unknown Numbers' in Options"],
		['+852 9123 4567 8901', {}, "turn on 'Allow Unknown Numbers' in Options"],
		['9123 456', { defaultCountry: 'HK' }, "turn on 'Allow Unknown Numbers' in Options"],
		['6591234567', { defaultCountry: 'DE' }, 'Write it with + and its country code'],
		['+852 9123 4567 ext. 12', {}, 'Write country code and number'],
	])('refuses %j with %j before anything is sent', async (phone, more, way) => {
		const { error, items } = await run(`={{ "${phone}" }}`, more);
		expect(items).toEqual([]);
		expect(error?.message).toMatch(/^'[A-Z][A-Za-z ]+' can't be used: /);
		expect(error?.message).toContain(`"${phone}"`);
		expect(error?.description).toContain(way);
		expect(sent(current())).toEqual([]);
	});

	// A question is one item's.
	if (name === 'sms:sendAndWait') return;

	test('refuses one of two items before either is sent', async () => {
		const items = [{ to: '+85291234567' }, { to: '+8529123456' }];
		const first = await run('={{ $json.to }}', {}, { items });
		expect(first.error?.context.itemIndex).toBe(1);
		expect(sent(current())).toEqual([]);
		const settings = { onError: 'continueRegularOutput' } as const;
		const second = await run('={{ $json.to }}', {}, { items, settings });
		expect(json(second)).toHaveLength(2);
		// The other one was.
		expect(JSON.stringify(json(second))).not.toContain('Nothing was sent for any item');
		expect(json(second)[1]).toMatchObject({
			error: expect.stringContaining("can't be used") as string,
			details: { advice: expect.stringContaining("'Allow Unknown Numbers'") as string },
		});
	});
});

test('a position in a list is named', async () => {
	const parameters = operations.find(([name]) => name === 'sms:send')?.[1] as INodeParameters;
	const { error } = await runOperation(current(), 'sms:send', {
		...parameters,
		recipientNumbers: '85291234567, 9123',
	});
	expect(error?.message).toBe(
		`'Recipient Numbers' can't be used: number 2 ("9123") has fewer than 7 digits`,
	);
	const phones = [
		{ type: 'Mobile', phone: '85291234567' },
		{ type: 'Home', phone: '9123' },
	];
	const contact = await runOperation(current(), 'contact:create', {
		additionalFields: { phones: { values: phones } },
	});
	expect(contact.error?.message).toBe(
		`'Phone' can't be used: number 2 ("9123") has fewer than 7 digits`,
	);
	expect(sent(current())).toEqual([]);
});

test.each([
	['Atlantis', `'Default Country' of the credential has no "Atlantis"`],
	['ZZ', `'Default Country' of the credential has no "ZZ"`],
])('the country %s of a credential is refused by name', async (defaultCountry, message) => {
	const { error } = await runOperation(
		current(),
		'label:getAll',
		{},
		{ credential: { defaultCountry } },
	);
	expect(error?.message).toBe(message);
	expect(sent(current())).toEqual([]);
});

test('a country that there is none of is refused, with a few of those there are', async () => {
	const parameters = operations.find(([name]) => name === 'sms:send')?.[1] as INodeParameters;
	const { error } = await runOperation(current(), 'sms:send', {
		...parameters,
		options: { defaultCountry: '={{ "Hong Kong" }}' },
	});
	expect(error?.message).toBe(`'Default Country' has no "Hong Kong"`);
	expect(error?.description).toMatch(/give one of (\w\w, ){5}…$/);
	expect(sent(current())).toEqual([]);
});
