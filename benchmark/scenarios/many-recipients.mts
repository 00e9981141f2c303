import type { Comparison } from '../lib/results.mts';
import {
	CINNOX,
	compare,
	HTTP,
	nodeTime,
	recipients,
	type Scenario,
	SENDER,
	TEXT,
} from '../lib/scenario.mts';
import { cinnoxSend, httpSend } from '../lib/workflows.mts';

/** (e) One request for 500 recipients, where the HTTP Request node is given 500 items. */
export const manyRecipients: Scenario = async (world, { rounds }) => {
	const { target } = await world.simulator({ rows: 10 });
	const ours = await world.live('Send SMS', cinnoxSend(target, SENDER, TEXT));
	const http = await world.live('HTTP Request', httpSend(target, SENDER, TEXT));
	const all = recipients(500);
	const comparison: Comparison = {
		id: 'e',
		title: '500 recipients of one text: one item with all against 500 items',
		unit: 'ms',
		measurements: await compare(
			{
				[HTTP]: nodeTime(http, all),
				[CINNOX]: nodeTime(ours, [{ recipient: all.map(({ recipient }) => recipient) }]),
			},
			rounds,
		),
	};
	return { comparisons: [comparison] };
};
