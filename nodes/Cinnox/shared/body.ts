import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../transport/envelope';
import { refuse } from './checks';
import type { Prepare } from './operation';

/** Adds Additional Fields > Additional Body Fields (JSON) to the body; what is there stays. */
export const addBodyFields: Prepare = (call) => {
	const value = call.parameter<unknown>('additionalFields.additionalBodyFields', undefined);
	if (value === undefined || value === '') return;
	call.options.body = { ...readJsonObject(value), ...(call.options.body as IDataObject) };
};

/** @throws UserError when the value is no JSON object */
export function readJsonObject(
	value: unknown,
	displayName = 'Additional Body Fields (JSON)',
): IDataObject {
	let parsed = value;
	if (typeof value === 'string') {
		try {
			parsed = JSON.parse(value);
		} catch {
			throw notAnObject(displayName);
		}
	}
	if (!isObject(parsed)) throw notAnObject(displayName);
	return parsed;
}

function notAnObject(displayName: string) {
	return refuse(
		`'${displayName}' does not hold a JSON object`,
		`Write names and values in braces in '${displayName}', e.g. { "name": "value" }`,
	);
}
