import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readPhoneNumber, readRecipients } from '../../../nodes/values/phone.ts';

/** Country code and number, as CINNOX wants it. */
const documented = fc.stringMatching(/^[1-9]\d{6,14}$/);

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
	'\u200e',
	'\u202c',
);

/** A number as people write it: with separators, and maybe with a plus or zeros in front. */
const written = fc
	.tuple(
		documented,
		fc.array(separator, { minLength: 16, maxLength: 16 }),
		fc.constantFrom('', '+', '00', ' +', '\u202a+'),
	)
	.map(([digits, separators, prefix]) => ({
		digits,
		text: prefix + [...digits].map((digit, index) => digit + separators[index]).join(''),
	}));

describe('one phone number', () => {
	it('comes out as country code and number, however it is written', () => {
		fc.assert(
			fc.property(written, ({ digits, text }) => {
				expect(readPhoneNumber(text)).toEqual({ number: digits });
			}),
		);
	});

	it('may be a number', () => {
		expect(readPhoneNumber(85298765432)).toEqual({ number: '85298765432' });
	});

	it('is digits only, seven to fifteen of them, whatever goes in', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string({ unit: 'binary' }),
					fc.anything(),
					written.map(({ text }) => text),
				),
				(value) => {
					const read = readPhoneNumber(value);
					if ('number' in read) expect(read.number).toMatch(/^[1-9]\d{6,14}$/);
					else expect(read.reason).not.toBe('');
				},
			),
		);
	});

	it.each([
		['', 'is empty'],
		['   ', 'is empty'],
		['8529876543x', 'holds letters'],
		['HARBOURVINE', 'holds letters'],
		['８５２９８７６５４３２', 'holds characters that are no digits'],
		['852+98765432', 'holds characters that are no digits'],
		['0298765432', 'starts with 0, so its country code is missing'],
		['852987', 'has fewer than 7 digits'],
		['8529876543210987', 'has more than 15 digits'],
		[1.5, 'is not a whole number'],
		[Number.NaN, 'is not a whole number'],
		[8.5298765432109e20, 'is not a whole number'],
		[null, 'is not a text'],
		[{ number: '85298765432' }, 'is not a text'],
	])('refuses %j: %s', (value, reason) => {
		expect(readPhoneNumber(value)).toEqual({ reason });
	});
});

describe('recipients', () => {
	it('come from a list with commas, semicolons or new lines, each once and in order', () => {
		const list = fc.array(fc.tuple(written, fc.constantFrom(',', ', ', ';', '\n', '\r\n', ',\n')), {
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
	});

	it.each([undefined, null, '', ' \n, ;', []])('are none in %j', (value) => {
		expect(readRecipients(value)).toEqual({ numbers: [], duplicates: [], invalid: [] });
	});

	it('name every bad one by its position and as it was written', () => {
		expect(readRecipients('85298765432, abc, 12, 6591234567').invalid).toEqual([
			{ position: 2, value: 'abc', reason: 'holds letters' },
			{ position: 3, value: '12', reason: 'has fewer than 7 digits' },
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
});
