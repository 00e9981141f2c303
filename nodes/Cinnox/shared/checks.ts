import { UserError } from 'n8n-workflow';

import type { Call, Prepare } from './operation';
import { toText } from './text';

/** A value that a person has to change; nothing was sent. */
export function refuse(message: string, description: string): UserError {
	return new UserError(message, { description });
}

/** Anything thrown, as a text to show. */
export function asRefusal(error: unknown): { message: string; description?: string } {
	if (!(error instanceof Error)) return { message: String(error) };
	const { description } = error as { description?: unknown };
	return {
		message: error.message,
		description: typeof description === 'string' ? description : undefined,
	};
}

/** The text of a required parameter. @throws UserError when there is none */
export function requireText(call: Call, name: string, displayName: string): string {
	const text = toText(call.parameter<unknown>(name, '')).trim();
	if (text === '') {
		throw refuse(
			`'${displayName}' is empty`,
			`Enter a value in '${displayName}', or check that the expression there gives one for this item`,
		);
	}
	return text;
}

/**
 * Puts a picked value into `{placeholder}` of the path, encoded.
 *
 * Not by an expression in the URL: that would let a value like `../x` change the address, and costs
 * n8n an evaluation for every item.
 */
export function inPath(placeholder: string, name: string, displayName: string): Prepare {
	return (call) => {
		const value = call.picked(name);
		if (value === '' || value === '.' || value === '..') {
			throw refuse(
				`'${displayName}' is empty`,
				`Pick one in '${displayName}', or check that the expression there gives an ID for this item`,
			);
		}
		call.options.url = call.options.url.split(`{${placeholder}}`).join(encodeURIComponent(value));
	};
}

/**
 * Sends a picked value as a query parameter.
 *
 * @throws UserError when nothing is picked
 */
export function inQuery(property: string, name: string, displayName: string): Prepare {
	return (call) => {
		call.options.qs = { ...call.options.qs, [property]: requirePicked(call, name, displayName) };
	};
}

/** The picked or typed value of a required locator. @throws UserError when there is none */
export function requirePicked(call: Call, name: string, displayName: string): string {
	const value = call.picked(name);
	if (value === '') {
		throw refuse(
			`'${displayName}' is empty`,
			`Pick one in '${displayName}', or check that the expression there gives an ID for this item`,
		);
	}
	return value;
}

/**
 * Puts Options > Endpoint Path in place of the address that is a guess.
 *
 * @throws UserError when it would leave the Base URL: the App Token goes wherever the path leads
 */
export function overrideAddress(call: Call): void {
	const path = toText(call.parameter<unknown>('options.endpointPath', '')).trim();
	if (path === '') return;
	if (!isPath(path)) {
		throw refuse(
			"'Endpoint Path' is not a path under the Base URL",
			"Write 'Endpoint Path' as the part after the Base URL, beginning with a slash, e.g. /v1/api/apps/{appID}/send_sms",
		);
	}
	call.options.url = path;
}

/** Whether a text is an absolute path that stays under the host that it is appended to. */
export function isPath(text: string): boolean {
	return (
		/^\/(?!\/)[^\s?#\\]*$/.test(text) &&
		!text.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part))
	);
}
