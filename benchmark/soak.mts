/**
 * Posts very many events to an active CINNOX Trigger in a real n8n, at a share of what that n8n takes
 * at most, and counts what they started.
 *
 *   npm run soak                            20,000 events at 80 % (half an hour and more)
 *   npm run soak -- --events 2000           fewer
 *   npm run soak -- --share 0.5             slower
 *   npm run soak -- --minutes 20            as many of them as go out in that time
 *   npm run soak -- --per-second 10         at a pace of your own, without measuring the most
 *   npm run soak -- --env N8N_EXPRESSION_ENGINE=legacy   n8n with other settings
 *
 * Ends with 1 when an event was lost, doubled or refused, or when memory did not stay flat.
 */
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';

import { waitFor } from '../test/n8n/wait-for.mts';
import { BenchWorld, prepare } from './lib/bench-world.mts';
import { sendPaced } from './lib/paced-events.mts';
import { sendEvents } from './lib/send-events.mts';
import { median, percentile } from './lib/statistics.mts';
import { triggerOnlyWorkflow } from './lib/workflows.mts';

const { values } = parseArgs({
	options: {
		events: { type: 'string', default: '20000' },
		share: { type: 'string', default: '0.8' },
		minutes: { type: 'string' },
		'per-second': { type: 'string' },
		env: { type: 'string', multiple: true, default: [] },
	},
});

/** Events that measure the most that n8n takes. */
const PROBE = 600;
const AT_ONCE = 10;

const SAMPLE_MS = 2_000;
const REPORT_MS = 30_000;

/** Garbage comes and goes: the last quarter may need this much more than the second one. */
const FLAT = 1.2;

const ENVIRONMENT = {
	// n8n deletes executions beyond 10,000 otherwise, and they could not be counted.
	EXECUTIONS_DATA_PRUNE: 'false',
	DB_PING_TIMEOUT_MS: '900000',
	...Object.fromEntries(values.env.map((setting) => setting.split(/=(.*)/s, 2))),
};

const say = (text: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const tarball = await prepare(say);
const world = await BenchWorld.start(tarball, ENVIRONMENT);
try {
	const { simulator, target } = await world.simulator({ rows: 10 });
	const workflow = await world.activate(
		triggerOnlyWorkflow('CINNOX Trigger', {
			type: 'n8n-nodes-cinnox.cinnoxTrigger',
			typeVersion: 1,
			parameters: { events: ['sms.received'] },
			credentials: { cinnoxApi: target.credential },
		}),
	);
	await simulator.emit('inbound-sms', { id: 'soak-template', content: 'Hello' });
	const template = (await simulator.deliveries()).find(({ challenge }) => !challenge);
	if (template?.status !== 200) throw new Error('The trigger did not take an event.');
	const bodyOf = (name: string) => (index: number) =>
		JSON.stringify(template.request).replaceAll('soak-template', `soak-${name}-${index}`);
	let before = 1;
	const ended = async (count: number) =>
		await waitFor(async () => (await world.client.countExecutions(workflow)) >= count, {
			describe: `${count} executions`,
			timeoutMs: 600_000,
			intervalMs: 1_000,
		});

	let bound: number | undefined;
	if (values['per-second'] === undefined) {
		const probe = await sendEvents(template.url, bodyOf('probe')(0), PROBE, AT_ONCE);
		bound = probe.perSecond;
		before += PROBE;
		await ended(before);
		say(`at most ${bound.toFixed(1)} events a second, ${AT_ONCE} at once`);
	}
	const perSecond = Number(values['per-second'] ?? Number(values.share) * (bound ?? 0));
	const events = Math.min(
		Number(values.events),
		Math.floor(Number(values.minutes ?? Infinity) * 60 * perSecond),
	);
	say(`${events} events at ${perSecond.toFixed(1)} a second; busy: ${os.loadavg()[0]!.toFixed(1)}`);

	const megabytes: number[] = [];
	const sampling = setInterval(() => {
		const bytes = world.memory();
		if (bytes !== undefined) megabytes.push(bytes / 1024 ** 2);
	}, SAMPLE_MS);
	let reported = performance.now();
	const result = await sendPaced(
		template.url,
		bodyOf('event'),
		events,
		perSecond,
		(sent, answered) => {
			if (performance.now() - reported < REPORT_MS) return;
			reported = performance.now();
			const busy = os.loadavg()[0]!.toFixed(1);
			say(
				`${answered} answered, ${sent - answered} open, ${megabytes.at(-1)?.toFixed(0)} MB, busy: ${busy}`,
			);
		},
	);
	await ended(before + events);
	clearInterval(sampling);
	const executions = await world.client.countExecutions(workflow);
	// SQLite is read once n8n has written everything and let go of it.
	await world.n8n.stop();
	const runs = readRuns(path.join(world.n8n.userFolder, '.n8n/database.sqlite'), workflow);
	const ids = runs.flatMap(({ data }) => [...new Set(data.match(/soak-event-\d+/g) ?? [])]);
	const distinct = new Set(ids);

	const quarter = (index: number) => {
		const size = megabytes.length / 4;
		return median(megabytes.slice(Math.floor(index * size), Math.floor((index + 1) * size)));
	};
	const [second, last] = [quarter(1), quarter(3)];
	const checks: Array<[text: string, holds: boolean]> = [
		[
			`every post answered with success: ${JSON.stringify(result.answers)}`,
			isAllWell(result.answers),
		],
		[`${events - distinct.size} lost`, distinct.size === events],
		[`${ids.length - distinct.size} doubled`, ids.length === distinct.size],
		[`${executions - before} executions`, executions - before === events],
		[
			`${runs.filter(({ status }) => status !== 'success').length} executions without success`,
			runs.every(({ status }) => status === 'success'),
		],
		[
			`memory of n8n: median ${second.toFixed(0)} MB in the second quarter, ${last.toFixed(0)} MB in the last, ${Math.max(...megabytes).toFixed(0)} MB at most`,
			last <= second * FLAT,
		],
	];
	say(
		`${events} events in ${result.seconds.toFixed(0)} s (${(events / result.seconds).toFixed(1)} a second), ` +
			`answered within p50 ${median(result.waits).toFixed(0)} ms, p99 ${percentile(result.waits, 0.99).toFixed(0)} ms, ` +
			`most ${Math.max(...result.waits).toFixed(0)} ms; at most ${result.mostOpen} open`,
	);
	for (const [text, holds] of checks) say(`${holds ? '✓' : '✗'} ${text}`);
	if (!checks.every(([, holds]) => holds)) process.exitCode = 1;
} finally {
	await world.dispose();
}

function isAllWell(answers: Record<string, number>): boolean {
	return Object.keys(answers).every((answer) => answer.startsWith('200 '));
}

function readRuns(file: string, workflowId: string): Array<{ status: string; data: string }> {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		return database
			.prepare(
				'SELECT status, data FROM execution_entity JOIN execution_data ON executionId = id' +
					' WHERE execution_entity.workflowId = ?',
			)
			.all(workflowId) as Array<{ status: string; data: string }>;
	} finally {
		database.close();
	}
}
