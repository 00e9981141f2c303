import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { LONGEST_ADDRESS, shorten } from '../values/refusal';
import type { Answer } from './envelope';
import { NO_SUCH_ROUTE, RATE_LIMITED, WRONG_PARAMETER } from './errorCodes';
import type { Advice } from './errorTable';
import { ADVICE_BY_BREAK, ADVICE_BY_CODE, ADVICE_BY_TEXT } from './errorTable';
import { redact } from './redact';

/** A request that did not succeed. */
export interface Failure {
	answer: Exclude<Answer, { kind: 'success' | 'noRecords' }>;
	/** Writes only: nothing proves that CINNOX did not act on the request. */
	uncertain: boolean;
	/** It would have been tried again, had not so much failed lately. */
	isQuotaSpent?: boolean;
}

/** The longest text of CINNOX that is shown to a person, in characters. */
const LONGEST_QUOTE = 300;

/** Never to be repeated blindly: the person has to look first. */
export const LOOK_IT_UP =
	"It is not known whether CINNOX carried the request out, so it was not sent again and a text can't arrive twice. Look in CINNOX (for SMS: SMS > Get Many) before sending again.";

const NOT_TRIED_AGAIN =
	'It was tried only once, because so many requests of this account have failed lately that trying again would add to the trouble.';

/**
 * What to tell a person about a failed request, in the words of the error table.
 *
 * @param secret the App Token, which must not appear even if CINNOX echoes it
 * @param undocumented the operation's address is not in the public pages of CINNOX
 */
export function adviceFor(
	{ answer, uncertain, isQuotaSpent = false }: Failure,
	secret: string,
	undocumented = false,
	labelOf: LabelOf = () => undefined,
): Advice {
	const { message, description } = lookUp(answer, undocumented, labelOf);
	// Shortened last: half a token would not be recognised.
	const whole = redact(('said' in answer && answer.said) || '', secret);
	const quote = uncertain && isReplacedByN8n(whole) ? '' : whole.slice(0, LONGEST_QUOTE);
	// What Node.js says of a connection, CINNOX never said.
	const speaker = 'why' in answer && NETWORK.has(answer.why) ? 'The network' : 'CINNOX';
	const said = quote === '' ? '' : ` ${speaker} says: "${quote}".`;
	const code = 'code' in answer && answer.code ? ` (code ${answer.code})` : '';
	const given = isQuotaSpent
		? `${NOT_TRIED_AGAIN} ${sentence(description)}`
		: sentence(description);
	// A wrong address is the likeliest reason of a "no" without CINNOX's code, so it is told as well.
	const advice = !uncertain
		? given
		: answer.kind === 'refused'
			? `${LOOK_IT_UP} ${sentence(description)}`
			: LOOK_IT_UP;
	return {
		message: redact(message, secret),
		description: redact(`${advice}${said}${code}`, secret),
	};
}

/** https://github.com/n8n-io/n8n/blob/master/packages/workflow/src/errors/abstract/node.error.ts */
const REPLACED =
	/econnrefused|econnreset|enotfound|etimedout|erraddrinuse|eaddrnotavail|econnaborted|ehostunreach|eai_again|enoent|eisdir|enotdir|eacces|eexist|eperm|getaddrinfo/i;

/**
 * Whether n8n would put a sentence of its own in the place of a whole message that holds this text,
 * once it wraps the error again (a test step, some tools): "You can retry the request immediately" is
 * the last thing to say of a text that may have been sent.
 */
export function isReplacedByN8n(text: string): boolean {
	return REPLACED.test(text);
}

/** All of it in one text: n8n's short views, and a language model, see nothing but the message. */
export function inOneText({ message, description }: Advice): string {
	return description === '' ? message : `${sentence(message)} ${sentence(description)}`;
}

/** What a field is called on screen, by the words in which CINNOX names a parameter. */
export type LabelOf = (said: string) => string | undefined;

const NETWORK: ReadonlySet<string> = new Set(['unreachable', 'dropped', 'timeout']);

/** An error of n8n that shows the advice, linked to the item that caused it. */
export function asNodeError(
	node: INode,
	advice: Advice,
	details: { itemIndex?: number; runIndex?: number; status?: number; code?: number } = {},
): NodeApiError {
	const { itemIndex, runIndex, status, code } = details;
	// Only plain data goes in: the HTTP client's own error carries the request with its token.
	const cause: JsonObject = { message: advice.message, description: advice.description };
	if (code !== undefined) cause.code = code;
	const error = new NodeApiError(node, cause, {
		message: advice.message,
		description: advice.description,
		httpCode: status === undefined ? 'none' : String(status),
		itemIndex,
		runIndex,
	});
	// NodeApiError replaces texts that look like a system error's code; ours are final.
	error.message = advice.message;
	error.description = advice.description;
	// n8n's lists would begin with it: "none - CINNOX …".
	if (status === undefined) error.httpCode = null;
	return error;
}

function lookUp(answer: Failure['answer'], undocumented: boolean, labelOf: LabelOf): Advice {
	if (answer.kind === 'broken') return ADVICE_BY_BREAK[answer.why];
	if (answer.kind === 'rateLimited') return ADVICE_BY_CODE[RATE_LIMITED];
	if (answer.location !== undefined) {
		return {
			message: 'The Base URL leads to another address',
			description: `Set 'Base URL' in the credential to the address that CINNOX shows beside the App ID. This one redirects to ${shorten(answer.location, LONGEST_ADDRESS)}`,
		};
	}
	const hasNoRoute = answer.code === NO_SUCH_ROUTE || (answer.code ?? answer.status) === 404;
	if (hasNoRoute && undocumented) {
		return {
			message: 'CINNOX does not know the address of this operation',
			description:
				"CINNOX does not publish this operation's address, and the one that this node assumes is not right for your account. Account > Check finds out whether CINNOX answers another one; or ask CINNOX for it and set it in 'Options' > 'Endpoint Path'.",
		};
	}
	if (answer.code === undefined) {
		return {
			message: `The request was refused with HTTP ${answer.status}, in a form that CINNOX does not use: another server may have answered`,
			description:
				"Check the 'Base URL' in the credential: it must be the one shown beside the App ID. If other operations work, check the values of the parameters of this one.",
		};
	}
	if (answer.code === WRONG_PARAMETER && answer.said !== undefined) {
		const said = answer.said;
		const match = ADVICE_BY_TEXT.find(([pattern]) => pattern.test(said));
		if (match) return match[1];
		const label = labelOf(said);
		if (label !== undefined) {
			return {
				message: `CINNOX does not accept '${label}'`,
				description: `Check the value of '${label}'`,
			};
		}
	}
	return (
		ADVICE_BY_CODE[answer.code] ?? {
			message: 'CINNOX refused the request',
			description: 'Check the values of the parameters of this operation',
		}
	);
}

function sentence(text: string): string {
	return /[.)]$/.test(text) ? text : `${text}.`;
}
