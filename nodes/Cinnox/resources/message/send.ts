import type { IDataObject } from 'n8n-workflow';

import { refuse } from '../../../values/refusal';
import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { requireText } from '../../operation/parameters';
import { requireMessageText, text } from '../common/messaging';

/** https://docs.cinnox.com/docs/send-message */
const LONGEST_TEXT = 5_000;

const roomId: Field = {
	displayName: 'Room ID',
	name: 'roomId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 64c1f0e2a1b2c3d4e5f60718',
	description: "The conversation to post into: 'roomId' of Enquiry > Get Many",
};

const senderEid: Field = {
	displayName: 'Sender EID',
	name: 'senderEid',
	type: 'string',
	default: '',
	description: 'ID of the staff member who appears as the sender',
	routing: { send: { type: 'body', property: 'senderEID' } },
};

const receiverEid: Field = {
	displayName: 'Receiver EID',
	name: 'receiverEid',
	type: 'string',
	default: '',
	description: 'ID of the one member of the room who receives the message',
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
	fields: [roomId, text],
	additionalFields: [receiverEid, senderEid],
	prepare: addMessage,
	done: (item) => ({ sent: true, roomId: (item.draft.body as IDataObject).roomID }),
};

function addMessage(item: Item): void {
	const roomID = requireText(item, roomId.name, roomId.displayName);
	const message = requireMessageText(item);
	if (message.length > LONGEST_TEXT) {
		throw refuse(
			`'Text' has ${message.length} characters, more than the ${LONGEST_TEXT} that CINNOX accepts`,
			"Shorten 'Text' or split it over several messages",
		);
	}
	item.draft.body = {
		...(item.draft.body as object),
		roomID,
		messages: [{ type: 'text', text: message }],
	};
}
