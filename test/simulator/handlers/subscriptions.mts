import { value } from '../answers.mts';
import { badParameter } from '../errors.mts';
import { eventOf } from '../events.mts';
import { iso } from '../seed.mts';
import type { Handler, Handlers } from './types.mts';

/** One handler for all event types: the path says which. */
const setSubscription: Handler = async ({ app, body, operation, options, state, webhooks }) => {
	const event = eventOf(operation.path.slice(operation.path.lastIndexOf('/') + 1));
	const updatedAt = iso(state.now());
	const hasQuery = /\?/.test(body.url);
	if (hasQuery && options.webhookQuery === 'refused') throw badParameter('url has a query');
	const url = options.webhookQuery === 'dropped' ? body.url.split('?', 1)[0] : body.url;
	if (!body.enabled) webhooks.unsubscribe(app, event);
	const enabled = body.enabled && (await webhooks.subscribe(app, event, url, updatedAt));
	return value({ enabled, url, updatedAt });
};

export const subscriptions: Handlers = Object.fromEntries(
	[
		'Call',
		'InboundSms',
		'OutboundSms',
		'Tdr',
		'Enquiry',
		'EnquiryLabel',
		'Label',
		'Recording',
		'Conference',
		'ExternalContact',
		'StaffContact',
		'Contact',
	].map((event) => [`set${event}EventSubscription`, setSubscription]),
);
