import { value } from '../answers.mts';
import { eventOf } from '../events.mts';
import { iso } from '../seed.mts';
import type { Handler, Handlers } from './types.mts';

/** One handler for all event types: the path says which. */
const setSubscription: Handler = async ({ app, body, operation, options, state, webhooks }) => {
	const event = eventOf(operation.path.slice(operation.path.lastIndexOf('/') + 1));
	const updatedAt = iso(state.now());
	const url = options.webhookQuery === 'dropped' ? withoutQuery(body.url) : body.url;
	if (!body.enabled) webhooks.unsubscribe(app, event);
	const enabled = body.enabled && (await webhooks.subscribe(app, event, url, updatedAt));
	const isDated = options.subscriptionUpdatedAt === 'always' || !UNDATED.includes(event);
	return value({ enabled, url, ...(isDated && { updatedAt }) });
};

const withoutQuery = (url: string): string => url.replace(/\?[^#]*/, '');

/**
 * Subscriptions whose page lists no updatedAt.
 * Source: https://docs.cinnox.com/docs/createeditdelete-external-contact-event-subscription and its sibling about staff
 */
const UNDATED = ['external-contact', 'staff-contact'];

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
