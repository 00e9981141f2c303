import type { RowShape } from '../../operation/rows';

/** https://docs.cinnox.com/docs/get-enquiry-detail */
export const ENQUIRY_REPORT = '/v1/api/apps/{appID}/data/enquiry-detail';

/** How an enquiry of the report comes out. */
export const enquiryRow: RowShape = {
	aliases: { id: ['_id'], enquiryId: ['inquiry', 'inquiryID', 'enquiryID'], roomId: ['roomID'] },
	simplified: [
		'enquiryId',
		'displayCaseNumber',
		'createdAt',
		'status',
		'channel',
		'visitorName',
		'destinationName',
		'labelIds',
		'roomId',
		'deepLink',
	],
};
