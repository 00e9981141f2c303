import type { Operation } from '../../operation/definition';
import { endpointPath } from '../../operation/fields';
import { NothingChanged } from '../../operation/writeMemory';
import { eventType, webhookUrl } from './fields';
import { sendSubscription, setSubscription } from './subscription';

/** https://docs.cinnox.com/docs/createeditdelete-call-event-subscription and one page for each type */
export const deleteSubscription: Operation<string> = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete event subscription',
	description: 'Let CINNOX stop posting events of one type, whichever URL they go to',
	documented: true,
	// The address of the default event type; that of the chosen one takes its place.
	routing: { request: { method: 'PATCH', url: '/v1/api/apps/{appID}/call-event-sub' } },
	gives: { adds: { deleted: 'boolean', eventType: 'string' } },
	fields: [eventType, webhookUrl],
	options: [endpointPath],
	prepare: (item) => setSubscription(item, false),
	run: async (item, type) => {
		await item.once(async () => {
			const subscription = await sendSubscription(item);
			if (subscription.enabled === true) {
				throw new NothingChanged(
					'CINNOX did not end the subscription',
					"It still posts events of this type. Check 'Event Type' and 'Webhook URL', and look at Event Subscription > Get Many.",
				);
			}
			return subscription;
		});
		return [{ deleted: true, eventType: type }];
	},
};
