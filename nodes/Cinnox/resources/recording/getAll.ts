import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../operation/definition';
import { fileRow, readFiles, readWanted, recordingFields } from './fields';

/** https://docs.cinnox.com/reference/reports */
export const getAll: Operation<IDataObject[]> = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many recordings',
	description: 'List the recording files of calls or conferences with their download addresses',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/recording-file' } },
	fields: recordingFields,
	prepare: readWanted,
	list: {},
	row: fileRow,
	run: async (item, wanted) => await readFiles(item, wanted, { row: fileRow }),
};
