import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';
import { getDetails } from './getDetails';

export const campaign: Resource = {
	name: 'Campaign',
	value: 'campaign',
	description: 'Reports of sent SMS and WhatsApp campaigns',
	operations: [getAll, getDetails],
};
