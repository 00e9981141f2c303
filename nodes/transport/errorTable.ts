import type { BrokenWhy } from './envelope';
import {
	INVALID_APP_ID,
	INVALID_TOKEN,
	NO_SUCH_ROUTE,
	RATE_LIMITED,
	SERVICE_BROKEN,
	TOO_MANY_RECORDS,
	WRONG_PARAMETER,
} from './errorCodes';

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
	[TOO_MANY_RECORDS]: {
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

/** What went wrong on the way, where CINNOX itself said nothing. */
export const ADVICE_BY_BREAK: Record<BrokenWhy, Advice> = {
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
	unknownCode: {
		message: 'The answer says neither success nor refusal in a form that CINNOX documents',
		description:
			"Check the 'Base URL' in the credential. If it is right, something between this n8n and CINNOX may change answers.",
	},
	tooLarge: {
		message: 'The answer of CINNOX is larger than this node reads',
		description: "Ask for less at once, with 'Limit' or a shorter time range",
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
