import { type Comparison, ratio } from '../lib/results.mts';
import {
	afresh,
	CINNOX,
	compare,
	HTTP,
	LATENCY_MS,
	nodeTime,
	PAGE_SIZE,
	type Scenario,
	whole,
} from '../lib/scenario.mts';
import type { SeenRequest } from '../lib/simulator-process.mts';
import { cinnoxGetAll, httpGetAll } from '../lib/workflows.mts';

/** What CINNOX answers for a page behind the last row: "no records found". */
const NO_RECORDS = 6451011;

/** (k) A whole report where CINNOX takes 50 ms to answer, and what was asked for in vain. */
export const distantReport: Scenario = async (world, { rounds, rows }) => {
	const { simulator, target } = await world.simulator({ rows, latency: LATENCY_MS });
	const ours = await world.live('Return All', cinnoxGetAll(target));
	const http = await world.live('Pagination', httpGetAll(target, PAGE_SIZE));
	const pages = Math.ceil(rows / PAGE_SIZE);
	/** The requests of each contender in its last round, and how many pages of them had no rows. */
	const received: Record<string, { requests: number; inVain: number }> = {};
	const counting = (name: string, work: () => Promise<number>) =>
		afresh(simulator, work, (requests: SeenRequest[]) => {
			const inVain = requests.filter(({ code }) => code === NO_RECORDS).length;
			if (requests.length - inVain !== pages) {
				throw new Error(`${name} read ${requests.length - inVain} pages instead of ${pages}.`);
			}
			received[name] = { requests: requests.length, inVain };
		});
	const measurements = await compare(
		{
			[HTTP]: counting(HTTP, nodeTime(http, [{}])),
			[CINNOX]: counting(CINNOX, nodeTime(ours, [{}])),
		},
		rounds,
	);
	for (const measurement of measurements) {
		const { requests, inVain } = received[measurement.contender]!;
		measurement.note = `${requests} requests, ${inVain} of them in vain`;
	}
	const comparison: Comparison = {
		id: 'k',
		title: `${whole(rows)} rows, pages of ${PAGE_SIZE}, ${LATENCY_MS} ms latency`,
		unit: 'ms',
		measurements,
		remarks: [
			'CINNOX says nowhere how many rows there are. Whoever asks for several pages at once asks for some that do not exist.',
		],
	};
	return {
		comparisons: [comparison],
		goals: [
			{
				id: 'k',
				text: `Return All at ${LATENCY_MS} ms: time to the HTTP Request node's pagination`,
				value: ratio(comparison, CINNOX, HTTP),
				limit: 0.2,
				better: 'below',
			},
			{
				id: 'k',
				text: `Return All at ${LATENCY_MS} ms: pages asked for in vain to those that there are`,
				value: received[CINNOX]!.inVain / pages,
				limit: 0.25,
				better: 'below',
			},
		],
	};
};
