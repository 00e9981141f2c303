import { createHash, createHmac } from 'node:crypto';

import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
} from 'n8n-workflow';

import { readCountry } from '../values/phone';
import { refuse, shorten } from '../values/refusal';
import { toText } from '../values/text';
import type { EndpointPaths } from './addresses';
import { readEndpointPaths } from './addresses';
import { normaliseBaseUrl } from './baseUrl';

export const CREDENTIAL_TYPE = 'cinnoxApi';

/** CINNOX's limit per service account: https://docs.cinnox.com/docs/operation-overview */
const DEFAULT_REQUESTS_PER_MINUTE = 500;

/** The App that a node acts as, with everything a request needs, checked once per run. */
export interface Account {
	/** Normalised; also what identifies the service account for the pace. */
	baseUrl: string;
	/** What tells this account from every other; a hash, so that nobody can read the token from it. */
	key: string;
	appToken: string;
	requestsPerMinute: number;
	/** Addresses in the place of guessed ones, as the credential has them. */
	endpointPaths: EndpointPaths;
	/** ISO 3166, two capital letters: where numbers without a country code belong. */
	defaultCountry?: string;
	/** Handed to n8n's HTTP helper, so that it does not read and decrypt them for every request. */
	credentials: ICredentialsDecrypted;
}

/** @throws UserError when a field of the credential can't be used */
export function toAccount(data: ICredentialDataDecryptedObject): Account {
	const baseUrl = normaliseBaseUrl(data.baseUrl, data.allowHttp === true);
	const appToken = toText(data.appToken).trim();
	if (/[^\x21-\x7e]/.test(appToken)) {
		throw refuse(
			"'App Token' holds characters that no App Token has",
			"Copy it again from the CINNOX dashboard (Administration > Service Integration > API) into the credential's 'App Token'",
		);
	}
	const perMinute = Number(data.requestsPerMinute ?? DEFAULT_REQUESTS_PER_MINUTE);
	return {
		baseUrl,
		key: hash(JSON.stringify([baseUrl, toText(data.appId).trim(), appToken])),
		appToken,
		endpointPaths: readEndpointPaths(data.endpointPaths),
		defaultCountry: readDefaultCountry(data),
		requestsPerMinute: Number.isFinite(perMinute) ? perMinute : DEFAULT_REQUESTS_PER_MINUTE,
		credentials: {
			id: '',
			name: CREDENTIAL_TYPE,
			type: CREDENTIAL_TYPE,
			data: { ...data, baseUrl },
		},
	};
}

/**
 * The App of the credential that the node uses. n8n reads and decrypts it each time, so it is asked
 * once for each run and handed on.
 *
 * @throws UserError when 'Base URL', 'App Token' or 'Endpoint Paths' can't be used
 */
export async function getAccount(context: IAllExecuteFunctions): Promise<Account> {
	return toAccount(await context.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL_TYPE));
}

function readDefaultCountry({ defaultCountry }: ICredentialDataDecryptedObject) {
	const written = toText(defaultCountry);
	const code = readCountry(written);
	if (code !== undefined) return code || undefined;
	throw refuse(
		`'Default Country' of the credential has no "${shorten(written)}"`,
		"Pick a country in the credential's 'Default Country', or let the expression there give its code of two letters, e.g. HK",
	);
}

/** A key that only holders of this credential have, for signatures; never the App Token itself. */
export function signingKeyOf({ appToken }: Account): Buffer {
	return createHmac('sha256', appToken).update('n8n-nodes-cinnox').digest();
}

function hash(text: string): string {
	return createHash('sha256').update(text).digest('base64url');
}
