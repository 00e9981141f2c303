import { readAllRows } from '../lib/bare.mts';
import type { LiveWorkflow } from '../lib/bench-world.mts';
import { type Comparison, format, ratio } from '../lib/results.mts';
import { BARE, CINNOX, compare, HTTP, PAGE_SIZE, type Scenario } from '../lib/scenario.mts';
import { cinnoxGetAll, httpGetAll, splitPages } from '../lib/workflows.mts';

/** (c) A whole report. */
export const wholeReport: Scenario = async (world, { listRounds, rows }, say) => {
	const { simulator, target } = await world.simulator({ rows });
	const ours = await world.live('Return All', cinnoxGetAll(target));
	const http = await world.live('Pagination', httpGetAll(target, PAGE_SIZE));
	const split = await world.live('Pagination and Split Out', httpGetAll(target, PAGE_SIZE), {
		'Split Out rows': splitPages,
	});
	const url = `${target.url}/v1/api/apps/${target.appId}/data/sms-detail`;
	const counted = (workflow: LiveWorkflow, expected: number) => async () => {
		const { nodeMs, items } = await workflow.run([{}]);
		if (items !== expected) throw new Error(`${items} items came instead of ${expected}.`);
		return nodeMs;
	};
	const splitOut = `${HTTP} + Split Out`;
	say('pages');
	const pages: Comparison = {
		id: 'c',
		title: `${format(rows)} rows, pages of ${PAGE_SIZE}`,
		unit: 'ms',
		measurements: await compare(
			{
				[HTTP]: counted(http, Math.ceil(rows / PAGE_SIZE) + 1),
				[CINNOX]: counted(ours, rows),
				[BARE]: async () => {
					const begin = performance.now();
					const read = await readAllRows(url, simulator.appToken, PAGE_SIZE);
					if (read.length !== rows) {
						throw new Error(`${read.length} rows came instead of ${rows}.`);
					}
					return performance.now() - begin;
				},
			},
			listRounds,
			Math.ceil(listRounds / 2),
		),
		remarks: [
			"The HTTP Request node puts out one item for each page and one for the answer that there are no more, the CINNOX node one for each row (simplified). The bare loop runs in the benchmark's own process, keeps the rows as they come and makes no items of them. More than half of its time is the simulator's, which writes 200 kB of JSON for each page.",
		],
	};
	say('rows');
	const items: Comparison = {
		id: 'c',
		title: `${format(rows)} rows as items, pages of ${PAGE_SIZE}`,
		unit: 'ms',
		measurements: await compare(
			{ [splitOut]: counted(split, rows), [CINNOX]: counted(ours, rows) },
			listRounds,
			Math.ceil(listRounds / 2),
		),
		remarks: ['The Split Out node makes the rows items, which is what the CINNOX node puts out.'],
	};
	return {
		comparisons: [pages, items],
		goals: [
			{
				id: 'c',
				text: "Return All: time to the HTTP Request node's pagination",
				value: ratio(pages, CINNOX, HTTP),
				limit: 0.5,
				better: 'below',
			},
			{
				id: 'c',
				text: "Return All: time to a bare undici loop's",
				value: ratio(pages, CINNOX, BARE),
				limit: 1.5,
				better: 'below',
			},
		],
	};
};
