import type { BenchWorld, LiveWorkflow } from '../lib/bench-world.mts';
import { type Comparison, format, type Goal, type Measurement, ratio } from '../lib/results.mts';
import {
	CAP,
	CINNOX,
	compare,
	HTTP,
	LATENCY_MS,
	nodeTime,
	recipients,
	type Scenario,
	SENDER,
	TEXT,
} from '../lib/scenario.mts';
import { cinnoxSend, httpSend, type Target } from '../lib/workflows.mts';

/** How often the HTTP Request node has to keep the cap before an interval counts as long enough. */
const PACE_TRIALS = 3;

/** (b) The same where CINNOX takes 50 ms to answer, with ten requests at once. */
export const latency: Scenario = async (world, { rounds, counts }, say) => {
	const { simulator, target } = await world.simulator({ rows: 10, latency: LATENCY_MS });
	const inFlight = async (workflow: LiveWorkflow, count: number) => {
		await simulator.reset();
		await workflow.run(recipients(count));
		return Math.max(...(await simulator.requests()).map(({ concurrent }) => concurrent));
	};
	say('finding the shortest batch interval that keeps the cap');
	const paced = await paceHttp(world, target, inFlight, counts);
	const ours = await world.live('Send SMS', cinnoxSend(target, SENDER, TEXT));
	const comparisons: Comparison[] = [];
	const goals: Goal[] = [];
	for (const count of counts) {
		say(`${count} items`);
		const items = recipients(count);
		const measurements = await compare(
			{ [HTTP]: nodeTime(paced.workflow, items), [CINNOX]: nodeTime(ours, items) },
			rounds,
		);
		const [http, cinnox] = measurements as [Measurement, Measurement];
		const most = await inFlight(ours, count);
		http.note = `at most ${await inFlight(paced.workflow, count)} at once`;
		cinnox.note = `at most ${most} at once`;
		const comparison: Comparison = {
			id: 'b',
			title: `${format(count)} items, one SMS each, ${LATENCY_MS} ms latency, ${CAP} at once`,
			unit: 'ms',
			measurements,
			remarks: [
				`The HTTP Request node has no cap, only batches that start by the clock. It runs with 'Items per Batch' ${CAP} and the shortest 'Batch Interval' of ${paced.tried.join(', ')} ms with which it did not have more than ${CAP} requests at once in ${PACE_TRIALS} runs of each length: ${paced.interval} ms. That is no promise for the next run: what it had at most in one more run stands beside its time.`,
			],
		};
		comparisons.push(comparison);
		goals.push(
			{
				id: 'b',
				text: `${format(count)} items at ${LATENCY_MS} ms: time to the HTTP Request node's at the same cap`,
				value: ratio(comparison, CINNOX, HTTP),
				limit: 1,
				better: 'below',
			},
			{
				id: 'b',
				text: `${format(count)} items at ${LATENCY_MS} ms: most requests at once`,
				value: most,
				limit: CAP,
				better: 'below',
				digits: 0,
			},
		);
	}
	return { comparisons, goals };
};

/** The HTTP Request node with the shortest batch interval that keeps the cap. */
async function paceHttp(
	world: BenchWorld,
	target: Target,
	inFlight: (workflow: LiveWorkflow, count: number) => Promise<number>,
	counts: number[],
): Promise<{ workflow: LiveWorkflow; interval: number; tried: number[] }> {
	const tried = [1, 10, 20, 30, 40, 50, 55, 60, 75, 100];
	const keepsCap = async (workflow: LiveWorkflow) => {
		for (let trial = 0; trial < PACE_TRIALS; trial += 1) {
			for (const count of counts) if ((await inFlight(workflow, count)) > CAP) return false;
		}
		return true;
	};
	for (const interval of tried) {
		const batching = { batchSize: CAP, batchInterval: interval };
		const workflow = await world.live(
			`HTTP Request, every ${interval} ms`,
			httpSend(target, SENDER, TEXT, batching),
		);
		if (await keepsCap(workflow)) return { workflow, interval, tried };
	}
	throw new Error('The HTTP Request node keeps the cap with none of the intervals.');
}
