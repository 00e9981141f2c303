import { inPath } from '../../shared/checks';
import { staff } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
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
	prepare: [inPath('EID', 'staff', 'Staff Member')],
	row: numberRow,
};
