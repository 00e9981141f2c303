import { locator } from '../../operation/locator';

import type { Field } from '../../operation/definition';

/** https://docs.cinnox.com/docs/get-enquiry-detail */
export const enquiry = locator({
	displayName: 'Enquiry',
	name: 'enquiry',
	list: 'getEnquiries',
	description:
		"The list shows the last 30 days; older ones go by ID. Reading a conversation also takes the enquiry's number in the dashboard.",
});

/** https://docs.cinnox.com/docs/label-an-enquiry */
export const labelIds: Field = {
	displayName: 'Label Names or IDs',
	name: 'labelIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getLabels' },
	default: [],
	required: true,
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};
