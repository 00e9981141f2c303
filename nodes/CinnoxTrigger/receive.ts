import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Subscription } from '../subscriptions/eventTypes';
import { readSubscription } from '../subscriptions/subscriptionUrl';
import { readCountry } from '../values/phone';
import { asRefusal } from '../values/refusal';
import { readNames } from '../values/text';
import { CREDENTIAL_TYPE } from '../transport/account';
import type { RecognisedEvent } from './events/kind';
import { isDescribed, recognise } from './events';
import type { Filters } from './filters';
import { needsCountry, passes } from './filters';
import type { Refusal } from './handshake';
import { answerTo, readBody, readChallenge } from './handshake';
import type { Identity } from './identity';
import { identify } from './identity';
import { isAllowed } from './ipAddress';
import { copySafely, Notification } from './notification';
import { checkNowAndThen } from './selfCheck';
import { isOfService, warnOfOtherService } from './service';
import { readSettings } from './settings';
import type { Reply } from './repeated';
import { takenEvents } from './repeated';
import { toText } from '../values/text';

/** The part of Express's request and response that is used; n8n-workflow only names their types. */
interface HttpRequest {
	ip?: string;
	headers: Record<string, string | undefined>;
	body: unknown;
	rawBody?: Buffer;
	/** Set by n8n from the Content-Type. */
	encoding?: string;
	query?: unknown;
}
interface HttpResponse extends Reply {
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
		encoding: request.encoding,
	});
	if ('refusal' in read) return refuse(context, read.refusal);

	const subscription = readSubscription(request.query);
	const challenge = readChallenge(read.body, subscription && isDescribed(subscription));
	if (challenge !== undefined) return { webhookResponse: answerTo(challenge) };

	void checkNowAndThen(context);
	return await takeEvent(context, read.body, subscription);
}

async function takeEvent(
	context: IWebhookFunctions,
	body: IDataObject,
	subscription: Subscription | undefined,
): Promise<IWebhookResponseData> {
	const chosen = new Set(readNames(context.getNodeParameter('events', [])));
	const notification = new Notification(body);
	const event = recognise(notification, chosen, subscription);
	if (event === undefined) {
		return refuse(context, { status: 400, message: 'No event of a known type and no challenge' });
	}
	if (!(await isForThisApp(context, event))) {
		return refuse(context, { status: 403, message: 'The event belongs to another App' });
	}
	const { serviceId, simplify, ignoreRepeated, unknownStatuses } = readSettings(context);
	if (!isOfService(event, serviceId)) {
		warnOfOtherService(context, event);
		return refuse(context, { status: 403, message: 'The event belongs to another service' });
	}
	const isWanted =
		chosen.has(event.value) ||
		(event.isUnknown && unknownStatuses && event.siblings.some((value) => chosen.has(value)));
	const filters = context.getNodeParameter('filters', {}) as Filters;
	if (!isWanted || !passes(event, filters, await countryOf(context, filters)))
		return { webhookResponse: ACKNOWLEDGED };

	const identity = identify(event, notification);
	if (ignoreRepeated && identity.isCertain) {
		const state = await takenEvents.take(keyIn(context, identity), responseOf(context));
		if (state === 'repeated') return { webhookResponse: ACKNOWLEDGED };
		if (state === 'unknown') {
			return refuse(context, { status: 503, message: 'The event is still being taken' });
		}
	}
	return {
		workflowData: [[{ json: toItem(event, identity, simplify ? undefined : body) }]],
		webhookResponse: ACKNOWLEDGED,
	};
}

/** Several triggers may get one event, and test listening must not use up what production waits for. */
function keyIn(context: IWebhookFunctions, { eventKey }: Identity): string {
	// n8n gives the production URL here in either mode.
	return `${context.getMode()} ${context.getNodeWebhookUrl('default')} ${eventKey}`;
}

/** The item that starts the workflow. */
function toItem(
	{ value, fields }: RecognisedEvent,
	{ eventKey }: Identity,
	body?: IDataObject,
): IDataObject {
	const { id, serviceId, ...own } = fields;
	const item: IDataObject = {
		event: value,
		eventKey,
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

/** Only filters with local numbers cost a look at the credential. */
async function countryOf(
	context: IWebhookFunctions,
	filters: Filters,
): Promise<string | undefined> {
	if (!needsCountry(filters)) return undefined;
	const credential = await context.getCredentials<IDataObject>(CREDENTIAL_TYPE);
	return readCountry(toText(credential.defaultCountry)) || undefined;
}

function refuse(context: IWebhookFunctions, { status, message }: Refusal): IWebhookResponseData {
	responseOf(context).status(status).json({ code: status, message });
	return { noWebhookResponse: true };
}

function responseOf(context: IWebhookFunctions): HttpResponse {
	const response: unknown = context.getResponseObject();
	return response as HttpResponse;
}
