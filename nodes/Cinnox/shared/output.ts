import type { IDataObject } from 'n8n-workflow';

import type { Call } from './operation';
import { fieldPicker, rowNormaliser } from './rows';
import { toText } from './text';

/** Shapes rows as the person wants them: simplified, raw, or selected fields. */
export function toShaper(call: Call): (rows: IDataObject[]) => IDataObject[] {
	const { row: shape } = call.operation;
	if (shape?.simplified === undefined) {
		const normalise = rowNormaliser(shape);
		return (rows) => rows.map(normalise);
	}

	const output = call.parameter<string>('output', 'simplified');
	if (output === 'raw') return (rows) => rows;
	const fields =
		output === 'selectedFields'
			? readNames(call.parameter<unknown>('selectedFields', ''))
			: shape.simplified;
	const pick = fieldPicker(fields, shape);
	return (rows) => rows.map(pick);
}

/** Comma- or newline-separated names, or an array of them. */
export function readNames(value: unknown): string[] {
	const parts = Array.isArray(value) ? value.map(toText) : toText(value).split(/[,\n]/);
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}
