import type { IDataObject } from 'n8n-workflow';

import { addBodyFields } from '../../shared/body';
import { refuse } from '../../shared/checks';
import {
	additionalBodyFields,
	endpointPath,
	eventType,
	undocumentedEventNotice,
	webhookUrl,
} from '../../shared/fields';
import type { Call, Operation } from '../../shared/operation';
import { readSubscription, setSubscription } from './subscription';

/** https://docs.cinnox.com/docs/createeditdelete-call-event-subscription and one page for each type */
export const deleteSubscription: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete event subscription',
	description: 'Let CINNOX stop posting events of one type, whichever URL they go to',
	documented: true,
	// The address of the default event type; that of the chosen one takes its place.
	routing: { request: { method: 'PATCH', url: '/v1/api/apps/{appID}/call-event-sub' } },
	fields: [eventType, undocumentedEventNotice, webhookUrl],
	additionalFields: [additionalBodyFields],
	options: [endpointPath],
	prepare: [setSubscription(false), addBodyFields],
	run: unsubscribe,
};

async function unsubscribe(call: Call): Promise<IDataObject[]> {
	await call.once('', async () => {
		const { result } = await call.request(call.ownRequest());
		const subscription = readSubscription(result);
		if (subscription.enabled === true) {
			throw refuse(
				'CINNOX did not end the subscription',
				"It still posts events of this type. Check 'Event Type' and 'Webhook URL', and look at Event Subscription > Get Many.",
			);
		}
		return subscription;
	});
	return [{ deleted: true, eventType: call.parameter<string>('eventType') }];
}
