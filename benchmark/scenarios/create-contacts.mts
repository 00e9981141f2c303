import { writeAll } from '../lib/bare.mts';
import { bareCreates, cinnoxCreate, httpCreate, newContacts } from '../lib/contacts.mts';
import { type Comparison, ratio } from '../lib/results.mts';
import {
	afresh,
	BARE,
	CAP,
	CINNOX,
	compare,
	HTTP,
	nodeTime,
	requireAccepted,
	type Scenario,
	timeOf,
	whole,
} from '../lib/scenario.mts';
import type { SeenRequest } from '../lib/simulator-process.mts';

/** (i) A write that has no special case: one contact for each item. */
export const createContacts: Scenario = async (world, { rounds, creates }) => {
	const { simulator, target } = await world.simulator({ rows: 10 });
	const items = newContacts(creates);
	const ours = await world.live('Create contact', cinnoxCreate(target));
	const http = await world.live('HTTP Request', httpCreate(target));
	const bare = async () =>
		await timeOf(
			async () => await writeAll(target.url, simulator.appToken, bareCreates(target, items), CAP),
		);
	const all = (requests: SeenRequest[]) => requireAccepted(requests, 'createContact', creates);
	const comparison: Comparison = {
		id: 'i',
		title: `${whole(creates)} items, one contact created each, one expression`,
		unit: 'ms',
		measurements: await compare(
			{
				[HTTP]: afresh(simulator, nodeTime(http, items), all),
				[CINNOX]: afresh(simulator, nodeTime(ours, items), all),
				[BARE]: afresh(simulator, bare, all),
			},
			rounds,
		),
		remarks: [
			`The bare loop runs in the benchmark's own process and keeps ${CAP} requests in flight, as many as the CINNOX node; the HTTP Request node sends all at once.`,
		],
	};
	return {
		comparisons: [comparison],
		goals: [
			{
				id: 'i',
				text: `${whole(creates)} × contact create: time to the HTTP Request node's`,
				value: ratio(comparison, CINNOX, HTTP),
				limit: 0.4,
				better: 'below',
			},
			{
				id: 'i',
				text: `${whole(creates)} × contact create: time to a bare undici loop's at the same cap`,
				value: ratio(comparison, CINNOX, BARE),
				limit: 2,
				better: 'below',
			},
		],
	};
};
