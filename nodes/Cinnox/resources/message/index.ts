import type { Resource } from '../../operation/definition';
import { send } from './send';
import { sendAndWait } from './sendAndWait';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	description: 'Chat messages into the conversation of an enquiry or of staff members',
	operations: [send, sendAndWait],
};
