import type { RowFilter, RowTest } from './definition';
import type { Item } from './item';

/** One test for all filters that are set, or undefined. @throws UserError, see RowFilter */
export function readRowTest(item: Item, filters: RowFilter[] = []): RowTest | undefined {
	const tests = filters.flatMap(({ field, toTest }) => {
		const value = item.parameter<unknown>(`filters.${field.name}`);
		return value === undefined ? [] : [toTest(value, item)];
	});
	return tests.length === 0 ? undefined : (row) => tests.every((test) => test(row));
}
