import { waitFor } from '../../test/n8n/wait-for.mts';
import { BenchWorld } from '../lib/bench-world.mts';
import { type Comparison, format, type Goal, ratio } from '../lib/results.mts';
import { CAP, CINNOX, compare, type Extent, type Say, type Scenario } from '../lib/scenario.mts';
import { sendEvents } from '../lib/send-events.mts';
import { median, percentile } from '../lib/statistics.mts';
import { triggerOnlyWorkflow } from '../lib/workflows.mts';

/** The Webhook node as n8n treats every trigger but it. */
const WEBHOOK_LIKE_OTHERS = 'Webhook with an expression';

/** (f) Events that start a workflow. */
export const triggerEvents: Scenario = async (world, extent, say) => {
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
		triggerOnlyWorkflow('CINNOX Trigger', {
			type: 'n8n-nodes-cinnox.cinnoxTrigger',
			typeVersion: 1,
			parameters: { events: ['sms.received'] },
			credentials: { cinnoxApi: target.credential },
		}),
	);
	const hookPath = `bench-${Date.now()}`;
	const http = await world.activate(
		triggerOnlyWorkflow('Webhook', {
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			webhookId: hookPath,
			parameters: { httpMethod: 'POST', path: hookPath, responseMode: 'onReceived' },
		}),
	);
	const withExpression = `${hookPath}-expression`;
	const dynamic = await world.activate(
		triggerOnlyWorkflow('Webhook with an expression', {
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
		const before = await world.client.countExecutions(workflow);
		const { perSecond, waits: own } = await sendEvents(url, body, events, CAP);
		waits[name]?.push(...own);
		// What is still being worked on must not fall into the next one's time.
		await waitFor(async () => (await world.client.countExecutions(workflow)) >= before + events, {
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
