import type { IHttpRequestMethods } from 'n8n-workflow';

import { isObject } from '../values/objects';
import { refuse, shorten } from '../values/refusal';
import type { Guess } from './guesses';
import { API_ROOT, GUESSES, nameOf } from './guesses';
import { isPath } from './path';

/** Name of a guess -> the address in its place. */
export type EndpointPaths = ReadonlyMap<string, string>;

/** As much of an account as says where its requests go. */
interface Owner {
	key: string;
	endpointPaths: EndpointPaths;
}

/** As much of a request as says where it goes. */
interface Addressed {
	method: IHttpRequestMethods;
	url: string;
	isAsWritten?: boolean;
}

const FIELD = "'Endpoint Paths' in the credential";

const guesses = new Map(GUESSES.map((guess) => [nameOf(guess), guess]));

/**
 * Reads the credential's Endpoint Paths: an object, or its JSON text, from the names of guesses to the
 * addresses that CINNOX has in their place.
 *
 * @throws UserError for what is no such object, for a name that is none of a guess, and for an address
 * that would leave the Base URL, since the App Token goes along
 */
export function readEndpointPaths(value: unknown): EndpointPaths {
	const paths = new Map<string, string>();
	for (const [written, path] of Object.entries(readObject(value))) {
		const [, method, rest] = /^\s*([A-Za-z]+)\s+(\S+)\s*$/.exec(written.slice(0, 500)) ?? [];
		const under = rest?.startsWith(API_ROOT) ? rest.slice(API_ROOT.length) : rest;
		const name = `${method?.toUpperCase()} ${API_ROOT}${under}`;
		const guess = guesses.get(name);
		if (guess === undefined) {
			throw refuse(
				`${FIELD} has the name "${shorten(written)}", which is no address that this node guesses`,
				`Take method and address as Account > Check shows them, e.g. ${nameOf(GUESSES[0])}`,
			);
		}
		if (path === null || path === '') continue;
		if (typeof path !== 'string' || !isPath(path) || !hasPlaceholdersOf(path, guess)) {
			throw refuse(
				`${FIELD} gives ${name} something that is no address for it`,
				`Write the part after the Base URL, beginning with a slash, with {appID} and the other names in braces as in ${API_ROOT}${guess.path}`,
			);
		}
		paths.set(name, path);
	}
	return paths;
}

function readObject(value: unknown): object {
	if (value === undefined || value === null) return {};
	let parsed: unknown = value;
	if (typeof value === 'string') {
		if (value.trim() === '') return {};
		try {
			parsed = JSON.parse(value);
		} catch {
			parsed = undefined;
		}
	}
	if (isObject(parsed)) return parsed;
	throw refuse(
		`${FIELD} does not hold a JSON object`,
		`Write names and addresses in braces, e.g. { "${nameOf(GUESSES[0])}": "${API_ROOT}${GUESSES[0].candidates[0]}" }`,
	);
}

/** Whether what fills the guess fills the other address too, and nothing is left open. */
function hasPlaceholdersOf(path: string, guess: Guess): boolean {
	const namesIn = (text: string) => (text.match(/\{\w*\}/g) ?? []).sort().join();
	return namesIn(path) === namesIn(API_ROOT + guess.path);
}

/** Accounts whose addresses are kept; more than any n8n has at once. */
const MOST_ACCOUNTS = 200;

/** Account -> what Account > Check found out while n8n runs. */
const found = new Map<string, Map<string, string>>();

/**
 * Lets all requests of an account go to another address than the guessed one, until n8n is started
 * anew. What a person sets, in an operation or in the credential, goes before it.
 *
 * @param path from the Base URL on; undefined = the guess is right, or nothing else is known
 */
export function rememberAddress(
	{ key }: Pick<Owner, 'key'>,
	guess: Guess,
	path: string | undefined,
): void {
	const known = found.get(key) ?? new Map<string, string>();
	found.delete(key);
	if (path === undefined) known.delete(nameOf(guess));
	else known.set(nameOf(guess), path);
	if (known.size > 0) found.set(key, known);
	for (const oldest of found.keys()) {
		if (found.size <= MOST_ACCOUNTS) return;
		found.delete(oldest);
	}
}

/** Where a request of an account really goes. */
export function addressOf(
	{ key, endpointPaths }: Owner,
	{ method, url, isAsWritten = false }: Addressed,
): string {
	const known = found.get(key);
	if (isAsWritten || (endpointPaths.size === 0 && known === undefined)) return url;
	for (const guess of GUESSES) {
		const name = nameOf(guess);
		const other = endpointPaths.get(name) ?? known?.get(name);
		if (other === undefined || guess.method !== method) continue;
		const values = match(API_ROOT + guess.path, url);
		if (values !== undefined) return fillIn(other, values);
	}
	return url;
}

/** What stands in the place of each name in braces; undefined where the address is another one. */
function match(template: string, url: string): Map<string, string> | undefined {
	const wanted = template.split('/');
	const parts = url.split('/');
	if (wanted.length !== parts.length) return undefined;
	const values = new Map<string, string>();
	for (const [index, part] of wanted.entries()) {
		if (part === parts[index]) continue;
		if (!part.startsWith('{') || parts[index] === '') return undefined;
		values.set(part, parts[index]);
	}
	return values;
}

function fillIn(template: string, values: Map<string, string>): string {
	return template
		.split('/')
		.map((part) => values.get(part) ?? part)
		.join('/');
}
