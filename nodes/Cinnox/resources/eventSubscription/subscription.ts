import type { IDataObject } from 'n8n-workflow';

import { overrideAddress, refuse, requireText } from '../../shared/checks';
import { eventTypes } from '../../shared/fields';
import type { Call, Prepare } from '../../shared/operation';
import { isObject } from '../../transport/envelope';

/** Puts address and body of a subscription together. */
export function setSubscription(enabled: boolean): Prepare {
	return (call) => {
		const type = requireText(call, 'eventType', 'Event Type');
		const subscription = eventTypes.get(type);
		if (subscription === undefined) {
			throw refuse(
				`'Event Type' has no "${type.slice(0, 60)}"`,
				`Let the expression there give one of ${[...eventTypes.keys()].join(', ')}`,
			);
		}
		call.options.url = `/v1/api/apps/{appID}/${subscription.path}`;
		overrideAddress(call);
		call.options.body = { enabled, url: readUrl(call) };
	};
}

/** The answer as an object; which members it has is the same for all event types. */
export function readSubscription(result: unknown): IDataObject {
	return isObject(result) ? result : {};
}

function readUrl(call: Call): string {
	const written = requireText(call, 'webhookUrl', 'Webhook URL');
	let url: URL | undefined;
	try {
		url = new URL(written);
	} catch {
		url = undefined;
	}
	if (url !== undefined && /^https?:$/.test(url.protocol)) return written;
	throw refuse(
		"'Webhook URL' is not a web address",
		"Write the whole address in 'Webhook URL', e.g. https://n8n.example.com/webhook/cinnox",
	);
}
