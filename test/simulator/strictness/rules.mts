import { LANGUAGES, LOCATIONS } from '../seed.mts';
import type { Json } from '../json.mts';
import { RECIPIENT_FORMS } from './options.mts';
import type { StrictnessOptions } from './options.mts';

type Options = Required<StrictnessOptions>;

/** Something that CINNOX's pages say about bodies and no schema of the document can, or that an option makes stricter. */
interface Rule {
	/** Page that it stands on; undefined where an option decides. */
	source?: string;
	operations: readonly string[];
	/** What is wrong, in the words of a refusal. The body conforms to the document. */
	check: (body: Json, options: Options) => string | undefined;
}

const CONTACT = ['createContact', 'updateContact'];
const DESTINATION = ['createDestination', 'updateDestination'];

const codes = (list: { code: string }[]): Set<string> => new Set(list.map(({ code }) => code));
const LANGUAGE_CODES = codes(LANGUAGES);
const COUNTRY_CODES = codes(LOCATIONS);

/** Country code and number, with or without a plus sign; how short a number may be is not stated. */
const PHONE = /^\+?[1-9]\d{2,14}$/;

/** Whether DD/MM/YYYY is a day of the calendar. */
function isDay(text: string): boolean {
	const [day, month, year] = text.split('/').map(Number);
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const PINS: Record<Options['otpPins'], RegExp> = {
	alphanumeric: /^[A-Za-z0-9]*$/,
	digits: /^\d*$/,
	any: /^/,
};

const targets = (name: string): Rule => ({
	source: 'https://docs.cinnox.com/docs/create-destination',
	operations: DESTINATION,
	check: (body) =>
		(body[name] ?? []).every((target: string) => PHONE.test(target))
			? undefined
			: `invalid ${name}`,
});

/** `*` means all, and then it stands alone. */
const alone = (name: string): Rule => ({
	source: 'https://docs.cinnox.com/docs/create-destination',
	operations: DESTINATION,
	check: (body) =>
		body[name].includes('*') && body[name].length > 1 ? `invalid ${name}` : undefined,
});

export const RULES: readonly Rule[] = [
	{
		source: 'https://docs.cinnox.com/docs/operation-overview',
		operations: ['sendOtpSms'],
		check: ({ pin }, { otpPins }) => (PINS[otpPins].test(pin) ? undefined : 'invalid pin'),
	},
	{
		source: 'https://docs.cinnox.com/docs/create-external-contact',
		operations: CONTACT,
		check: ({ language }) =>
			language === undefined || LANGUAGE_CODES.has(language) ? undefined : 'invalid language',
	},
	{
		source: 'https://docs.cinnox.com/docs/create-external-contact',
		operations: CONTACT,
		check: ({ addresses = [] }) =>
			addresses.every(({ country }: Json) => country === undefined || COUNTRY_CODES.has(country))
				? undefined
				: 'invalid country',
	},
	{
		source: 'https://docs.cinnox.com/docs/create-external-contact',
		operations: CONTACT,
		check: ({ birthDate }) =>
			birthDate === undefined || isDay(birthDate) ? undefined : 'invalid birthDate',
	},
	alone('supportLanguages'),
	alone('supportLocations'),
	{
		source: 'https://docs.cinnox.com/docs/create-destination',
		operations: DESTINATION,
		check: ({ supportLanguages }) =>
			supportLanguages.every((code: string) => code === '*' || LANGUAGE_CODES.has(code))
				? undefined
				: 'invalid supportLanguages',
	},
	targets('phoneTargets'),
	targets('trunkTargets'),
	{
		operations: ['sendSms'],
		check: (body, { smsRecipients }) =>
			smsRecipients === 'any' || RECIPIENT_FORMS[smsRecipients](body)
				? undefined
				: `${smsRecipients.split(',', 1)[0]} is required`,
	},
	{
		operations: ['sendSms'],
		check: ({ recipientNumbers, recipientNumber }, { maximumRecipients }) =>
			[recipientNumbers ?? recipientNumber].flat().length > maximumRecipients
				? `exceed maximum recipients ${maximumRecipients}`
				: undefined,
	},
	{
		operations: [],
		check: ({ enabled, url }, { webhookQuery, subscriptionScheme }) => {
			if (!enabled) return undefined;
			const { protocol, search } = new URL(url);
			const isRefused =
				(webhookQuery === 'refused' && search !== '') ||
				(subscriptionScheme === 'https' && protocol !== 'https:');
			return isRefused ? 'invalid url' : undefined;
		},
	},
];
