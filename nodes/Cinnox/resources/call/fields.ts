import { locator } from '../../operation/locator';

/** https://docs.cinnox.com/docs/get-call-detail */
export const call = locator({
	displayName: 'Call',
	name: 'call',
	list: 'getCalls',
	description: 'The list shows the last 30 days; older ones go by ID',
});
