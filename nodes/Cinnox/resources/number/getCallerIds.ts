import type { Operation } from '../../operation/definition';
import { staff } from '../staff/fields';
import { numberRow } from './rows';

/** https://docs.cinnox.com/docs/get-caller-id */
export const getCallerIds: Operation = {
	name: 'Get Caller IDs',
	value: 'getCallerIds',
	action: 'Get caller IDs of staff member',
	description: 'List the numbers that a staff member may show when calling',
	documented: true,
	routing: {
		request: { method: 'GET', url: '/v1/api/apps/{appID}/staff/{EID}/cli/caller_id' },
	},
	fields: [staff],
	inPath: { EID: staff },
	row: numberRow,
};
