import type { IWebhookFunctions } from 'n8n-workflow';

import { shorten } from '../values/refusal';
import { toText } from '../values/text';
import type { RecognisedEvent } from './events/kind';

/**
 * Whether an event belongs to the service that 'Service ID' names.
 *
 * CINNOX signs nothing, so this is one more thing that a forger has to know, and no proof. An event
 * that carries no service counts as another's where CINNOX documents one for it: otherwise leaving it
 * out would be the way in. Inbound SMS and label events are documented without.
 * https://docs.cinnox.com/docs/createeditdelete-inboundsms-event-subscription
 *
 * @param serviceId empty = events of any service are taken
 */
export function isOfService({ fields, namesService }: RecognisedEvent, serviceId: string): boolean {
	if (serviceId === '') return true;
	const own = toText(fields.serviceId).trim();
	return own === '' ? !namesService : own === serviceId;
}

/** How often the log says so for one trigger, at most: whoever forges events must not fill it; in ms. */
const SAY_AGAIN_MS = 600_000;

/** When each trigger of this process said so last, in ms since 1970. */
const lastSaid = new Map<string, number>();

/** Says in n8n's log that an event was refused: with a slip in 'Service ID' nothing else would show it. */
export function warnOfOtherService(context: IWebhookFunctions, { fields }: RecognisedEvent): void {
	const key = context.getNodeWebhookUrl('default') ?? '';
	const now = Date.now();
	if (now - (lastSaid.get(key) ?? -Infinity) < SAY_AGAIN_MS) return;
	lastSaid.set(key, now);
	const own = toText(fields.serviceId).trim();
	context.logger.warn(
		`CINNOX Trigger "${context.getNode().name}": an event ${
			own === '' ? 'without a service' : `of the service "${shorten(own)}"`
		} was refused, because 'Service ID' under Options names another.`,
	);
}
