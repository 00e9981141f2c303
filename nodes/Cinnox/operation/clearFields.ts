import type { INodePropertyOptions } from 'n8n-workflow';

import { refuse } from '../../values/refusal';
import type { Field } from './definition';
import type { Item } from './item';

const NAME = 'clearFields';

/** In Update Fields: the only way to empty a field, since what gives no value is not set. */
export function clearFields(options: INodePropertyOptions[]): Field {
	return {
		displayName: 'Clear Fields',
		name: NAME,
		type: 'multiOptions',
		options,
		default: [],
		description:
			'What to empty in CINNOX. A field above that is left empty, or whose expression gives nothing, keeps what CINNOX has.',
	};
}

/** What is to be emptied. @throws UserError for a field that is given a value as well */
export function readCleared(item: Item, { options = [] }: Field): string[] {
	const cleared = item.parameter<string[]>(`updateFields.${NAME}`, []);
	const both = cleared.find(
		(name) => item.parameter<unknown>(`updateFields.${name}`) !== undefined,
	);
	if (both === undefined) return cleared;
	const choice = options.find((option) => 'value' in option && option.value === both);
	throw refuse(
		`'${choice?.name ?? both}' has a value and is in 'Clear Fields' too`,
		`Take it out of 'Clear Fields', or remove the field from 'Update Fields'`,
	);
}
