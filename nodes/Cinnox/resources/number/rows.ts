import type { RowShape } from '../../operation/rows';

/** https://docs.cinnox.com/docs/get-caller-id types phone numbers and names as Number. */
export const numberRow: RowShape = {
	aliases: { id: ['_id'], serviceId: ['serviceID'] },
	strings: ['number', 'name'],
};
