import type { Operation } from '../../operation/definition';
import { enquiry, labelIds } from './fields';
import { addLabelIds, changeLabels, givesLabels } from './labels';

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
	gives: givesLabels,
	fields: [enquiry, labelIds],
	inPath: { inquiryID: enquiry },
	prepare: addLabelIds,
	run: changeLabels,
};
