import type { Resource } from '../../operation/definition';
import { download } from './download';
import { getAll } from './getAll';
import { getTranscriptions } from './getTranscriptions';

export const recording: Resource = {
	name: 'Recording',
	value: 'recording',
	description: 'Files and transcriptions of recorded calls and conferences',
	operations: [getAll, getTranscriptions, download],
};
