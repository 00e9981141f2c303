import type { Operation } from '../../operation/definition';
import { enquiry, labelIds } from './fields';
import { addLabelIds, changeLabels, givesLabels } from './labels';

/** https://docs.cinnox.com/docs/label-an-enquiry */
export const addLabels: Operation = {
	name: 'Add Labels',
	value: 'addLabels',
	action: 'Add labels to enquiry',
	description: 'Put one or more labels on an enquiry',
	documented: true,
	routing: {
		request: { method: 'POST', url: '/v1/api/apps/{appID}/inquiries/{inquiryID}/labels' },
	},
	gives: givesLabels,
	fields: [enquiry, labelIds],
	inPath: { inquiryID: enquiry },
	prepare: addLabelIds,
	run: changeLabels,
};
