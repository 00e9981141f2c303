import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../operation/definition';
import { fileRow, readFiles, readWanted, recordingFields } from './fields';

/** Only the name is in the public pages: https://docs.cinnox.com/docs/open-api */
export const getTranscriptions: Operation<IDataObject[]> = {
	name: 'Get Transcriptions',
	value: 'getTranscriptions',
	action: 'Get transcriptions of recordings',
	description: 'List the transcription files of recorded calls or conferences',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/transcription-file' } },
	fields: recordingFields,
	prepare: readWanted,
	list: {},
	row: fileRow,
	run: async (item, wanted) => await readFiles(item, wanted, { row: fileRow }),
};
