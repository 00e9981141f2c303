import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Item } from '../../../nodes/Cinnox/operation/item.ts';
import type { RowFilter } from '../../../nodes/Cinnox/operation/definition.ts';
import { readRowTest } from '../../../nodes/Cinnox/operation/rowFilter.ts';
import { numberKey, toNumberKey } from '../../../nodes/Cinnox/resources/common/phoneKey.ts';
import {
	choiceFilter,
	flagFilter,
	numberFilter,
	textFilter,
} from '../../../nodes/Cinnox/resources/common/rowFilters.ts';

const named = { displayName: 'X', name: 'x', description: 'Only x', members: ['a', 'b.c'] };
const keeps = ({ toTest }: RowFilter, value: unknown, row: object): boolean =>
	toTest(value, { run: { account: {} } } as Item)(row as never);

describe('a filter looks at every place', () => {
	const filter = choiceFilter({ ...named, choices: ['One', 'Two'] });

	it.each([
		[{ a: 'one' }, true],
		[{ a: 'Two', b: { c: 'ONE ' } }, true],
		[{ a: 'Two', b: [{ c: 1 }, { c: 'One' }] }, true],
		[{ b: [[{ c: ['One'] }]] }, true],
		[{ a: 'Two' }, false],
		[{ a: 'On' }, false],
		[{ a: null, b: null }, false],
		[{ b: 'One' }, false],
		[{}, false],
	])('%j: %s', (row, isKept) => {
		expect(keeps(filter, ['One'], row)).toBe(isKept);
	});

	it('and never at what an object only inherits', () => {
		const inherited = textFilter({ ...named, members: ['constructor.name'], placeholder: '' });
		expect(keeps(inherited, 'object', {})).toBe(false);
	});
});

it('a text holds all words in any order', () => {
	const filter = textFilter({ ...named, placeholder: '' });
	const row = { a: 'Mei Chan', b: { c: 85298765432 } };
	for (const text of ['mei', ' CHAN  mei ', '+8529876', 'chan 5432']) {
		expect(keeps(filter, text, row), text).toBe(true);
	}
	for (const text of ['mei wong', 'meichan', '+mei']) {
		expect(keeps(filter, text, row), text).toBe(false);
	}
});

it('a flag that is absent is false', () => {
	const filter = flagFilter(named);
	expect([true, false].map((value) => keeps(filter, value, { a: true }))).toEqual([true, false]);
	expect([true, false].map((value) => keeps(filter, value, {}))).toEqual([false, true]);
});

it('several filters all have to fit, and none is no test', () => {
	const filters = [numberFilter(named), choiceFilter({ ...named, name: 'y', choices: ['One'] })];
	const itemWith = (values: Record<string, unknown>) =>
		({ parameter: (name: string) => values[name], run: { account: {} } }) as unknown as Item;
	expect(readRowTest(itemWith({}), filters)).toBeUndefined();
	expect(readRowTest(itemWith({}), undefined)).toBeUndefined();
	const test = readRowTest(itemWith({ 'filters.x': '852 9', 'filters.y': ['One'] }), filters);
	expect(test?.({ a: 'One', b: { c: '+8529' } })).toBe(true);
	expect(test?.({ a: 'Two', b: { c: '+8529' } })).toBe(false);
});

describe('numbers are the same', () => {
	it.each([
		['+852 9876 5432', 85298765432],
		['85298765432', '+85298765432'],
		['0085298765432', '852-9876-5432'],
		['HVCODE', 'hvcode'],
		['Line 2', 'LINE 2'],
	])('%j and %j', (wanted, stored) => {
		expect(toNumberKey(wanted)).toBe(numberKey(stored));
	});

	it.each([
		['85298765432', '85298765433'],
		['Line 2', '2'],
		['2', 'Line 2'],
		['', 'x'],
	])('not %j and %j', (wanted, stored) => {
		expect(toNumberKey(wanted)).not.toBe(numberKey(stored));
	});

	it('for every way to write digits', () => {
		const number = fc.stringMatching(/^8526[1-4]\d{6}$/);
		fc.assert(
			fc.property(number, fc.constantFrom('', '+', '00'), (digits, prefix) => {
				expect(toNumberKey(`${prefix}${digits}`)).toBe(numberKey(`+${digits}`));
			}),
		);
	});
});
