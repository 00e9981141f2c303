/** What CINNOX can be told to post: one URL for each of these and each App. */
export interface Subscription {
	/** Last part of its address: /v1/api/apps/{appID}/<path>. */
	path: string;
	/** As it is called in texts, e.g. "call events". */
	name: string;
	/** Whether the address is in CINNOX's public pages. */
	documented: boolean;
}

/**
 * https://docs.cinnox.com/docs/operation-overview and https://docs.cinnox.com/docs/management list
 * them; every one has a page of its own, see api/cinnox-open-api.yaml.
 */
export const subscriptions = {
	call: { path: 'call-event-sub', name: 'call events', documented: true },
	conference: { path: 'conference-event-sub', name: 'conference events', documented: false },
	contact: { path: 'contact-event-sub', name: 'combined contact events', documented: false },
	externalContact: {
		path: 'external-contact-event-sub',
		name: 'external contact events',
		documented: true,
	},
	staffContact: { path: 'staff-contact-event-sub', name: 'staff contact events', documented: true },
	enquiry: { path: 'inquiry-event-sub', name: 'enquiry events', documented: true },
	enquiryLabel: { path: 'inquiry-label-event-sub', name: 'enquiry label events', documented: true },
	label: { path: 'label-event-sub', name: 'label events', documented: true },
	recording: { path: 'recording-event-sub', name: 'recording events', documented: true },
	inboundSms: { path: 'inbound-sms-event-sub', name: 'inbound SMS events', documented: true },
	outboundSms: { path: 'outbound-sms-event-sub', name: 'outbound SMS events', documented: true },
} as const satisfies Record<string, Subscription>;

/** Event type, e.g. `inboundSms` -> its subscription. */
export const eventTypes: ReadonlyMap<string, Subscription> = new Map(Object.entries(subscriptions));
