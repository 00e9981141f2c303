import { readAllRows, writeAll } from '../lib/bare.mts';
import {
	bareUpdates,
	cinnoxUpdate,
	httpOverwrite,
	LIST_PATH,
	type ListedContact,
	listedContacts,
} from '../lib/contacts.mts';
import type { Comparison, Goal } from '../lib/results.mts';
import {
	afresh,
	BARE,
	CAP,
	CINNOX,
	compare,
	HTTP,
	nodeTime,
	PAGE_SIZE,
	requireAccepted,
	type Scenario,
	timeOf,
	whole,
} from '../lib/scenario.mts';
import type { SeenRequest } from '../lib/simulator-process.mts';

const OVERWRITES = `${HTTP}, which resets the rest`;

/** (j) Changes of single fields, where CINNOX takes nothing but whole contacts, and lists but does not find them. */
export const updateContacts: Scenario = async (world, { rounds, updates, contacts }, say) => {
	const { simulator, target } = await world.simulator({ rows: 10, contacts });
	const ours = await world.live('Update contact', cinnoxUpdate(target));
	const http = await world.live('HTTP Request', httpOverwrite(target));
	const comparisons: Comparison[] = [];
	const goals: Goal[] = [];
	for (const count of updates) {
		say(`${count} of ${contacts} contacts`);
		const items = listedContacts(count, contacts);
		const bare = async () =>
			await timeOf(async () => {
				const wanted = new Set(items.map(({ id }) => id));
				const url = `${target.url}/v1/api/apps/${target.appId}/${LIST_PATH}`;
				const rows = await readAllRows<ListedContact>(url, simulator.appToken, PAGE_SIZE);
				const found = rows.filter(({ id }) => wanted.has(id));
				await writeAll(target.url, simulator.appToken, bareUpdates(target, found), CAP);
			});
		/** Requests of each contender in its last round. */
		const received: Record<string, number> = {};
		const counting = (name: string, work: () => Promise<number>) =>
			afresh(simulator, work, (requests: SeenRequest[]) => {
				requireAccepted(requests, 'updateContact', count);
				received[name] = requests.length;
			});
		const measurements = await compare(
			{
				[BARE]: counting(BARE, bare),
				[OVERWRITES]: counting(OVERWRITES, nodeTime(http, items)),
				[CINNOX]: counting(CINNOX, nodeTime(ours, items)),
			},
			rounds,
		);
		for (const measurement of measurements) {
			measurement.note = `${whole(received[measurement.contender] ?? NaN)} requests`;
		}
		const title = `${whole(count)} × contact update among ${whole(contacts)}`;
		comparisons.push({
			id: 'j',
			title,
			unit: 'ms',
			measurements,
			remarks: [
				`CINNOX replaces whole contacts and can only list them, ${PAGE_SIZE} at a time. The bare loop reads the list once to its end, keeps the names of the contacts and sends ${CAP} requests at once. The HTTP Request node reads nothing, so that the fields it does not send are lost: its time is that of the writes alone.`,
			],
		});
		goals.push({
			id: 'j',
			text: `${title}: requests, where one for each item and one for each page are needed`,
			value: received[CINNOX] ?? NaN,
			limit: count + Math.ceil(contacts / PAGE_SIZE),
			better: 'below',
			digits: 0,
		});
	}
	return { comparisons, goals };
};
