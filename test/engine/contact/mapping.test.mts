import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
	mergeContact,
	toInput,
	toListed,
} from '../../../nodes/Cinnox/resources/contact/mapping.ts';

const text = fc.string({ minLength: 1 }).filter((value) => value.trim() === value);
const digits = fc.stringMatching(/^[1-9]\d{6,14}$/);

const entriesOf = <T,>(key: string, keys: string[], value: string, values: fc.Arbitrary<T>) =>
	fc
		.uniqueArray(fc.constantFrom(...keys), { minLength: 1 })
		.chain((chosen) =>
			fc.tuple(...chosen.map((name) => values.map((one) => ({ [key]: name, [value]: one })))),
		);

/** Every contact that can be written, as a body. */
const input = fc.record(
	{
		firstName: fc.string(),
		lastName: fc.string(),
		company: fc.string(),
		jobTitle: fc.string(),
		team: fc.string(),
		group: text,
		language: fc.constantFrom('en', 'zh', 'ms'),
		level: fc.constantFrom('Primary', 'Secondary', 'Tertiary'),
		type: fc.constantFrom('Lead', 'Prospect', 'Customer', 'Others'),
		birthDate: fc.constantFrom('23/04/1985', '29/02/2000'),
		phones: entriesOf(
			'type',
			['Mobile', 'Work', 'Home', 'Other'],
			'phone',
			digits.map((number) => `+${number}`),
		),
		emails: entriesOf('type', ['Work', 'Personal', 'Other'], 'email', fc.emailAddress()),
		addresses: fc
			.record({ street: text, city: fc.string(), zipcode: fc.string(), country: fc.constant('HK') })
			.map((address) => [address]),
		socialContacts: entriesOf('key', ['facebook', 'line', 'weChat', 'whatsApp'], 'value', text),
	},
	{ requiredKeys: [] },
);

/** The order of entries carries no meaning. */
const sorted = (body: Record<string, unknown>) =>
	Object.fromEntries(
		Object.entries(body).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.map((entry) => JSON.stringify(entry)).sort() : value,
		]),
	);

describe('a contact', () => {
	it('can be read from the list and written back as it was', () => {
		fc.assert(
			fc.property(input, (body) => {
				expect(sorted(toInput(toListed(body)))).toEqual(sorted(body));
			}),
		);
	});

	it('keeps everything else when one field changes', () => {
		fc.assert(
			fc.property(input, input, (stored, other) => {
				for (const [name, value] of Object.entries(other)) {
					const merged = mergeContact(toInput(toListed(stored)), { [name]: value });
					const without = (body: object) =>
						sorted(Object.fromEntries(Object.entries(body).filter(([member]) => member !== name)));
					expect(without(merged)).toEqual(without(stored));
					expect(merged[name]).toBeDefined();
				}
			}),
		);
	});

	it('keeps the phones of other types when one changes', () => {
		fc.assert(
			fc.property(input, digits, (stored, number) => {
				const merged = mergeContact(stored, { phones: [{ type: 'Work', phone: `+${number}` }] });
				const others = (stored.phones ?? []).filter((phone) => phone.type !== 'Work');
				expect(merged.phones).toEqual([...others, { type: 'Work', phone: `+${number}` }]);
			}),
		);
	});

	it('loses what is left empty on purpose, and nothing else', () => {
		const stored = {
			phones: [
				{ type: 'Mobile', phone: '+85291234567' },
				{ type: 'Work', phone: '+85221234567' },
			],
			emails: [{ type: 'Work', email: 'mei@example.com' }],
		};
		expect(
			mergeContact(stored, {
				phones: [{ type: 'Work', phone: '' }],
				emails: [{ type: 'Work', email: '' }],
			}),
		).toEqual({ phones: [{ type: 'Mobile', phone: '+85291234567' }], emails: [] });
	});

	it('keeps parts of an address that are left empty', () => {
		const stored = { addresses: [{ street: '1 Nathan Road', city: 'Kowloon', country: 'HK' }] };
		expect(mergeContact(stored, { addresses: [{ city: 'Central' }] })).toEqual({
			addresses: [{ street: '1 Nathan Road', city: 'Central', country: 'HK' }],
		});
		expect(mergeContact(stored, { addresses: [{}, { city: 'Sai Kung' }] })).toEqual({
			addresses: [...stored.addresses, { city: 'Sai Kung' }],
		});
	});
});

describe('a listed contact', () => {
	it.each([
		['a number', 85291234567, '+85291234567'],
		['a plus sign and spaces', '+852 9123 4567', '+85291234567'],
		['no digits, which is not ours to judge', 'ask Mei', 'ask Mei'],
	])('may have a phone with %s', (_name, mobilePhone, phone) => {
		expect(toInput({ mobilePhone })).toEqual({ phones: [{ type: 'Mobile', phone }] });
	});

	it.each([
		['23/04/1985', '23/04/1985'],
		['1985-04-23', '23/04/1985'],
		['1985-04-23T00:00:00.000Z', '23/04/1985'],
	])('may have the birthday %s', (birthday, birthDate) => {
		expect(toInput({ birthday })).toEqual({ birthDate });
	});

	it('is written without what can not be written', () => {
		expect(
			toInput({
				id: '1',
				ownerId: '2',
				ownerName: 'Mei',
				sharedWith: '3',
				slaveContacts: '4',
				cf_tier: 'Gold',
				department: 'Sales',
				customerType: 'Other',
				level: '',
				group: null,
				address: { street: '', country: '' },
			}),
		).toEqual({ team: 'Sales', type: 'Others' });
	});

	it('may be spelt as a body spells it', () => {
		const body = {
			company: 'Nathan',
			team: 'Sales',
			type: 'Lead',
			birthDate: '23/04/1985',
			phones: [{ type: 'Work', phone: '+85221234567' }],
			addresses: [{ city: 'Kowloon' }],
		};
		expect(toInput(body)).toEqual(body);
	});
});
