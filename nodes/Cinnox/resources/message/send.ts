import type { INodeProperties } from 'n8n-workflow';

import { addBodyFields } from '../../shared/body';
import { refuse, requireText } from '../../shared/checks';
import { additionalBodyFields, text } from '../../shared/fields';
import type { Operation, Prepare } from '../../shared/operation';

/** https://docs.cinnox.com/docs/send-message */
const LONGEST_TEXT = 5_000;

const roomId: INodeProperties = {
	displayName: 'Room ID',
	name: 'roomId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 64c1f0e2a1b2c3d4e5f60718',
	description: "The conversation to post into: 'roomId' of Enquiry > Get Many",
};

const senderEid: INodeProperties = {
	displayName: 'Sender EID',
	name: 'senderEid',
	type: 'string',
	default: '',
	description: 'ID of the staff member who appears as the sender',
	routing: { send: { type: 'body', property: 'senderEID' } },
};

const receiverEid: INodeProperties = {
	displayName: 'Receiver EID',
	name: 'receiverEid',
	type: 'string',
	default: '',
	description: 'ID of the one member of the room who receives the message',
	routing: { send: { type: 'body', property: 'receiverEID' } },
};

const addMessage: Prepare = (call) => {
	const roomID = requireText(call, 'roomId', 'Room ID');
	requireText(call, 'text', 'Text');
	const message = String(call.parameter<unknown>('text'));
	if (message.length > LONGEST_TEXT) {
		throw refuse(
			`'Text' has ${message.length} characters, more than the ${LONGEST_TEXT} that CINNOX accepts`,
			"Shorten 'Text' or split it over several messages",
		);
	}
	call.options.body = {
		...(call.options.body as object),
		roomID,
		messages: [{ type: 'text', text: message }],
	};
};

/** https://docs.cinnox.com/docs/send-message */
export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send message',
	description: 'Post a text into the conversation of an enquiry or a staff room',
	documented: true,
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/message-push' } },
	fields: [roomId, text],
	additionalFields: [receiverEid, senderEid, additionalBodyFields],
	prepare: [addMessage, addBodyFields],
};
