import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { Answer, BrokenWhy } from './envelope';
import {
	INVALID_APP_ID,
	INVALID_TOKEN,
	NO_SUCH_ROUTE,
	RATE_LIMITED,
	SERVICE_BROKEN,
	WRONG_PARAMETER,
} from './errorCodes';

/** A request that did not succeed. `sent` says whether CINNOX may have acted on it. */
export interface Failure {
	answer: Exclude<Answer, { kind: 'success' | 'noRecords' }>;
	/** Writes only: nothing proves that CINNOX did not act on the request. */
	uncertain: boolean;
}

/** What to tell a person: what happened, and how to get unstuck. */
export interface Advice {
	message: string;
	description: string;
}

const TRY_AGAIN = 'Wait a minute and run the workflow again';

/** https://docs.cinnox.com/docs/error-codes-and-rate-limit and the older pages of the same table */
export const ADVICE_BY_CODE: Record<number, Advice> = {
	400: {
		message: 'CINNOX refused the request',
		description: 'Check the values of the parameters of this operation',
	},
	3000203: {
		message: 'CINNOX has no such tag',
		description: "Pick the tag again in 'Tag'; it may have been deleted",
	},
	3000205: {
		message: 'CINNOX has no such destination',
		description: "Pick the destination again in 'Destination'; it may have been deleted",
	},
	[NO_SUCH_ROUTE]: {
		message: 'CINNOX does not know the address of this operation',
		description: "Check the 'Base URL' in the credential",
	},
	[WRONG_PARAMETER]: {
		message: 'CINNOX does not accept a parameter of this operation',
		description: 'Check the parameter that CINNOX names below',
	},
	[SERVICE_BROKEN]: {
		message: 'A service inside CINNOX did not answer properly',
		description: TRY_AGAIN,
	},
	[RATE_LIMITED]: {
		message: 'CINNOX is still receiving too many requests for this service account',
		description:
			"CINNOX accepts 500 requests a minute for the whole account. Lower 'Requests per Minute' in the credential if other programs share the account, or run the workflow later.",
	},
	6451013: {
		message: 'More records were asked for than CINNOX gives at once',
		description: "Ask for fewer with 'Limit' or a shorter time range, or run the workflow later",
	},
	6451014: {
		message: 'An App of that name already exists in CINNOX',
		description: 'Choose another App name in the CINNOX dashboard',
	},
	[INVALID_TOKEN]: {
		message: "CINNOX does not accept the 'App Token'",
		description:
			'Copy it again from the CINNOX dashboard (Administration > Service Integration > API) into the credential; regenerating it there makes the old one invalid',
	},
	[INVALID_APP_ID]: {
		message: "CINNOX does not know the 'App ID'",
		description:
			'Copy it again from the CINNOX dashboard (Administration > Service Integration > API) into the credential; the App may have been deleted',
	},
	7210101: {
		message: 'CINNOX refused to send this SMS',
		description: "Check 'Sender Number', 'Recipient Numbers' and 'Text'",
	},
	7210102: {
		message: 'CINNOX does not allow this App to send SMS',
		description: 'Ask CINNOX support whether SMS is enabled for the service account',
	},
	7210103: {
		message: 'CINNOX does not accept the sender number',
		description: "Pick one of the service's own numbers or sender IDs in 'Sender Number'",
	},
	7210104: {
		message: 'CINNOX does not accept a recipient number',
		description:
			'Write each recipient as country code and number, digits only, e.g. 85298765432, and check which one is wrong',
	},
};

/** Code 6451000 covers many cases; only its text tells them apart. Matched without regard to case. */
export const ADVICE_BY_TEXT: Array<[pattern: RegExp, advice: Advice]> = [
	[
		/invalid sendernumber/i,
		{
			message: 'CINNOX does not accept the sender number',
			description: "Pick one of the service's own numbers or sender IDs in 'Sender Number'",
		},
	],
	[
		/endat is prior/i,
		{
			message: 'The time range ends before it starts',
			description: "Set 'End' to a time after 'Start'",
		},
	],
	[
		/missing one of startat|empty time range|startat/i,
		{
			message: 'The time range is incomplete',
			description: "Set both 'Start' and 'End'",
		},
	],
	[
		/exceed maximum query day/i,
		{
			message: 'The time range is longer than CINNOX allows for this report',
			description: "Choose a shorter range with 'Start' and 'End'",
		},
	],
	[
		/exceed maximum limit|negative (limit|offset)/i,
		{
			message: 'CINNOX does not accept the page size',
			description: "Set 'Limit' to a number from 1 to 500",
		},
	],
	[
		/enquiryid/i,
		{
			message: 'CINNOX does not know this enquiry',
			description: "Check 'Enquiry'; only closed enquiries have a conversation to read",
		},
	],
	[
		/callid|conferenceid/i,
		{
			message: 'CINNOX needs exactly one call or conference',
			description: "Set either 'Call' or 'Conference'",
		},
	],
	[
		/labelid/i,
		{
			message: 'CINNOX has no such label',
			description: "Pick the label again in 'Label'; it may have been deleted",
		},
	],
	[
		/invalid channel type/i,
		{
			message: 'CINNOX does not know this channel type',
			description: "Pick the channel type again in 'Channel Type'",
		},
	],
];

const ADVICE_BY_BREAK: Record<BrokenWhy, Advice> = {
	serviceBroken: ADVICE_BY_CODE[SERVICE_BROKEN],
	serverStatus: {
		message: 'CINNOX was not able to process the request',
		description: TRY_AGAIN,
	},
	notJson: {
		message: 'The answer did not come from the CINNOX Open API',
		description:
			"Check the 'Base URL' in the credential: it must be the one shown beside the App ID, not a web page's address",
	},
	empty: {
		message: 'CINNOX answered without any content',
		description: `${TRY_AGAIN}. If it stays so, check the 'Base URL' in the credential.`,
	},
	timeout: {
		message: 'CINNOX did not answer in time',
		description: `${TRY_AGAIN}. If it stays so, check the 'Base URL' in the credential and the network of this n8n.`,
	},
	dropped: {
		message: 'The connection to CINNOX broke',
		description: `${TRY_AGAIN}. If it stays so, check the network of this n8n.`,
	},
	unreachable: {
		message: 'CINNOX could not be reached',
		description:
			"Check the 'Base URL' in the credential, and whether this n8n may open connections to that host",
	},
};

/** The longest text of CINNOX that is shown to a person, in characters. */
const LONGEST_QUOTE = 300;

/** Never to be repeated blindly: the person has to look first. */
const UNCERTAIN =
	"It is not known whether CINNOX carried the request out, so it was not sent again and a text can't arrive twice. Look in CINNOX (for SMS: SMS > Get Many) before sending again.";

/**
 * What to tell a person about a failed request, in the words of the error table.
 *
 * @param secret the App Token, which must not appear even if CINNOX echoes it
 * @param undocumented the operation's address is not in the public pages of CINNOX
 */
export function adviceFor(
	{ answer, uncertain }: Failure,
	secret: string,
	undocumented = false,
): Advice {
	const { message, description } = lookUp(answer, undocumented);
	// Shortened last: half a token would not be recognised.
	const quote = redact(('said' in answer && answer.said) || '', secret).slice(0, LONGEST_QUOTE);
	const said = quote === '' ? '' : ` CINNOX says: "${quote}".`;
	const code = 'code' in answer && answer.code ? ` (code ${answer.code})` : '';
	const advice = uncertain ? UNCERTAIN : sentence(description);
	return {
		message: redact(message, secret),
		description: redact(`${advice}${said}${code}`, secret),
	};
}

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
	return error;
}

/** Replaces every occurrence of the App Token, percent-encoded ones too. */
export function redact(text: string, secret: string): string {
	if (secret === '') return text;
	return text.split(secret).join('*****').split(encodeURIComponent(secret)).join('*****');
}

function lookUp(answer: Failure['answer'], undocumented: boolean): Advice {
	if (answer.kind === 'broken') return ADVICE_BY_BREAK[answer.why];
	if (answer.kind === 'rateLimited') return ADVICE_BY_CODE[RATE_LIMITED];
	if (answer.location !== undefined) {
		return {
			message: 'The Base URL leads to another address',
			description: `Set 'Base URL' in the credential to the address that CINNOX shows beside the App ID. This one redirects to ${answer.location}`,
		};
	}
	const hasNoRoute = answer.code === NO_SUCH_ROUTE || (answer.code ?? answer.status) === 404;
	if (hasNoRoute && undocumented) {
		return {
			message: 'CINNOX does not know the address of this operation',
			description:
				"CINNOX does not publish this operation's address, and the one that this node assumes is not right for your account. Ask CINNOX for it and set it in 'Options' > 'Endpoint Path'.",
		};
	}
	if (answer.code === undefined) {
		return {
			message: `The request was refused with HTTP ${answer.status}, in a form that CINNOX does not use`,
			description:
				"Check the 'Base URL' in the credential: it must be the one shown beside the App ID. If other operations work, check the values of the parameters of this one.",
		};
	}
	if (answer.code === WRONG_PARAMETER && answer.said !== undefined) {
		const said = answer.said;
		const match = ADVICE_BY_TEXT.find(([pattern]) => pattern.test(said));
		if (match) return match[1];
	}
	return (
		ADVICE_BY_CODE[answer.code] ?? {
			message: 'CINNOX refused the request',
			description: 'Check the values of the parameters of this operation',
		}
	);
}

function sentence(text: string): string {
	return text.endsWith('.') ? text : `${text}.`;
}
