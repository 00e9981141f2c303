import type { IDataObject } from 'n8n-workflow';

import type { Subscription } from '../../subscriptions/eventTypes';
import type { Notification } from '../notification';

/** One event that a person can pick. */
export interface EventDefinition {
	/** The contract with workflows: never change one. */
	value: string;
	/** Begins with what it is about, so that the sorted list is grouped. */
	name: string;
	description: string;
	subscription: Subscription;
	/** Which statuses it covers, reduced to small letters and digits. Absent = every status. */
	status?: RegExp;
	/** It can't happen to one thing twice, so a second notification is a repetition. */
	happensOnce?: true;
	/** Not among the choices: what 'Include Unknown Statuses' adds. */
	isUnknown?: true;
}

/** Events that arrive in the same form. */
export interface EventKind {
	/** Whether a notification is one of these. Kinds are asked in order; the first yes counts. */
	recognises: (notification: Notification) => boolean;
	/** A subscription besides those of its events under which it arrives. */
	alsoUnder?: Subscription;
	/**
	 * Documented members of which a notification has one at least. Absent = the form is not documented,
	 * and any object will do.
	 */
	members?: string[];
	/** Its documented form has no service ID. */
	hasNoService?: true;
	events: EventDefinition[];
	/** Names that `read` gives, in order, besides `id` and `serviceId`; [] = as CINNOX sends them. */
	fields: string[];
	/** The event's own fields under stable names. */
	read: (notification: Notification) => IDataObject;
}

/** An event as the workflow gets it. */
export interface RecognisedEvent {
	value: string;
	fields: IDataObject;
	subscription: Subscription;
	happensOnce: boolean;
	/** A status that this node does not know. */
	isUnknown: boolean;
	/** Events of the same kind. */
	siblings: string[];
	/** Whether CINNOX documents a service ID for it. */
	namesService: boolean;
}

/** For statuses that CINNOX may add one day. Earlier versions offered them as events to choose. */
export function other(type: string, name: string, subscription: Subscription): EventDefinition {
	return {
		value: `${type}.other`,
		name: `${name} Other`,
		description: 'A status that this node does not know yet; see the field "status"',
		subscription,
		isUnknown: true,
	};
}

/** What every event has. */
export const common = (notification: Notification, ...idNames: string[]): IDataObject => ({
	id: notification.text(...idNames),
	serviceId: notification.text('serviceId'),
});

/** Whether a name, or a value that says what the notification is about, holds the word. */
export const mentions = (notification: Notification, word: RegExp): boolean =>
	[...notification.names()].some((name) => word.test(name)) ||
	word.test(notification.word('type')) ||
	word.test(notification.word('event', 'eventDescription', 'status'));
