import type { Operation } from '../../operation/definition';
import { staff } from '../staff/fields';
import { numberRow } from './rows';

/** https://docs.cinnox.com/docs/get-staff-sender-id */
export const getSenderIds: Operation = {
	name: 'Get Sender IDs',
	value: 'getSenderIds',
	action: 'Get sender IDs of staff member',
	description: 'List the numbers that a staff member may send SMS from',
	documented: true,
	routing: {
		request: { method: 'GET', url: '/v1/api/apps/{appID}/staff/{EID}/cli/sender_id' },
	},
	fields: [staff],
	inPath: { EID: staff },
	row: numberRow,
};
