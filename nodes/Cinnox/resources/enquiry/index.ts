import type { Resource } from '../../operation/definition';
import { addLabels } from './addLabels';
import { get } from './get';
import { getAll } from './getAll';
import { getConversation } from './getConversation';
import { getOverview } from './getOverview';
import { removeLabels } from './removeLabels';

export const enquiry: Resource = {
	name: 'Enquiry',
	value: 'enquiry',
	description: 'Conversations that visitors began, with status, messages and labels',
	operations: [getAll, get, getConversation, getOverview, addLabels, removeLabels],
};
