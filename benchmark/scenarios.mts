import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { nodeForN8n, resolveFromN8n } from '../test/n8n/install.mts';
import { waitFor } from '../test/n8n/wait-for.mts';
import { readAllRows } from './lib/bare.mts';
import type { LiveWorkflow } from './lib/bench-world.mts';
import { BenchWorld, installedPackage } from './lib/bench-world.mts';
import { PeakProbe } from './lib/memory.mts';
import { ReadinessProbe } from './lib/pauses.mts';
import {
	type Comparison,
	type Facts,
	format,
	type Goal,
	type Measurement,
	medianOf,
	ratio,
} from './lib/results.mts';
import { sendEvents } from './lib/send-events.mts';
import { interleave, median, percentile } from './lib/statistics.mts';
import {
	cinnoxGetAll,
	cinnoxSend,
	httpGetAll,
	httpSend,
	noOperation,
	splitPages,
	type Target,
	triggerWorkflow,
} from './lib/workflows.mts';

/** How much is measured. */
export interface Extent {
	rounds: number;
	/** Items for (a) and (b). */
	counts: number[];
	/**
	 * Rows for (c), and how often they are read: what n8n's garbage collector does with so many makes
	 * single runs differ, and the first dozen are slower than all that follow.
	 */
	rows: number;
	listRounds: number;
	/** Items and rows for the longest pauses. */
	many: number[];
	manyRows: number[];
	/** Events in each round of (f). */
	events: number;
	oneItemRounds: number;
}

export interface Outcome {
	comparisons?: Comparison[];
	facts?: Facts[];
	goals?: Goal[];
}

export type Scenario = (world: BenchWorld, extent: Extent, say: Say) => Promise<Outcome>;
type Say = (text: string) => void;

const CINNOX = 'CINNOX';
const HTTP = 'HTTP Request';
const SENDER = '85230018000';
const TEXT = 'Your table is booked';
const PAGE_SIZE = 500;
const CAP = 10;
const LATENCY_MS = 50;
/** How often the HTTP Request node has to keep the cap before an interval counts as long enough. */
const PACE_TRIALS = 3;

const recipients = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ recipient: String(85290000000 + index) }));

/** Lets everybody run the same work in turn, after some turns that do not count. */
async function compare(
	contenders: Record<string, () => Promise<number>>,
	rounds: number,
	warmUp = 1,
): Promise<Measurement[]> {
	await interleave(contenders, warmUp);
	const values = await interleave(contenders, rounds);
	return Object.entries(values).map(([contender, of]) => ({ contender, values: of }));
}

const nodeTime = (workflow: LiveWorkflow, items: Array<Record<string, unknown>>) => async () =>
	(await workflow.run(items)).nodeMs;

/** (a) One SMS for each item, and (d) for one item. */
const send: Scenario = async (world, { rounds, counts, oneItemRounds }, say) => {
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
				limit: 0.75,
				better: 'below' as const,
			})),
	};
};

/** (b) The same where CINNOX takes 50 ms to answer, with ten requests at once. */
const latency: Scenario = async (world, { rounds, counts }, say) => {
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

/** (c) A whole report. */
const list: Scenario = async (world, { listRounds, rows }, say) => {
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
	const bare = 'bare undici loop';
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
				[bare]: async () => {
					const begin = performance.now();
					const read = await readAllRows(url, simulator.appToken, PAGE_SIZE);
					if (read !== rows) throw new Error(`${read} rows came instead of ${rows}.`);
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
				value: ratio(pages, CINNOX, bare),
				limit: 1.5,
				better: 'below',
			},
		],
	};
};

/** (e) One request for 500 recipients, where the HTTP Request node is given 500 items. */
const manyRecipients: Scenario = async (world, { rounds }) => {
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

/** The Webhook node as n8n treats every trigger but it. */
const WEBHOOK_LIKE_OTHERS = 'Webhook with an expression';

/** (f) Events that start a workflow. */
const trigger: Scenario = async (world, extent, say) => {
	const usual = await compareTriggers(world, extent, say, '', [
		"n8n makes a VM for expressions for every call of a trigger, and drops it after the answer. It leaves that out for one node only: its own Webhook node, where none of its parameters is an expression (`webhookPhaseNeedsIsolate` in n8n's live-webhooks.js). No other trigger can have that, so the second line is what a trigger can reach.",
	]);
	const other = await BenchWorld.start(world.tarball, { N8N_EXPRESSION_ENGINE: 'legacy' });
	const legacy = await compareTriggers(other, extent, say, ' (legacy expression engine)', [
		'The same with `N8N_EXPRESSION_ENGINE=legacy`, which makes no VM for anybody: what is left is the work of the triggers themselves.',
	]).finally(() => other.dispose());
	const goal = (text: string, comparison: Comparison, base: string): Goal => ({
		id: 'f',
		text,
		value: ratio(comparison, CINNOX, base),
		limit: 0.9,
		better: 'above',
	});
	return {
		comparisons: [usual, legacy],
		goals: [
			goal("Events a second to the Webhook node's", usual, 'Webhook'),
			goal(
				"Events a second to the Webhook node's, where n8n does not treat it specially",
				usual,
				WEBHOOK_LIKE_OTHERS,
			),
			goal(
				"Events a second to the Webhook node's, with the legacy expression engine",
				legacy,
				'Webhook',
			),
		],
	};
};

async function compareTriggers(
	world: BenchWorld,
	{ rounds, events }: Extent,
	say: Say,
	how: string,
	remarks: string[],
): Promise<Comparison> {
	const { simulator, target } = await world.simulator({ rows: 10 });
	const ours = await world.activate(
		triggerWorkflow('CINNOX Trigger', {
			type: 'n8n-nodes-cinnox.cinnoxTrigger',
			typeVersion: 1,
			parameters: { events: ['sms.received'] },
			credentials: { cinnoxApi: target.credential },
		}),
	);
	const hookPath = `bench-${Date.now()}`;
	const http = await world.activate(
		triggerWorkflow('Webhook', {
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			webhookId: hookPath,
			parameters: { httpMethod: 'POST', path: hookPath, responseMode: 'onReceived' },
		}),
	);
	const withExpression = `${hookPath}-expression`;
	const dynamic = await world.activate(
		triggerWorkflow('Webhook with an expression', {
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			webhookId: withExpression,
			parameters: {
				httpMethod: 'POST',
				path: withExpression,
				responseMode: 'onReceived',
				options: { responseData: '={{ "ok" }}' },
			},
		}),
	);
	await simulator.emit('inbound-sms', { content: 'Hello' });
	const event = (await simulator.deliveries()).find(({ challenge }) => !challenge);
	if (event?.status !== 200) throw new Error('The trigger did not take an event.');
	const body = JSON.stringify(event.request);
	const waits: Record<string, number[]> = { Webhook: [], [WEBHOOK_LIKE_OTHERS]: [], [CINNOX]: [] };
	const measure = (name: string, url: string, workflow: string) => async () => {
		const before = await world.countExecutions(workflow);
		const { perSecond, waits: own } = await sendEvents(url, body, events, CAP);
		waits[name]?.push(...own);
		// What is still being worked on must not fall into the next one's time.
		await waitFor(async () => (await world.countExecutions(workflow)) >= before + events, {
			describe: `${events} executions of ${name}`,
			timeoutMs: 300_000,
		});
		return perSecond;
	};
	say(`${events} events in each round${how}`);
	const measurements = await compare(
		{
			Webhook: measure('Webhook', `${world.n8n.baseUrl}/webhook/${hookPath}`, http),
			[WEBHOOK_LIKE_OTHERS]: measure(
				WEBHOOK_LIKE_OTHERS,
				`${world.n8n.baseUrl}/webhook/${withExpression}`,
				dynamic,
			),
			[CINNOX]: measure(CINNOX, event.url, ours),
		},
		rounds,
	);
	for (const measurement of measurements) {
		const own = waits[measurement.contender] ?? [];
		measurement.note = `p50 ${format(median(own))} ms, p99 ${format(percentile(own, 0.99))} ms`;
	}
	return {
		id: 'f',
		title: `Events posted to a trigger${how}, ${CAP} at once`,
		unit: 'events a second',
		measurements,
		remarks: [
			'Here more is better. p50 and p99: how long an answer took, over all rounds.',
			...remarks,
		],
	};
}

/** (g) What the package costs n8n and the browser. */
const load: Scenario = async (world, { rounds }) => {
	const folder = installedPackage(world.n8n);
	const measure = (of: string, ...files: string[]) => {
		const runs = Array.from(
			{ length: rounds },
			() =>
				JSON.parse(
					execFileSync(
						nodeForN8n(),
						[
							'--expose-gc',
							path.join(import.meta.dirname, 'lib/package-load.mts'),
							...[of, resolveFromN8n('n8n-workflow'), ...files],
						],
						{ encoding: 'utf8' },
					),
				) as { ms: number; bytes: number },
		);
		return {
			ms: median(runs.map(({ ms }) => ms)),
			megabytes: median(runs.map(({ bytes }) => bytes)) / 1024 ** 2,
		};
	};
	const base = path.dirname(resolveFromN8n('n8n-nodes-base/package.json'));
	const ours = measure(folder);
	const http = measure(base, 'dist/nodes/HttpRequest/HttpRequest.node.js');
	const types = await world.client.nodeTypes();
	const own = types.filter(({ name }) => name.startsWith('n8n-nodes-cinnox.'));
	const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value)) / 1024;
	const zipped = (value: unknown) => gzipSync(JSON.stringify(value)).length / 1024;
	return {
		facts: [
			{
				id: 'g',
				title: 'Loading the package',
				columns: ['', 'Time, ms', 'Memory, MB'],
				rows: [
					['The package: both nodes and the credential', format(ours.ms), format(ours.megabytes)],
					['For comparison, the HTTP Request node', format(http.ms), format(http.megabytes)],
				],
				remarks: [
					'In a process that has loaded n8n-workflow already, as n8n has. Memory: what stays on the heap.',
					`The browser gets ${format(size(own))} kB of descriptions (${format(zipped(own))} kB compressed) for ${own.length} node types (n8n adds the tool for AI agents); all node types of n8n together are ${format(size(types))} kB (${format(zipped(types))} kB).`,
				],
			},
		],
	};
};

/** (h) How long n8n answers nobody else, and what it needs, while very much is done. */
const pauses: Scenario = async (world, { many, manyRows }, say) => {
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
		await add(work, 'nothing (n8n alone)', idle, recipients(count));
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

export const scenarios: Record<string, Scenario> = {
	a: send,
	b: latency,
	c: list,
	e: manyRecipients,
	f: trigger,
	g: load,
	h: pauses,
};

/** What the chart shows: our share of what the same took otherwise. */
export function toBars(comparisons: Comparison[], goals: Goal[]) {
	return comparisons
		.filter(({ id }) => id !== 'd')
		.map((comparison) => {
			const [base] = comparison.measurements;
			const share = medianOf(comparison, CINNOX) / median(base?.values ?? []);
			const goal = goals.find(
				({ id, value }) => id === comparison.id && Math.abs(value - share) < 1e-9,
			);
			return { comparison, share, goal, base: base?.contender ?? '' };
		});
}
