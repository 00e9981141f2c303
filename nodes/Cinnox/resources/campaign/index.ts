import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';
import { getDetails } from './getDetails';

export const campaign: Resource = {
	name: 'Campaign',
	value: 'campaign',
	operations: [getAll, getDetails],
};
