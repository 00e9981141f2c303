import { toEventKey } from '../subscriptions/eventKey';
import { toWord } from '../values/text';
import type { RecognisedEvent } from './events/kind';
import type { Notification } from './notification';
import { readText } from './notification';

/** What makes an event the one that it is. */
export interface Identity {
	/** Equal for two deliveries of one event. */
	eventKey: string;
	/**
	 * Whether no second event can have the same key: it happens once only, or says when it happened.
	 * Two changes of one contact, say, arrive in the very same words.
	 */
	isCertain: boolean;
}

/** Members that say when something happened. When the thing itself was created is not that. */
const TIME =
	/^(date|time|timestamp)$|(event|updated?|modif(y|ied)|changed?|occurr?(ed)?|received?|action)(at|on|date|time|timestamp)$/;

/** CINNOX gives events no ID of their own, so all that is known of one is hashed. */
export function identify(event: RecognisedEvent, notification: Notification): Identity {
	const times = Object.entries(notification.message).flatMap(([name, value]) => {
		const text = readText(value);
		return TIME.test(toWord(name)) && text !== null && text !== '' ? [text] : [];
	});
	// In flat notifications CINNOX's own challenge stands beside the event, and is not part of it.
	const fields = { ...event.fields, challenge: undefined };
	const isNamed = typeof event.fields.id === 'string' && event.fields.id !== '';
	return {
		eventKey: toEventKey(event.subscription.path, fields, times),
		isCertain: (event.happensOnce && isNamed) || times.length > 0,
	};
}
