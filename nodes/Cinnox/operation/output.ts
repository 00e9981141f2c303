import type { IDataObject } from 'n8n-workflow';

import { readNames } from '../../values/text';
import type { Operation } from './definition';
import type { Item } from './item';
import { fieldPicker, rowNormaliser } from './rows';

/** Shapes rows as the person wants them: simplified, raw, or selected fields. */
export function toShaper(
	item: Item,
	{ row: shape }: Pick<Operation, 'row'>,
): (rows: IDataObject[]) => IDataObject[] {
	if (shape?.simplified === undefined) {
		const normalise = rowNormaliser(shape);
		return (rows) => rows.map(normalise);
	}

	const output = item.parameter<string>('output', 'simplified');
	if (output === 'raw') return (rows) => rows;
	const fields =
		output === 'selectedFields'
			? readNames(item.parameter<unknown>('selectedFields', ''))
			: shape.simplified;
	const pick = fieldPicker(fields, shape);
	return (rows) => rows.map(pick);
}
