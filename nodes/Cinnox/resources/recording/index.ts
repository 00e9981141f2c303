import type { Resource } from '../../shared/operation';
import { download } from './download';
import { getAll } from './getAll';

export const recording: Resource = {
	name: 'Recording',
	value: 'recording',
	operations: [getAll, download],
};
