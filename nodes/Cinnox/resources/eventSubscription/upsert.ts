import type { Operation } from '../../operation/definition';
import { endpointPath } from '../../operation/fields';
import { NothingChanged } from '../../operation/writeMemory';
import { eventType, webhookUrl } from './fields';
import { sendSubscription, setSubscription } from './subscription';

/** https://docs.cinnox.com/docs/createeditdelete-call-event-subscription and one page for each type */
export const upsert: Operation<string> = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update event subscription',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	documented: true,
	// The address of the default event type; that of the chosen one takes its place.
	routing: { request: { method: 'PATCH', url: '/v1/api/apps/{appID}/call-event-sub' } },
	gives: { adds: { eventType: 'string' }, like: 'EventSubscription' },
	fields: [eventType, webhookUrl],
	options: [endpointPath],
	prepare: (item) => setSubscription(item, true),
	run: async (item, type) => {
		const answer = await item.once(async () => {
			const subscription = await sendSubscription(item);
			if (subscription.enabled === false) {
				throw new NothingChanged(
					"CINNOX did not subscribe the 'Webhook URL'",
					'CINNOX posted a challenge to it and did not get it back. Check that CINNOX can reach the URL from the internet, and that what answers there (a CINNOX Trigger, say) is active and returns the challenge.',
				);
			}
			return subscription;
		});
		return [{ eventType: type, ...answer }];
	},
};
