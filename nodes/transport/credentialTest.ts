import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IN8nHttpFullResponse,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { asRefusal } from '../values/refusal';
import { toText } from '../values/text';
import type { Account } from './account';
import { toAccount } from './account';
import { untilDeadline } from './answerBody';
import type { Answer } from './envelope';
import { adviceFor } from './errors';
import { readNetworkError } from './networkError';
import { redactor } from './redact';
import { readAnswer } from './request';

/** A person waits in front of the dialogue; in ms. */
const TIMEOUT_MS = 15_000;

/**
 * Tests a credential, telling apart a wrong token, a wrong App ID, a host that can't be reached, a
 * host that is not CINNOX, and success.
 *
 * CINNOX has no "who am I" call; the label list is documented, cheap and read-only.
 * https://docs.cinnox.com/docs/get-label-list
 */
export async function cinnoxApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const data = credential.data ?? {};
	const missing = [
		['appId', 'App ID'],
		['appToken', 'App Token'],
	].find(([name]) => toText(data[name]).trim() === '');
	if (missing) return failed(`'${missing[1]}' is empty. Copy it from the CINNOX dashboard.`);

	let account: Account;
	try {
		account = toAccount(data);
	} catch (error) {
		const { message, description } = asRefusal(error);
		return failed([message, description].filter(Boolean).join('. '));
	}

	// The only HTTP helper that n8n offers to a credential test.
	const { request } = this.helpers;
	let answer: Answer;
	try {
		const deadline = AbortSignal.timeout(TIMEOUT_MS);
		const sending = request({
			method: 'GET',
			uri: `${account.baseUrl}/v1/api/apps/${encodeURIComponent(toText(data.appId).trim())}/labels`,
			qs: { limit: 1 },
			headers: { Authorization: `Bearer ${account.appToken}`, Accept: 'application/json' },
			// Read by ourselves: within the time, and up to a size.
			useStream: true,
			simple: false,
			resolveWithFullResponse: true,
			followRedirect: false,
			timeout: TIMEOUT_MS,
		}) as Promise<IN8nHttpFullResponse>;
		const response = await untilDeadline(sending, deadline);
		answer =
			response === undefined
				? { kind: 'broken', why: 'timeout' }
				: await readAnswer(response, deadline, redactor(account.appToken));
	} catch (error) {
		try {
			answer = readNetworkError(error);
		} catch {
			return failed(`CINNOX could not be reached. Check 'Base URL' (${account.baseUrl}).`);
		}
	}

	if (answer.kind === 'success' || answer.kind === 'noRecords') {
		return { status: 'OK', message: 'Connection successful!' };
	}
	const { message, description } = adviceFor({ answer, uncertain: false }, account.appToken);
	return failed(`${message}. ${description}`);
}

function failed(message: string): INodeCredentialTestResult {
	return { status: 'Error', message };
}
