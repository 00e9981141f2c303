import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
} from 'n8n-workflow';

import { refuse } from '../shared/checks';
import { normaliseBaseUrl } from './baseUrl';
import { toText } from '../shared/text';

export const CREDENTIAL_TYPE = 'cinnoxApi';

/** CINNOX's limit per service account: https://docs.cinnox.com/docs/operation-overview */
const DEFAULT_REQUESTS_PER_MINUTE = 500;

/** The App that a node acts as, with everything a request needs, checked once per run. */
export interface Account {
	/** Normalised; also what identifies the service account for the pace. */
	baseUrl: string;
	appToken: string;
	requestsPerMinute: number;
	/** Handed to n8n's HTTP helper, so that it does not read and decrypt them for every request. */
	credentials: ICredentialsDecrypted;
}

/** Reading credentials costs n8n a database query, so the items of one run share what was read. */
const accountsByRun = new WeakMap<object, Promise<Account>>();

/** @throws UserError when 'Base URL' or 'App Token' can't be used */
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
		appToken,
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
 * The App of the credential that the node uses.
 *
 * @param run what all items of one run have in common; without it nothing is shared
 * @throws UserError when 'Base URL' can't be used
 */
export async function getAccount(context: IAllExecuteFunctions, run?: object): Promise<Account> {
	const read = async () =>
		toAccount(await context.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL_TYPE));
	if (run === undefined) return await read();
	let account = accountsByRun.get(run);
	if (account === undefined) {
		account = read();
		accountsByRun.set(run, account);
	}
	return await account;
}
