import type { IDataObject } from 'n8n-workflow';

import { eventTypes } from '../../../subscriptions/eventTypes';
import { isObject } from '../../../values/objects';
import { refuse, refuseChoice } from '../../../values/refusal';
import type { Item } from '../../operation/item';
import { requireText } from '../../operation/parameters';
import { readEndpointPath } from '../../operation/routing';
import { eventType, webhookUrl } from './fields';

/** Puts address and body of a subscription together. @returns the event type */
export function setSubscription(item: Item, enabled: boolean): string {
	const type = requireText(item, eventType.name, eventType.displayName);
	const subscription = eventTypes.get(type);
	if (subscription === undefined) {
		throw refuseChoice(eventType.displayName, type, eventTypes.keys());
	}
	const own = readEndpointPath(item);
	item.draft.url = own ?? `/v1/api/apps/{appID}/${subscription.path}`;
	item.draft.isAsWritten = own !== undefined;
	item.draft.body = { ...(item.draft.body as IDataObject), enabled, url: readUrl(item) };
	return type;
}

/** Sends the change. @returns the subscription as CINNOX has it now */
export async function sendSubscription(item: Item): Promise<IDataObject> {
	const { result } = await item.send();
	return isObject(result) ? result : {};
}

/** @throws UserError when 'Webhook URL' is empty or no web address */
export function readUrl(item: Item): string {
	const written = requireText(item, webhookUrl.name, webhookUrl.displayName);
	if (URL.canParse(written) && /^https?:$/.test(new URL(written).protocol)) return written;
	throw refuse(
		"'Webhook URL' is not a web address",
		"Write the whole address in 'Webhook URL', e.g. https://n8n.example.com/webhook/cinnox",
	);
}
