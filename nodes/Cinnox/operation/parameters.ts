import { refuse } from '../../values/refusal';
import { toText } from '../../values/text';
import type { Field } from './definition';
import type { Item } from './item';

/** The text of a required parameter. @throws UserError when there is none */
export function requireText(item: Item, name: string, displayName: string): string {
	const text = toText(item.parameter<unknown>(name, '')).trim();
	if (text === '') {
		throw refuse(
			`'${displayName}' is empty`,
			`Enter a value in '${displayName}', or check that the expression there gives one for this item`,
		);
	}
	return text;
}

/**
 * The picked or typed value of a required locator.
 *
 * @throws UserError when there is none; `.` and `..` are none, as they would change a path
 */
export function requirePicked(item: Item, name: string, displayName: string): string {
	const value = item.picked(name);
	if (['', '.', '..'].includes(value)) {
		throw refuse(
			`'${displayName}' is empty`,
			`Pick one in '${displayName}', or check that the expression there gives an ID for this item`,
		);
	}
	return value;
}

/**
 * The value of a number field, or its default.
 *
 * @param name as n8n calls it, e.g. `options.lookBackHours`
 * @throws UserError when it is outside of what the field allows
 */
export function requireWithin(item: Item, name: string, field: Field): number {
	const { displayName, typeOptions: { minValue = 0, maxValue = Infinity } = {} } = field;
	const value = Number(item.parameter<number>(name, Number(field.default)));
	if (value >= minValue && value <= maxValue) return value;
	throw refuse(
		`'${displayName}' is not a number from ${minValue} to ${maxValue}`,
		`Set '${displayName}' to ${minValue} or more, and to ${maxValue} at most`,
	);
}
