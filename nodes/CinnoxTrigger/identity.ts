import { toEventKey } from '../subscriptions/eventKey';
import { toWord } from '../values/text';
import { isDescribed } from './events';
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

/**
 * CINNOX gives events no ID of their own. An event is known by what it is about, what happened and
 * when; what can happen once only needs no time. Of everything else all that is known is hashed.
 */
export function identify(event: RecognisedEvent, notification: Notification): Identity {
	const { fields, happensOnce, subscription, value } = event;
	const times = readTimes(notification);
	const isCertain = times.length > 0 || (happensOnce && hasId(event));
	// In flat notifications CINNOX's own challenge stands beside the event, and is not part of it.
	let known: unknown = { ...fields, challenge: undefined };
	if (isCertain && hasId(event) && isDescribed(subscription)) {
		// One transaction may have been sent to several numbers.
		const recipient = fields.transactionId === undefined ? null : fields.to;
		known = [fields.id, fields.status, recipient];
	}
	const eventKey = toEventKey(subscription.path, value, known, happensOnce ? [] : times);
	return { eventKey, isCertain };
}

function hasId({ fields: { id } }: RecognisedEvent): boolean {
	return typeof id === 'string' && id !== '';
}

function readTimes(notification: Notification): string[] {
	return Object.entries(notification.message).flatMap(([name, member]) => {
		const text = readText(member);
		return TIME.test(toWord(name)) && text !== null && text !== '' ? [text] : [];
	});
}
