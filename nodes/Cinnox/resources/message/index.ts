import type { Resource } from '../../operation/definition';
import { send } from './send';
import { sendAndWait } from './sendAndWait';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	operations: [send, sendAndWait],
};
