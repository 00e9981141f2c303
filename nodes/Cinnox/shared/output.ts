import type { IDataObject } from 'n8n-workflow';

import type { Call } from './operation';
import { normaliseRow, pickFields } from './rows';
import { toText } from './text';

/** The rows as the person wants them: simplified, raw, or selected fields. */
export function shapeOutput(call: Call, rows: IDataObject[]): IDataObject[] {
	const { row: shape } = call.operation;
	if (shape?.simplified === undefined) return rows.map((row) => normaliseRow(row, shape));

	const output = call.parameter<string>('output', 'simplified');
	if (output === 'raw') return rows;
	const normal = rows.map((row) => normaliseRow(row, shape));
	if (output === 'selectedFields') {
		const fields = readNames(call.parameter<unknown>('selectedFields', ''));
		return normal.map((row) => pickFields(row, fields));
	}
	const { simplified } = shape;
	return normal.map((row) => pickFields(row, simplified));
}

/** Comma- or newline-separated names, or an array of them. */
export function readNames(value: unknown): string[] {
	const parts = Array.isArray(value) ? value.map(toText) : toText(value).split(/[,\n]/);
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}
