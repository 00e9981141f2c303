import type { LiveWorkflow } from '../lib/bench-world.mts';
import { PeakProbe } from '../lib/memory.mts';
import { ReadinessProbe } from '../lib/pauses.mts';
import { format } from '../lib/results.mts';
import {
	CINNOX,
	HTTP,
	IDLE,
	PAGE_SIZE,
	recipients,
	type Scenario,
	SENDER,
	TEXT,
} from '../lib/scenario.mts';
import {
	cinnoxGetAll,
	cinnoxSend,
	httpGetAll,
	httpSend,
	noOperation,
	splitPages,
} from '../lib/workflows.mts';

/** (h) How long n8n answers nobody else, and what it needs, while very much is done. */
export const veryMany: Scenario = async (world, { many, manyRows }, say) => {
	const rows: string[][] = [];
	const add = async (
		work: string,
		who: string,
		workflow: LiveWorkflow,
		items: Array<Record<string, unknown>>,
	) => {
		say(`${work}: ${who}`);
		const probe = new ReadinessProbe(world.n8n.baseUrl);
		const memory = new PeakProbe(() => world.memory());
		try {
			const { nodeMs, items: out } = await workflow.run(items);
			const { longestMs, refusals } = await probe.end();
			const grown = memory.end();
			rows.push([
				work,
				who,
				format(out),
				format(nodeMs),
				`${format(longestMs)}${refusals > 0 ? `, ${refusals} × not ready` : ''}`,
				grown === undefined ? '–' : format(grown / 1024 ** 2),
			]);
		} finally {
			await probe.end();
			memory.end();
		}
	};
	const { target } = await world.simulator({ rows: 10 });
	const idle = await world.live('No Operation', noOperation);
	const ours = await world.live('Send SMS', cinnoxSend(target, SENDER, TEXT));
	const http = await world.live('HTTP Request', httpSend(target, SENDER, TEXT));
	for (const count of many) {
		const work = `${format(count)} × send SMS`;
		await add(work, IDLE, idle, recipients(count));
		await add(work, CINNOX, ours, recipients(count));
		await add(work, HTTP, http, recipients(count));
	}
	for (const count of manyRows) {
		const { target: long } = await world.simulator({ rows: count });
		const work = `${format(count)} rows`;
		await add(work, CINNOX, await world.live('Return All', cinnoxGetAll(long)), [{}]);
		const pages = httpGetAll(long, PAGE_SIZE);
		const split = await world.live('Split Out', pages, { 'Split Out rows': splitPages });
		await add(work, `${HTTP} + Split Out`, split, [{}]);
	}
	return {
		facts: [
			{
				id: 'h',
				title: 'Very many items and rows',
				columns: [
					'Work',
					'Node',
					'Items put out',
					'ms',
					'Longest wait for readiness, ms',
					'Memory, MB',
				],
				rows,
				remarks: [
					"The longest wait for an answer of n8n's `/healthz/readiness` during the whole execution, which includes what n8n itself does with the items before and after the node (reading the webhook's body, writing the execution to its database). Where n8n kept no record of the node, because the execution was too large for it, there is a dash. Memory: how far the n8n process grew meanwhile, garbage included.",
				],
			},
		],
	};
};
