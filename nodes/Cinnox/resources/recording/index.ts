import type { Resource } from '../../operation/definition';
import { download } from './download';
import { getAll } from './getAll';
import { getTranscriptions } from './getTranscriptions';

export const recording: Resource = {
	name: 'Recording',
	value: 'recording',
	operations: [getAll, getTranscriptions, download],
};
