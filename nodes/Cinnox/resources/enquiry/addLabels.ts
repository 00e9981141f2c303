import { addBodyFields } from '../../shared/body';
import { inPath } from '../../shared/checks';
import { additionalBodyFields, enquiry, labelIds } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { addLabelIds, changeLabels } from './labels';

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
	fields: [enquiry, labelIds],
	additionalFields: [additionalBodyFields],
	prepare: [inPath('inquiryID', 'enquiry', 'Enquiry'), addLabelIds, addBodyFields],
	run: changeLabels,
};
