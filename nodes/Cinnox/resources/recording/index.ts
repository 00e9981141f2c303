import type { Resource } from '../../operation/definition';
import { download } from './download';
import { getAll } from './getAll';

export const recording: Resource = {
	name: 'Recording',
	value: 'recording',
	operations: [getAll, download],
};
