import { locator } from '../../operation/locator';

/** https://docs.cinnox.com/reference/get-conference-details */
export const conference = locator({
	displayName: 'Conference',
	name: 'conference',
	list: 'getConferences',
	description: 'The list shows the last 30 days; older ones go by ID',
});
