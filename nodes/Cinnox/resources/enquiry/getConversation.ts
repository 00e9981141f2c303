import { readOnward } from '../../../transport/pages';
import type { Operation } from '../../operation/definition';
import { toShaper } from '../../operation/output';
import type { RowShape } from '../../operation/rows';
import { enquiry } from './fields';

const row: RowShape = {
	aliases: {
		id: ['msgID'],
		enquiryId: ['inquiryID', 'inquiry'],
		roomId: ['roomID'],
		text: ['msgText'],
		contentType: ['msgContentType'],
		eventType: ['msgEventType'],
	},
	simplified: [
		'id',
		'enquiryId',
		'roomId',
		'seq',
		'createdAt',
		'fromEID',
		'toEID',
		'contentType',
		'eventType',
		'text',
	],
};

/** CINNOX's maximum where it documents one. */
const PAGE_SIZE = 500;

/** https://docs.cinnox.com/docs/get-enquiry-chat */
export const getConversation: Operation = {
	name: 'Get Conversation',
	value: 'getConversation',
	action: 'Get enquiry conversation',
	description: 'Read all messages of an enquiry, which must be closed',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/enquiry-chat' } },
	fields: [enquiry],
	inQuery: { enquiryID: enquiry },
	row,
	run: async (item) =>
		toShaper(item, { row })(await readOnward(item.send, item.draft, PAGE_SIZE, item.run.signal)),
};
