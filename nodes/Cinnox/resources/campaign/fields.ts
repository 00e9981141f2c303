import { locator } from '../../operation/locator';

/** https://docs.cinnox.com/docs/get-sent-campaigns-summary */
export const campaign = locator({
	displayName: 'Campaign',
	name: 'campaign',
	list: 'getCampaigns',
	description: 'The list shows the last 30 days; older ones go by ID',
});
