import type { Operation } from '../../operation/definition';
import { enquiry } from './fields';

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
	row: {
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
	},
};
