import process from 'node:process';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readPhoneNumber, readRecipients } from '../../../../nodes/values/phone/index.ts';

/** Mobile numbers of Hong Kong and Singapore, as CINNOX wants them. */
const documented = fc.oneof(
	fc.stringMatching(/^8529[1258][2-8]\d{5}$/),
	fc.stringMatching(/^659[0-8]\d{6}$/),
);

/** What people put between digits. */
const separator = fc.constantFrom(
	'',
	'',
	'',
	' ',
	'-',
	'.',
	'(',
	')',
	'/',
	'\u00a0',
	'\u2011',
	'\u2212',
	'\u200e',
	'\u202c',
	'\u3000',
	'\uff08',
);

/** A number as people write it: with separators, and maybe with a plus or zeros in front. */
const written = fc
	.tuple(
		documented,
		fc.array(separator, { minLength: 16, maxLength: 16 }),
		fc.constantFrom('', '+', '00', ' +', '\u202a+', '\uff0b', 'tel:+', 'TEL:'),
	)
	.map(([digits, separators, prefix]) => ({
		digits,
		text: prefix + [...digits].map((digit, index) => digit + separators[index]).join(''),
	}));

/** What a refusal says, and whether it names an option to set. */
function refusalOf(value: unknown, options?: Parameters<typeof readPhoneNumber>[1]) {
	const read = readPhoneNumber(value, options);
	return 'reason' in read ? read : { reason: `none: ${read.number}`, advice: '' };
}

describe('one phone number', () => {
	it('comes out as country code and number, however it is written', () => {
		fc.assert(
			fc.property(written, ({ digits, text }) => {
				expect(readPhoneNumber(text)).toEqual({ number: digits });
			}),
		);
	});

	it.each([
		['+44 (0)20 7946 0018', '442079460018'],
		['+4402079460018', '442079460018'],
		['0044 (0) 20 7946 0018', '442079460018'],
		['+49(0)30 123456', '4930123456'],
		['+39 06 1234 5678', '390612345678'],
		['85291234567.0', '85291234567'],
		['+85291234567.00', '85291234567'],
		['852.9123.4560', '85291234560'],
		['８５２９８７６５４３２', '85298765432'],
		['\u0668\u0665\u0662\u0669\u0661\u0662\u0663\u0664\u0665\u0666\u0667', '85291234567'],
		[85298765432, '85298765432'],
	])('%j is %s', (value, number) => {
		expect(readPhoneNumber(value)).toEqual({ number });
	});

	it.each([
		['91234567', 'HK', '85291234567'],
		[91234567, 'HK', '85291234567'],
		['91234567.0', 'HK', '85291234567'],
		['020 7946 0018', 'GB', '442079460018'],
		[2079460018, 'GB', '442079460018'],
		['(0)30 123456', 'DE', '4930123456'],
		['8 (912) 345-67-89', 'RU', '79123456789'],
		['011 15-2345-6789', 'AR', '5491123456789'],
		// With a country code all the same: the default country's own, or another.
		['85291234567', 'HK', '85291234567'],
		['6591234567', 'HK', '6591234567'],
		['+91 98765 43210', 'HK', '919876543210'],
		['4915123456789', 'DE', '4915123456789'],
	])('%j of %s is %s', (value, defaultCountry, number) => {
		expect(readPhoneNumber(value, { defaultCountry })).toEqual({ number });
	});

	it('is refused where it could be a landline at home and a mobile phone abroad', () => {
		const { reason, advice } = refusalOf('6591234567', { defaultCountry: 'DE' });
		expect(reason).toBe('can be +496591234567 and +6591234567');
		expect(advice).toContain('with + and its country code');
		const options = { defaultCountry: 'DE', allowUnknown: true };
		expect(refusalOf('6591234567', options).reason).toBe(reason);
	});

	it('is digits only, seven to fifteen of them, whatever goes in', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string({ unit: 'binary' }),
					fc.anything(),
					fc.stringMatching(/^\+?[\d ().-]{0,24}$/),
					written.map(({ text }) => text),
				),
				fc.constantFrom(undefined, 'HK', 'DE', 'US', 'ZZ'),
				fc.boolean(),
				(value, defaultCountry, allowUnknown) => {
					const read = readPhoneNumber(value, { defaultCountry, allowUnknown });
					if ('number' in read) expect(read.number).toMatch(/^[1-9]\d{6,14}$/);
					else expect(Object.values(read)).not.toContain('');
				},
			),
		);
	});

	it.each([
		['', 'is empty'],
		['   ', 'is empty'],
		['tel:', 'is empty'],
		['()', 'has no digits'],
		['+', 'has no digits'],
		['8529876543x', 'holds letters'],
		['HARBOURVINE', 'holds letters'],
		['85298765432 ext. 12', 'has an extension'],
		['85298765432x12', 'has an extension'],
		['85298765432#12', 'has an extension'],
		['tel:+85298765432;ext=12', 'has an extension'],
		['8.5298765432E+10', 'is written with an exponent, so digits are missing'],
		['852+98765432', 'holds characters that are no digits'],
		['++85298765432', 'holds characters that are no digits'],
		['0298765432', 'starts with 0, so its country code is missing'],
		['000852', 'begins with no country code'],
		['+999123456', 'begins with no country code'],
		['+852987654', 'is no number of Hong Kong (+852)'],
		['+8529876', 'has too few digits for Hong Kong (+852)'],
		['+852987654321098', 'has too many digits for Hong Kong (+852)'],
		['+1 201 555', 'has too few digits for +1'],
		['91234567', 'has too few digits for India (+91), or has no country code'],
		['85298765432109876543210', 'has more than 15 digits'],
		[-85298765432, 'is not a whole number'],
		[1.5, 'is not a whole number'],
		[Number.NaN, 'is not a whole number'],
		[8.5298765432109e20, 'is not a whole number'],
		[null, 'is not a text'],
		[true, 'is not a text'],
		[{ number: '85298765432' }, 'is not a text'],
	])('refuses %j: %s', (value, reason) => {
		expect(refusalOf(value).reason).toBe(reason);
	});

	it('is refused with the way out', () => {
		expect(refusalOf('98765432').advice).toContain("set 'Default Country'");
		expect(refusalOf('020 7946 0018').advice).toContain("set 'Default Country'");
		expect(refusalOf('+852 9876 543').advice).toContain("'Allow Unknown Numbers'");
		expect(refusalOf('9876543', { defaultCountry: 'HK' })).toEqual({
			reason: 'is no number of Hong Kong, nor one with a country code',
			advice: expect.stringContaining("'Allow Unknown Numbers'"),
		});
	});
});

describe('a number that no numbering plan has', () => {
	const unknown = (value: unknown, defaultCountry?: string) =>
		readPhoneNumber(value, { defaultCountry, allowUnknown: true });

	it.each([
		['+852 0000 0000', undefined, '85200000000'],
		['00852 0000 0000', 'GB', '85200000000'],
		['85200000000', undefined, '85200000000'],
		['+44 (0)7000 000 000', undefined, '447000000000'],
		['+44 (0)9999 999 999', undefined, '449999999999'],
		['09999 999 999', 'GB', '449999999999'],
		['70000000', 'HK', '85270000000'],
		['+9991234567', undefined, '9991234567'],
	])('is taken where that is allowed: %j of %s is %s', (value, country, number) => {
		expect(unknown(value, country)).toEqual({ number });
	});

	it.each([
		['0298765432', 'starts with 0, so its country code is missing'],
		['123456', 'has fewer than 7 digits'],
		['9991234567890123', 'has more than 15 digits'],
		['call me', 'holds letters'],
		// Local or not: nobody can know.
		['85200000000', 'can be +85285200000000 and +85200000000'],
		['85298765432 ext. 12', 'has an extension'],
	])('is refused all the same where it can be none: %j %s', (value, reason) => {
		const defaultCountry = reason.startsWith('can be') ? 'HK' : undefined;
		expect(refusalOf(value, { allowUnknown: true, defaultCountry }).reason).toBe(reason);
	});

	it('is read like any other where a plan has it', () => {
		fc.assert(
			fc.property(written, ({ digits, text }) => {
				expect(unknown(text)).toEqual({ number: digits });
			}),
		);
	});
});

describe('recipients', () => {
	it('come from a list with commas, semicolons or new lines, each once and in order', () => {
		const list = fc.array(fc.tuple(written, fc.constantFrom(',', ', ', ';', '\n', '\r\n', '，')), {
			minLength: 1,
			maxLength: 30,
		});
		fc.assert(
			fc.property(list, (entries) => {
				const typed = entries.map(([{ text }, end]) => text + end).join('');
				const digits = entries.map(([number]) => number.digits);
				const { numbers, duplicates, invalid } = readRecipients(typed);
				expect(invalid).toEqual([]);
				expect(numbers).toEqual([...new Set(digits)]);
				expect(duplicates).toEqual([
					...new Set(digits.filter((number, index) => digits.indexOf(number) < index)),
				]);
			}),
		);
	});

	it('come from an array of texts and numbers, and from a single number', () => {
		expect(readRecipients(['+852 9876 5432', 6591234567]).numbers).toEqual([
			'85298765432',
			'6591234567',
		]);
		expect(readRecipients(85298765432).numbers).toEqual(['85298765432']);
		expect(readRecipients('9876 5432; 91234567', { defaultCountry: 'HK' }).numbers).toEqual([
			'85298765432',
			'85291234567',
		]);
	});

	it('are one and the same in several ways of writing', () => {
		const list = '85298765432, +852 (0)... 9876 5432, 98765432, 00852-9876-5432'.replace(
			'(0)...',
			'',
		);
		expect(readRecipients(list, { defaultCountry: 'HK' })).toEqual({
			numbers: ['85298765432'],
			duplicates: ['85298765432'],
			invalid: [],
		});
	});

	it.each([undefined, null, '', ' \n, ;', []])('are none in %j', (value) => {
		expect(readRecipients(value)).toEqual({ numbers: [], duplicates: [], invalid: [] });
	});

	it('name every bad one by its position and as it was written', () => {
		const { invalid } = readRecipients('85298765432, abc, 12, 6591234567');
		expect(invalid).toEqual([
			{ position: 2, value: 'abc', reason: 'holds letters', advice: expect.any(String) },
			{
				position: 3,
				value: '12',
				reason: 'has fewer than 7 digits',
				advice: expect.stringContaining('Default Country'),
			},
		]);
		expect(
			readRecipients([null, { a: 1 }, '']).invalid.map(({ position, value }) => [position, value]),
		).toEqual([
			[1, 'null'],
			[2, '{"a":1}'],
			[3, ''],
		]);
	});

	it('never lose an entry of an array, whatever it holds', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.oneof(
						fc.anything(),
						written.map(({ text }) => text),
					),
				),
				(entries) => {
					const { numbers, duplicates, invalid } = readRecipients(entries);
					const good = entries.length - invalid.length;
					expect(numbers.length).toBeLessThanOrEqual(good);
					expect(good > 0).toBe(numbers.length > 0);
					expect(duplicates.every((number) => numbers.includes(number))).toBe(true);
				},
			),
		);
	});

	it.each([
		['digits', '9'],
		['pluses', '+'],
		['brackets', '('],
		['spaces', ' '],
		['a digit and spaces', '1    '],
		['dots', '.'],
		['.0', '.0'],
		['full-width digits', '９'],
		['tel:', 'tel:'],
		['extensions', '1ext'],
		['letters', 'x'],
		['commas', ','],
		['short entries', '1,'],
		['good entries', '+85298765432,'],
		['almost good ones', '4930123456789012345,'],
	])('are read from 1 MB of %s without keeping anybody waiting', (_name, part) => {
		const text = part.repeat(Math.ceil(1_000_000 / part.length));
		for (const options of [{}, { defaultCountry: 'DE' }, { allowUnknown: true }]) {
			// Of this thread alone: the machine may be busy with other tests.
			const begin = process.threadCpuUsage().user;
			readRecipients(text, options);
			readPhoneNumber(text, options);
			readPhoneNumber(`${text}1`, options);
			expect(process.threadCpuUsage().user - begin).toBeLessThan(4_000_000);
		}
	});
});
