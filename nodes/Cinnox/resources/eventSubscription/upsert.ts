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
export const upsert: Operation = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update event subscription',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	documented: true,
	// The address of the default event type; that of the chosen one takes its place.
	routing: { request: { method: 'PATCH', url: '/v1/api/apps/{appID}/call-event-sub' } },
	fields: [eventType, undocumentedEventNotice, webhookUrl],
	additionalFields: [additionalBodyFields],
	options: [endpointPath],
	prepare: [setSubscription(true), addBodyFields],
	run: subscribe,
};

async function subscribe(call: Call): Promise<IDataObject[]> {
	const answer = await call.once('', async () => {
		const { result } = await call.request(call.ownRequest());
		const subscription = readSubscription(result);
		if (subscription.enabled === false) {
			throw refuse(
				"CINNOX did not subscribe the 'Webhook URL'",
				'CINNOX posted a challenge to it and did not get it back. Check that CINNOX can reach the URL from the internet, and that what answers there (a CINNOX Trigger, say) is active and returns the challenge.',
			);
		}
		return subscription;
	});
	return [{ eventType: call.parameter<string>('eventType'), ...answer }];
}
