import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../values/objects';
import { refuse } from '../../values/refusal';

/** @throws UserError when the value is no JSON object */
export function readJsonObject(value: unknown, displayName: string): IDataObject {
	let parsed = value;
	if (typeof value === 'string') {
		try {
			parsed = JSON.parse(value);
		} catch {
			parsed = undefined;
		}
	}
	if (isObject(parsed)) return parsed;
	throw refuse(
		`'${displayName}' does not hold a JSON object`,
		`Write names and values in braces in '${displayName}', e.g. { "name": "value" }`,
	);
}
