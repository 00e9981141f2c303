import type { LiveWorkflow } from '../lib/bench-world.mts';
import { cinnoxCreate, newContacts } from '../lib/contacts.mts';
import { ReadinessProbe } from '../lib/pauses.mts';
import { type Comparison, ratio } from '../lib/results.mts';
import {
	afresh,
	compare,
	IDLE,
	recipients,
	requireAccepted,
	type Scenario,
	SENDER,
	TEXT,
	whole,
} from '../lib/scenario.mts';
import type { SeenRequest } from '../lib/simulator-process.mts';
import { cinnoxSend, noOperation } from '../lib/workflows.mts';

const SMS = 'SMS: Send';
const CONTACT = 'Contact: Create';
const POLL_MS = 50;

/** (l) How long n8n answers nobody else while many contacts are created, beside as many SMS. */
export const busyCreating: Scenario = async (world, { rounds, busy }) => {
	const { simulator, target } = await world.simulator({ rows: 10 });
	const idle = await world.live('No Operation', noOperation);
	const sms = await world.live('Send SMS', cinnoxSend(target, SENDER, TEXT));
	const contact = await world.live('Create contact', cinnoxCreate(target));
	const refusals: Record<string, number> = {};
	const longestWait = (
		name: string,
		workflow: LiveWorkflow,
		items: Array<Record<string, unknown>>,
		look: (requests: SeenRequest[]) => void,
	) => {
		const work = async () => {
			const probe = new ReadinessProbe(world.n8n.baseUrl, POLL_MS);
			try {
				await workflow.run(items);
			} finally {
				await probe.end();
			}
			const { longestMs, refusals: refused } = await probe.end();
			refusals[name] = (refusals[name] ?? 0) + refused;
			return longestMs;
		};
		return afresh(simulator, work, look);
	};
	const accepted = (operationId: string) => (requests: SeenRequest[]) =>
		requireAccepted(requests, operationId, busy);
	const measurements = await compare(
		{
			[SMS]: longestWait(SMS, sms, recipients(busy), accepted('sendSms')),
			[CONTACT]: longestWait(CONTACT, contact, newContacts(busy), accepted('createContact')),
			[IDLE]: longestWait(IDLE, idle, recipients(busy), () => {}),
		},
		rounds,
	);
	for (const measurement of measurements) {
		const refused = refusals[measurement.contender] ?? 0;
		if (refused > 0) measurement.note = `${refused} × not ready`;
	}
	const comparison: Comparison = {
		id: 'l',
		title: `${whole(busy)} items in the CINNOX node: longest wait for readiness`,
		unit: 'ms',
		measurements,
		remarks: [
			`The longest wait for an answer of n8n's \`/healthz/readiness\`, asked every ${POLL_MS} ms during the whole execution, which includes what n8n itself does with the items before and after the node.`,
		],
	};
	return {
		comparisons: [comparison],
		goals: [
			{
				id: 'l',
				text: `Longest wait for readiness during ${whole(busy)} × contact create to that during as many SMS`,
				value: ratio(comparison, CONTACT, SMS),
				limit: 1,
				better: 'below',
			},
		],
	};
};
