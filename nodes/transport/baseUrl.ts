import { UserError } from 'n8n-workflow';

import { shorten } from '../values/refusal';
import { withoutTrailing } from '../values/text';

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether a host name (as `URL.hostname` gives it) can only be this very machine. */
export function isLoopbackHost(hostname: string): boolean {
	return LOOPBACK_HOST.test(hostname);
}

/**
 * The address that every request of one App starts with, from whatever a person pasted.
 *
 * Adds the missing scheme, drops trailing slashes and a pasted API path. Plain http is refused
 * unless the host is this machine or `allowHttp` is set, because the App Token travels with every
 * request.
 *
 * CINNOX shows the Base URL beside App ID and App Token; whether it carries a scheme or a slash is
 * not documented: https://docs.cinnox.com/docs/open-api
 *
 * @throws UserError with a sentence that names 'Base URL' and the way out
 */
export function normaliseBaseUrl(value: unknown, allowHttp = false): string {
	const text = typeof value === 'string' ? value.trim() : '';
	if (text === '') throw refusal("'Base URL' is empty");

	const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(text)
		? text
		: `${isLoopbackHost(hostOf(text)) ? 'http' : 'https'}://${text}`;

	let url: URL;
	try {
		url = new URL(withScheme);
	} catch {
		throw refusal(`'Base URL' has no valid host: ${shorten(text)}`);
	}
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw refusal(`'Base URL' starts with ${shorten(url.protocol)}// instead of https://`);
	}
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw refusal("'Base URL' holds more than a host: a login, a query or a fragment");
	}
	if (url.protocol === 'http:' && !allowHttp && !isLoopbackHost(url.hostname)) {
		throw new UserError("'Base URL' starts with http://, which sends the App Token unencrypted", {
			description:
				"Use https:// in the credential's 'Base URL', or turn on 'Allow Unencrypted HTTP' there if the host is in a network that you trust",
		});
	}
	const [path] = url.pathname.split(/\/v1\/api(?=\/|$)/i, 1);
	return `${url.origin}${withoutTrailing(path, '/')}`;
}

function hostOf(text: string): string {
	const authority = text.split(/[/?#]/, 1)[0];
	return authority.replace(/:\d+$/, '');
}

function refusal(message: string): UserError {
	return new UserError(message, {
		description:
			"Copy the Base URL from the CINNOX dashboard (Administration > Service Integration > API) into the credential's 'Base URL', e.g. https://api.example.com",
	});
}
