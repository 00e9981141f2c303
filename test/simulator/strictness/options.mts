import type { RateLimitWindow } from '../rate-limit.mts';

/**
 * How strict the simulator is where CINNOX's pages are silent, contradict each other or leave room. What they say plainly
 * is not here: it is always held (see rules.mts, and the schemas of api/cinnox-open-api.yaml).
 */
export interface StrictnessOptions {
	/**
	 * How Send SMS wants its recipients. Several recipients are documented, how they are written is not; the name
	 * recipientNumber comes from send_otp and from error 7210104. Default `any`.
	 */
	smsRecipients?: 'any' | keyof typeof RECIPIENT_FORMS;
	/** Most recipients of one SMS. No number is documented. Default: no limit. */
	maximumRecipients?: number;
	/** Whether a recipient may begin with a plus sign. The examples have none, the SMS report has one. Default accepted. */
	recipientPlus?: 'accepted' | 'refused';
	/** What a PIN may be made of. The overview allows digits and letters, the page about OTP speaks of digits. */
	otpPins?: 'alphanumeric' | 'digits' | 'any';
	/** HTTP status of refusals. 400 is the only documented one; 200, 401, 403 and 404 are thinkable. Default 400. */
	refusalStatus?: number;
	/** HTTP status of single codes, before all other options about statuses, as in `{ 6450001: 404, 6452000: 401 }`. */
	statusByCode?: Record<string, number>;
	/** The code of too many requests: 6451013 mentions the 500 requests a minute, too. Default 6451010. */
	rateLimitCode?: 6451010 | 6451013;
	/** Whether the minute of the rate limit moves along with time. "500 per minute" is documented, no more. Default sliding. */
	rateLimitWindow?: RateLimitWindow;
	/** Most messages of an enquiry that can be read; more are refused with 6451013. No number is documented. */
	chatLogLimit?: number;
	/** Whether paths that stand on no page exist (x-documented: false). Default exist. */
	guessedPaths?: 'exist' | 'missing';
	/**
	 * Other paths by operationId, from the App ID on, as in `{ sendSms: 'sms', deleteLabel: 'label/{labelID}' }`. The guessed
	 * path is gone then.
	 */
	paths?: Record<string, string>;
	/** Most rows on a page, named in the refusal. 500 is documented for labels, staff and numbers only. Default 500. */
	maximumLimit?: number;
	/** Rows on a page where no limit is sent. 50 is documented for labels and staff only. Default 50. */
	defaultLimit?: number;
	/** Whether reports need a time range: an error message for its absence exists, its reports are not named. */
	timeRange?: 'optional' | 'required';
	/** Longest time range of reports in days. 90 is documented, for the enquiry overview only. Default: no limit. */
	maximumDays?: number;
	/** What becomes of the query in the URL of a subscription. Nothing is documented. Default kept. */
	webhookQuery?: 'kept' | 'refused' | 'dropped';
	/** Schemes of the URL of a subscription. https is in the only example. Default any. */
	subscriptionScheme?: 'any' | 'https';
	/** Whether subscriptions answer updatedAt of which the page lists none (external and staff contacts). Default always. */
	subscriptionUpdatedAt?: 'always' | 'documented';
	/** Whether the destination list holds tags, as an older page has it: in the same list or beside it. Default none. */
	destinationListTags?: 'none' | 'mixed' | 'separate';
	/** How members of results are spelt. One notification and one report member begin with a capital. */
	memberCase?: 'documented' | 'pascal';
	/** Whether a body may have members that the document does not know. Only for queries a refusal is documented. */
	unknownBodyMembers?: 'accepted' | 'refused';
	/** Whether requests without a body need Content-Type: application/json. All pages list it. Default ignored. */
	contentTypeOnGet?: 'ignored' | 'required';
	/** Whether labelling adds to the labels of an enquiry or replaces them. Default adds. */
	labelling?: 'adds' | 'replaces';
	/** What unlabelling answers IDs as. The page types them String. Default array. */
	unlabelIds?: 'array' | 'string';
	/** Whether updating a contact keeps what is not sent. Default replaces. */
	contactUpdate?: 'replaces' | 'merges';
	/** Whether a part of a name is enough for fullName and for the name of a label. Default partial. */
	nameMatch?: 'partial' | 'exact';
}

type Recipients = Record<string, unknown>;

const isText = (value: unknown): boolean => typeof value === 'string';
const isList = (value: unknown): boolean => Array.isArray(value);

/** Ways to write the recipients of an SMS, and whether a body does so and in no other way. */
export const RECIPIENT_FORMS = {
	'recipientNumbers, a list': ({ recipientNumber, recipientNumbers }: Recipients) =>
		isList(recipientNumbers) && recipientNumber === undefined,
	'recipientNumber, a list': ({ recipientNumber, recipientNumbers }: Recipients) =>
		isList(recipientNumber) && recipientNumbers === undefined,
	'recipientNumber, a text': ({ recipientNumber, recipientNumbers }: Recipients) =>
		isText(recipientNumber) && recipientNumbers === undefined,
};

export const STRICTNESS_DEFAULTS: Required<StrictnessOptions> = {
	smsRecipients: 'any',
	maximumRecipients: Infinity,
	recipientPlus: 'accepted',
	otpPins: 'alphanumeric',
	refusalStatus: 400,
	statusByCode: {},
	rateLimitCode: 6451010,
	rateLimitWindow: 'sliding',
	chatLogLimit: Infinity,
	guessedPaths: 'exist',
	paths: {},
	maximumLimit: 500,
	defaultLimit: 50,
	timeRange: 'optional',
	maximumDays: Infinity,
	webhookQuery: 'kept',
	subscriptionScheme: 'any',
	subscriptionUpdatedAt: 'always',
	destinationListTags: 'none',
	memberCase: 'documented',
	unknownBodyMembers: 'accepted',
	contentTypeOnGet: 'ignored',
	labelling: 'adds',
	unlabelIds: 'array',
	contactUpdate: 'replaces',
	nameMatch: 'partial',
};
