import { isCountry, nameOf } from './countries';
import type { Kind, NumberingPlan } from './numberingPlan';
import { planOfCountry, planOfNumber, withoutPrefix } from './numberingPlan';
import { readWritten } from './written';

export { countries, isCountry } from './countries';

/** Fewest and most digits of a number with its country code, by ITU-T E.164. */
const SHORTEST = 7;
const LONGEST = 15;

export interface PhoneOptions {
	/** ISO 3166, two capital letters: where numbers without a country code belong. */
	defaultCountry?: string;
	/** Take what no numbering plan has, as long as it can be a number by E.164. */
	allowUnknown?: boolean;
}

/** Digits with the country code first; or what is wrong ("… holds letters") and what to do. */
export type PhoneNumber = { number: string } | { reason: string; advice: string };

const ADVICE = {
	write: 'Write country code and number, e.g. 85298765432',
	local:
		"Write country code and number, e.g. 85298765432, or set 'Default Country' in Options for local numbers",
	plus: 'Write it with + and its country code, e.g. +85298765432',
	unknown:
		"Correct it, or turn on 'Allow Unknown Numbers' in Options where its numbering plan is newer than this node",
	either:
		"Write country code and number, e.g. 85298765432, or set 'Default Country' in Options for local numbers. Where its numbering plan is newer than this node, turn on 'Allow Unknown Numbers' there.",
};

const refuse = (reason: string, advice: keyof typeof ADVICE): PhoneNumber => ({
	reason,
	advice: ADVICE[advice],
});

const MISSING_CODE = 'starts with 0, so its country code is missing';

const refuseBoth = (one: string, other: string) => refuse(`can be +${one} and +${other}`, 'plus');

/** A number that a numbering plan has. */
interface Assigned {
	number: string;
	kind: Kind;
}

/**
 * A phone number in the form that CINNOX documents: country code and number, digits only.
 * https://docs.cinnox.com/docs/send-otp-sms ("country code followed by the phone number")
 *
 * It has to be one that a numbering plan has, by the metadata of libphonenumber (plans.ts), so that
 * no text goes to a stranger because of a digit too few or a zero too many. Without a plus or 00 a
 * number is one of the default country where it can be, else one with its country code. Where a
 * local number without its trunk zero is none that a mobile phone has, and the same digits are a
 * mobile phone abroad, nobody can know, and it is refused.
 */
export function readPhoneNumber(
	value: unknown,
	{ defaultCountry, allowUnknown = false }: PhoneOptions = {},
): PhoneNumber {
	const written = readWritten(value);
	if ('reason' in written) return refuse(written.reason, 'write');
	const { digits, isInternational } = written;
	const home = defaultCountry === undefined ? undefined : planOfCountry(defaultCountry);
	const abroad = readAbroad(digits);
	const local =
		isInternational || home === undefined ? undefined : readIn(home, digits, defaultCountry);
	if (local !== undefined && abroad !== undefined && local.number !== abroad.number) {
		if (abroad.kind <= local.kind) return { number: local.number };
		if (home === planOfNumber(digits)) return { number: abroad.number };
		return refuseBoth(local.number, abroad.number);
	}
	const assigned = local ?? abroad;
	if (assigned !== undefined) return { number: assigned.number };
	if (allowUnknown) return readUnknown(digits, isInternational ? undefined : defaultCountry);
	if (isInternational) return refuse(describe(digits), 'unknown');
	if (home === undefined) {
		if (digits.startsWith('0')) return refuse(MISSING_CODE, 'local');
		const misfit = describeLength(digits);
		if (misfit !== undefined) return refuse(misfit, 'either');
		return refuse(`${describe(digits)}, or has no country code`, 'either');
	}
	return refuse(
		`is no number of ${nameOf(defaultCountry ?? '')}, nor one with a country code`,
		'unknown',
	);
}

/** Digits that begin with a country code; 0 is in none. */
function readAbroad(digits: string): Assigned | undefined {
	const plan = planOfNumber(digits);
	return plan && readIn(plan, digits.slice(plan.code.length), plan.countries[0]);
}

/** What is dialled within a country, with or without the prefix that is dialled first. */
function readIn(
	plan: NumberingPlan,
	dialled: string,
	country: string | undefined,
): Assigned | undefined {
	for (const national of [withoutPrefix(dialled, country), dialled]) {
		const number = plan.code + national;
		const kind = number.length > LONGEST ? undefined : plan.kindOf(national);
		if (kind !== undefined) return { number, kind };
	}
	return undefined;
}

/** A number that no plan has, in the length that the country's numbers have where that decides. */
function readUnknown(digits: string, defaultCountry: string | undefined): PhoneNumber {
	const home = defaultCountry === undefined ? undefined : planOfCountry(defaultCountry);
	const local = home && fitted(home, digits, defaultCountry);
	const plan = planOfNumber(digits);
	const abroad = plan && fitted(plan, digits.slice(plan.code.length), plan.countries[0]);
	if (local !== undefined && abroad !== undefined && local !== abroad) {
		return refuseBoth(local, abroad);
	}
	if (local === undefined && digits.startsWith('0')) return refuse(MISSING_CODE, 'local');
	return checkLength(local ?? abroad ?? digits);
}

function fitted(plan: NumberingPlan, dialled: string, country: string | undefined) {
	const national = [withoutPrefix(dialled, country), dialled].find(({ length }) =>
		plan.lengths.includes(length),
	);
	return national === undefined ? undefined : plan.code + national;
}

function checkLength(number: string): PhoneNumber {
	const misfit = describeLength(number);
	return misfit === undefined ? { number } : refuse(misfit, 'write');
}

/** What is wrong with the length of any number; undefined where nothing is. */
function describeLength({ length }: string): string | undefined {
	if (length < SHORTEST) return `has fewer than ${SHORTEST} digits`;
	return length > LONGEST ? `has more than ${LONGEST} digits` : undefined;
}

/** What is wrong with digits that begin with a country code. */
function describe(digits: string): string {
	const plan = planOfNumber(digits);
	if (plan === undefined) return 'begins with no country code';
	const { code, countries: owners, lengths } = plan;
	const after = withoutPrefix(digits.slice(code.length), owners[0]).length;
	const place = owners.length === 1 ? `${nameOf(owners[0])} (+${code})` : `+${code}`;
	if (after < lengths[0]) return `has too few digits for ${place}`;
	if (after > lengths[lengths.length - 1]) return `has too many digits for ${place}`;
	return `is no number of ${place}`;
}

/**
 * A country's code in the form that `PhoneOptions` takes; '' where there is none.
 *
 * @returns undefined for what is no country
 */
export function readCountry(value: string): string | undefined {
	const code = value.trim().toUpperCase();
	return code === '' || isCountry(code) ? code : undefined;
}

export interface Recipients {
	numbers: string[];
	/** Numbers that were given more than once, each once. */
	duplicates: string[];
	/** 1-based position, as written, what is wrong, and what to do. */
	invalid: Array<{ position: number; value: string; reason: string; advice: string }>;
}

/**
 * Recipients from a typed list (commas, semicolons or new lines between them), one number, or an
 * array of numbers.
 */
export function readRecipients(value: unknown, options?: PhoneOptions): Recipients {
	const written = Array.isArray(value)
		? value
		: typeof value === 'string'
			? value.split(/[,;\n\uff0c\uff1b\u3001]/).filter((part) => part.trim() !== '')
			: value === undefined || value === null
				? []
				: [value];
	const numbers = new Set<string>();
	const duplicates = new Set<string>();
	const invalid: Recipients['invalid'] = [];
	written.forEach((entry, index) => {
		const read = readPhoneNumber(entry, options);
		if ('reason' in read) invalid.push({ position: index + 1, value: quote(entry), ...read });
		else if (numbers.has(read.number)) duplicates.add(read.number);
		else numbers.add(read.number);
	});
	return { numbers: [...numbers], duplicates: [...duplicates], invalid };
}

function quote(value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : (JSON.stringify(value) ?? String(value));
	return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
