import type { IDataObject } from 'n8n-workflow';

import { refuse } from '../../../values/refusal';
import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { locator } from '../../operation/locator';
import { requirePicked } from '../../operation/parameters';
import { requireMessageText, text } from '../common/messaging';
import { oneOfStaff } from '../staff/fields';

/** https://docs.cinnox.com/docs/send-message */
const LONGEST_TEXT = 5_000;

export const roomId = locator({
	displayName: 'Room',
	name: 'roomId',
	list: 'getRooms',
	description:
		"The conversation to post into. The list shows those of enquiries and of calls among staff in the last 30 days; others go by ID, which is 'roomId' of Enquiry > Get Many.",
});

export const senderEid: Field = {
	...locator({
		...oneOfStaff,
		displayName: 'Sender',
		name: 'senderEid',
		description: 'The staff member who appears as the sender',
	}),
	routing: { send: { type: 'body', property: 'senderEID' } },
};

export const receiverEid: Field = {
	...locator({
		...oneOfStaff,
		displayName: 'Receiver',
		name: 'receiverEid',
		description: 'The one member of the room who receives the message; a visitor goes by EID',
	}),
	routing: { send: { type: 'body', property: 'receiverEID' } },
};

/** https://docs.cinnox.com/docs/send-message */
export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send message',
	description: 'Post a text into the conversation of an enquiry or a staff room',
	sendsText: true,
	documented: true,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/message-push' } },
	gives: { adds: { sent: 'boolean', roomId: 'string' } },
	fields: [roomId, text],
	additionalFields: [receiverEid, senderEid],
	prepare: addMessage,
	done: (item) => ({ sent: true, roomId: (item.draft.body as IDataObject).roomID }),
};

function addMessage(item: Item): void {
	fillMessage(item, requireMessageText(item), 'Text');
}

/**
 * Puts a text for a room into the draft.
 *
 * @param displayName of the field that the text comes from
 * @throws UserError when there is no room, or when CINNOX does not take a text that long
 */
export function fillMessage(item: Item, message: string, displayName: string): void {
	const roomID = requirePicked(item, roomId.name, roomId.displayName);
	if (message.length > LONGEST_TEXT) {
		throw refuse(
			`'${displayName}' has ${message.length} characters, more than the ${LONGEST_TEXT} that CINNOX accepts`,
			`Shorten '${displayName}' or split it over several messages`,
		);
	}
	item.draft.body = {
		...(item.draft.body as object),
		roomID,
		messages: [{ type: 'text', text: message }],
	};
}
