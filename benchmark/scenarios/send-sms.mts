import { type Comparison, format, ratio } from '../lib/results.mts';
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

/** (a) One SMS for each item, and (d) for one item. */
export const sendSms: Scenario = async (world, { rounds, counts, oneItemRounds }, say) => {
	const { simulator, target } = await world.simulator({ rows: 10 });
	const ours = await world.live('Send SMS', cinnoxSend(target, SENDER, TEXT));
	const http = await world.live('HTTP Request', httpSend(target, SENDER, TEXT));
	const comparisons: Comparison[] = [];
	for (const count of [1, ...counts]) {
		say(`${count} item(s)`);
		const items = recipients(count);
		comparisons.push({
			id: count === 1 ? 'd' : 'a',
			title:
				count === 1 ? 'One SMS, one item' : `${format(count)} items, one SMS each, one expression`,
			unit: 'ms',
			measurements: await compare(
				{ [HTTP]: nodeTime(http, items), [CINNOX]: nodeTime(ours, items) },
				count === 1 ? oneItemRounds : rounds,
			),
		});
		await simulator.reset();
	}
	return {
		comparisons,
		goals: comparisons
			.filter(({ id }) => id === 'a')
			.map((comparison) => ({
				id: 'a',
				text: `${comparison.title}: time to the HTTP Request node's`,
				value: ratio(comparison, CINNOX, HTTP),
				limit: 0.25,
				better: 'below' as const,
			})),
	};
};
