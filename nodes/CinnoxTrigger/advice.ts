import type { IHookFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Subscription } from '../subscriptions/eventTypes';
import type { Account } from '../transport/account';
import { NO_SUCH_ROUTE } from '../transport/errorCodes';
import { adviceFor } from '../transport/errors';
import { isPrivateHost } from '../transport/hosts';
import { redact } from '../transport/redact';
import { codeOf, failureOf, RequestFailed } from '../transport/request';
import { asRefusal } from '../values/refusal';
import type { Hook, TriggerContext } from './hook';
import { openHook, PATH_OPTIONS } from './hook';
import { parseUrl } from './webhookUrl';

/** CINNOX could not get its challenge back from the URL. */
export class NotVerified extends Error {
	readonly url: string;

	constructor(url: string) {
		super('NotVerified');
		this.url = url;
	}
}

/**
 * Runs one call of a lifecycle method; whatever goes wrong comes out in words.
 *
 * @param isEnding subscriptions are taken away, so wrong parameters must not be in the way
 * @throws NodeOperationError, NodeApiError
 */
export async function withAdvice<T>(
	context: IHookFunctions,
	run: (hook: Hook) => Promise<T>,
	isEnding = false,
): Promise<T> {
	const opening = openHook(context, isEnding);
	const failedToOpen = await failureOf(opening);
	if (failedToOpen !== undefined) throw toNodeError({ context }, failedToOpen);
	const hook = await opening;
	const running = run(hook);
	const failure = await failureOf(running);
	if (failure !== undefined) throw toNodeError(hook, failure);
	return await running;
}

/**
 * What to tell the person, for whom a failed activation is all they see.
 *
 * @param stuck names of subscriptions that could not be put back
 */
export function toNodeError(
	{ context, account, url }: { context: TriggerContext; account?: Account; url?: string },
	error: unknown,
	subscription?: Subscription,
	stuck: string[] = [],
): NodeApiError | NodeOperationError {
	if (error instanceof NodeOperationError || error instanceof NodeApiError) return error;
	const node = context.getNode();
	const secret = account?.appToken ?? '';
	const rest =
		stuck.length === 0
			? ''
			: ` Subscriptions to ${listOf(stuck)} could not be put back as they were; look at them with the CINNOX node's Event Subscription > Get Many.`;

	if (error instanceof NotVerified) {
		return new NodeOperationError(
			node,
			`CINNOX could not verify the webhook URL for ${subscription?.name ?? 'events'}: ${error.url}. Check that this n8n answers there from the internet; its environment variable N8N_WEBHOOK_URL sets the address.`,
			{ description: `${verifyAdvice(error.url)}${rest}`, level: 'warning' },
		);
	}
	if (error instanceof RequestFailed) {
		const { answer } = error.failure;
		const { message, description } = adviceFor({ answer, uncertain: false }, secret);
		const code = codeOf(error);
		const option = subscription && PATH_OPTIONS.get(subscription);
		const hint =
			code === NO_SUCH_ROUTE && option
				? `CINNOX does not publish the address for ${subscription.name}, and the one that this node assumes is not right for your account. The CINNOX node's Account > Check finds out whether CINNOX answers another one; or ask CINNOX for it and set it in 'Options' > '${option.displayName}'.`
				: answer.kind === 'broken' && answer.why === 'timeout' && url
					? `CINNOX checks the webhook URL before it answers. ${verifyAdvice(url)}`
					: description.replace('run the workflow again', 'try again');
		const what = subscription ? `${message} (subscription to ${subscription.name})` : message;
		// All of it in the message, and no NodeApiError: n8n 2.41 shows nothing but the message of a
		// refused activation, and n8n 1.x nothing but the description of a NodeApiError.
		return new NodeOperationError(node, `${what}. ${hint}${rest}`, {
			description: `${hint}${rest}`,
			level: 'warning',
		});
	}
	const refusal = asRefusal(error);
	return new NodeOperationError(node, redact(refusal.message, secret), {
		description: redact(`${refusal.description ?? ''}${rest}`, secret),
		level: 'warning',
	});
}

function verifyAdvice(url: string): string {
	const { hostname, protocol } = parseUrl(url) ?? { hostname: '', protocol: '' };
	const reason = isPrivateHost(hostname)
		? 'That address exists only on this machine or in its own network.'
		: protocol === 'http:'
			? 'CINNOX may insist on https://.'
			: 'A firewall, a proxy or an IP allow list may be in the way.';
	return `CINNOX posts a challenge to that URL and this n8n has to answer it. Check that n8n is reachable from the internet there; its environment variable N8N_WEBHOOK_URL (WEBHOOK_URL in older versions) sets the public address. ${reason}`;
}

export function listOf(names: string[]): string {
	const unique = [...new Set(names)];
	return unique.length < 2
		? unique.join('')
		: `${unique.slice(0, -1).join(', ')} and ${unique.at(-1)}`;
}
