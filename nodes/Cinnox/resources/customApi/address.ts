import type { IDataObject } from 'n8n-workflow';

import { API_ROOT } from '../../../transport/guesses';
import { isPath } from '../../../transport/path';
import { refuse } from '../../../values/refusal';

/**
 * Where a custom call goes: path from the Base URL on, and the query that was written behind it.
 *
 * The App Token goes wherever the path leads, so that nothing may lead away from the Base URL.
 *
 * @throws UserError when it does
 */
export function readAddress(written: string, baseUrl: string): { url: string; qs: IDataObject } {
	const address = /^[a-z][a-z\d+.-]*:/i.test(written) ? underBaseUrl(written, baseUrl) : written;
	if (address.includes('#')) throw notAPath('holds a #');
	const [path, query = ''] = splitOnce(address, '?');
	if (path.startsWith('//')) throw notAPath('begins with two slashes');
	const rooted = `/${path.replace(/^\//, '')}`;
	const url = /^\/v1(\/|$)/.test(rooted) ? rooted : `${API_ROOT}${rooted.slice(1)}`;
	if (!isPath(url) || url.split('/').some(climbs)) {
		throw notAPath('holds spaces, backslashes, or segments such as ..');
	}
	return { url, qs: readQuery(query) };
}

/** An absolute URL as a path from the Base URL on. Its text is kept: `URL` would resolve `..` first. */
function underBaseUrl(written: string, baseUrl: string): string {
	let isSameOrigin = false;
	try {
		const { origin, username, password } = new URL(written);
		isSameOrigin = origin === new URL(baseUrl).origin && username === '' && password === '';
	} catch {
		isSameOrigin = false;
	}
	const [start] = /^https?:\/\/[^/?#\\]*/i.exec(written) ?? [''];
	const rest = written.slice(start.length);
	const root = new URL(baseUrl).pathname.replace(/\/$/, '');
	if (!isSameOrigin || start === '' || !(rest === root || rest.startsWith(`${root}/`))) {
		throw refuse(
			"'Path' leads away from the Base URL of the credential",
			`Write 'Path' as a path, or as a URL that begins with ${baseUrl}/. Use the HTTP Request node for other hosts: the App Token is not sent there.`,
		);
	}
	const path = rest.slice(root.length);
	// What stands right under the host is no path under the App.
	if (!/^\/v1(\/|$|\?)/.test(path)) throw notAPath('does not begin with /v1 behind the Base URL');
	return path;
}

/** Whether a segment is or hides one that leads upwards: %2e, %2f and %5c count as what they stand for. */
function climbs(segment: string): boolean {
	let text = segment;
	for (let depth = 0; depth < 3; depth += 1) {
		if (text.split(/[/\\]/).some((part) => part === '.' || part === '..')) return true;
		try {
			text = decodeURIComponent(text);
		} catch {
			return true;
		}
	}
	return text.split(/[/\\]/).some((part) => part === '.' || part === '..');
}

function readQuery(query: string): IDataObject {
	const qs: IDataObject = {};
	for (const [name, value] of new URLSearchParams(query)) addTo(qs, name, value);
	return qs;
}

/** A name that comes twice makes an array. */
export function addTo(qs: IDataObject, name: string, value: IDataObject[string]): void {
	if (!Object.hasOwn(qs, name)) {
		Object.defineProperty(qs, name, {
			value,
			enumerable: true,
			writable: true,
			configurable: true,
		});
		return;
	}
	const known = qs[name];
	const values = [value].flat();
	// In place: a copy for every value would take time with the square of their number.
	if (Array.isArray(known)) for (const entry of values) (known as unknown[]).push(entry);
	else qs[name] = [known, ...values] as IDataObject[string];
}

function splitOnce(text: string, separator: string): [string, string?] {
	const index = text.indexOf(separator);
	return index === -1 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

function notAPath(why: string) {
	return refuse(
		`'Path' ${why}`,
		"Write 'Path' as a path under the Base URL, e.g. labels or /v1/api/apps/{appID}/labels, and what belongs to the query under 'Query Parameters'",
	);
}
