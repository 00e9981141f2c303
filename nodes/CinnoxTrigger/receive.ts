import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { asRefusal } from '../values/refusal';
import { readNames } from '../values/text';
import { CREDENTIAL_TYPE } from '../transport/account';
import type { RecognisedEvent } from './events/kind';
import { recognise } from './events';
import type { Filters } from './filters';
import { passes } from './filters';
import type { Refusal } from './handshake';
import { answerTo, readBody, readChallenge } from './handshake';
import { isAllowed } from './ipAddress';
import { copySafely, Notification } from './notification';
import { toText } from '../values/text';

/** The part of Express's request and response that is used; n8n-workflow only names their types. */
interface HttpRequest {
	ip?: string;
	headers: Record<string, string | undefined>;
	body: unknown;
	rawBody?: Buffer;
}
interface HttpResponse {
	status: (status: number) => { json: (body: IDataObject) => void };
}

/** What CINNOX gets for an event; what it expects is not documented, and this is its own "success". */
const ACKNOWLEDGED = { code: 0 };

/**
 * Answers a call of the webhook: a challenge, an event, or neither.
 *
 * Never throws: n8n would start a run that has failed already. A challenge is answered without
 * reading static data or the credential, which may not be saved yet, or only by another n8n of the deployment.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await answer(context);
	} catch (error) {
		context.logger.error(
			`CINNOX Trigger: a request was not understood: ${asRefusal(error).message}`,
		);
		return refuse(context, { status: 400, message: 'The request could not be understood' });
	}
}

async function answer(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const request = context.getRequestObject() as unknown as HttpRequest;
	const allowList = readNames(context.getNodeParameter('options.ipAllowList', ''));
	if (allowList.length > 0 && !isAllowed(request.ip, allowList)) {
		return refuse(context, { status: 403, message: 'The IP address is not in the allow list' });
	}

	const read = readBody({
		body: request.body,
		rawBody: request.rawBody,
		contentType: request.headers['content-type'],
	});
	if ('refusal' in read) return refuse(context, read.refusal);

	const challenge = readChallenge(read.body);
	if (challenge !== undefined) return { webhookResponse: answerTo(challenge) };

	const chosen = new Set(readNames(context.getNodeParameter('events', [])));
	const event = recognise(new Notification(read.body), chosen);
	if (event === undefined) {
		return refuse(context, { status: 400, message: 'No event of a known type and no challenge' });
	}
	if (!(await isForThisApp(context, event))) {
		return refuse(context, { status: 403, message: 'The event belongs to another App' });
	}
	const filters = context.getNodeParameter('filters', {}) as Filters;
	if (!chosen.has(event.value) || !passes(event, filters)) return { webhookResponse: ACKNOWLEDGED };

	const simplify = context.getNodeParameter('simplify', true) !== false;
	return {
		workflowData: [[{ json: toItem(event, simplify ? undefined : read.body) }]],
		webhookResponse: ACKNOWLEDGED,
	};
}

/** The item that starts the workflow. */
function toItem({ value, fields }: RecognisedEvent, body?: IDataObject): IDataObject {
	const { id, serviceId, ...own } = fields;
	const item: IDataObject = {
		event: value,
		id,
		serviceId,
		receivedAt: new Date().toISOString(),
	};
	// An undocumented event may have members of the same names.
	for (const [name, entry] of Object.entries(own)) {
		if (!Object.hasOwn(item, name)) item[name] = entry;
	}
	if (body !== undefined) item.body = copySafely(body);
	return item;
}

/** Only outbound SMS say which App they belong to, so only they cost a look at the credential. */
async function isForThisApp(context: IWebhookFunctions, event: RecognisedEvent): Promise<boolean> {
	const { appId } = event.fields;
	if (typeof appId !== 'string' || appId === '') return true;
	if (context.getWorkflowStaticData('node').appId === appId) return true;
	const credential = await context.getCredentials<IDataObject>(CREDENTIAL_TYPE);
	return toText(credential.appId).trim() === appId;
}

function refuse(context: IWebhookFunctions, { status, message }: Refusal): IWebhookResponseData {
	const response = context.getResponseObject() as unknown as HttpResponse;
	response.status(status).json({ code: status, message });
	return { noWebhookResponse: true };
}
