import { addBodyFields } from '../../shared/body';
import { inPath } from '../../shared/checks';
import { additionalBodyFields, enquiry, labelIds } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { addLabelIds, changeLabels } from './labels';

/** A DELETE with a JSON body: https://docs.cinnox.com/docs/unlabel-inquiry */
export const removeLabels: Operation = {
	name: 'Remove Labels',
	value: 'removeLabels',
	action: 'Remove labels from enquiry',
	description: 'Take one or more labels off an enquiry',
	documented: true,
	routing: {
		request: { method: 'DELETE', url: '/v1/api/apps/{appID}/inquiries/{inquiryID}/labels' },
	},
	fields: [enquiry, labelIds],
	additionalFields: [additionalBodyFields],
	prepare: [inPath('inquiryID', 'enquiry', 'Enquiry'), addLabelIds, addBodyFields],
	run: changeLabels,
};
