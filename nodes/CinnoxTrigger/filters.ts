import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../values/objects';
import { readPhoneNumber } from '../values/phone';
import { refuse, shorten } from '../values/refusal';
import { readNames } from '../values/text';
import type { RecognisedEvent } from './events/kind';
import { toWord } from '../values/text';

/** The values of the parameter 'Filters', as a person typed them. */
export interface Filters {
	channels?: unknown;
	destinationIds?: unknown;
	recipientCountries?: unknown;
	recipientNumbers?: unknown;
	senderNumbers?: unknown;
}

type Filter = {
	/** What the event has to compare; empty when it carries nothing of the kind. */
	values: (fields: IDataObject) => string[];
	matches: (value: string, wanted: string, defaultCountry?: string) => boolean;
};

const same = (value: string, wanted: string): boolean => toWord(value) === toWord(wanted);

const exactly = (value: string, wanted: string): boolean => value.trim() === wanted.trim();

/** `85291234567`, `+852 9123 4567`, or `852*` for every number that begins so. */
function samePhone(value: string, wanted: string, defaultCountry?: string): boolean {
	const number = toDigits(value);
	const prefix = /^(.*)\*$/.exec(wanted.trim());
	if (prefix !== null) return number.startsWith(withoutSeparators(prefix[1]));
	return number === toDigits(wanted, defaultCountry);
}

/** Short codes, and sender IDs of letters, are compared as they are. */
function toDigits(value: string, defaultCountry?: string): string {
	// A country may have numbers that this node does not know of.
	const phone = readPhoneNumber(value, { defaultCountry, allowUnknown: true });
	return 'number' in phone ? phone.number : withoutSeparators(value);
}

function withoutSeparators(value: string): string {
	return value
		.replace(/[\s\-.()]/g, '')
		.replace(/^(\+|00)/, '')
		.toLowerCase();
}

const texts = (...values: unknown[]): string[] =>
	values.filter((value): value is string => typeof value === 'string' && value !== '');

const FILTERS: Record<keyof Filters, Filter> = {
	channels: { values: ({ channel }) => texts(channel), matches: same },
	destinationIds: { values: ({ destinationId }) => texts(destinationId), matches: exactly },
	recipientCountries: { values: ({ toCountry }) => texts(toCountry), matches: same },
	recipientNumbers: {
		values: ({ to, toParties }) =>
			Array.isArray(toParties)
				? texts(...(toParties as unknown[]).map((party) => isObject(party) && party.number))
				: texts(to),
		matches: samePhone,
	},
	senderNumbers: { values: ({ from }) => texts(from), matches: samePhone },
};

/**
 * Whether an event may start the workflow.
 *
 * CINNOX can't filter: a subscription has no other member than its URL. An event that carries nothing
 * to compare passes, e.g. an enquiry when only a sender number is asked for.
 *
 * @param defaultCountry where filtered numbers without a country code belong
 */
export function passes(
	{ fields }: RecognisedEvent,
	filters: Filters,
	defaultCountry?: string,
): boolean {
	return Object.entries(FILTERS).every(([name, { values, matches }]) => {
		const wanted = readNames(filters[name as keyof Filters]);
		const present = values(fields);
		if (wanted.length === 0 || present.length === 0) return true;
		return present.some((value) => wanted.some((entry) => matches(value, entry, defaultCountry)));
	});
}

/** The filters that hold phone numbers, by their labels. */
const PHONE_FILTERS = { recipientNumbers: 'Recipient Numbers', senderNumbers: 'Sender Numbers' };

/** Whether a filter holds a number without its country code, so that its country has to be known. */
export function needsCountry(filters: Filters): boolean {
	return Object.keys(PHONE_FILTERS).some((name) =>
		readNames(filters[name as keyof Filters]).some(
			(entry) => isPhone(entry) && 'reason' in readPhoneNumber(entry),
		),
	);
}

/** @throws UserError for a number that no event can have, so that the trigger would never start */
export function checkFilters(filters: Filters, defaultCountry?: string): void {
	for (const [name, displayName] of Object.entries(PHONE_FILTERS)) {
		readNames(filters[name as keyof Filters]).forEach((entry, index) => {
			const read = readPhoneNumber(entry, { defaultCountry, allowUnknown: true });
			if (!isPhone(entry) || 'number' in read) return;
			throw refuse(
				`'${displayName}' can't be used: number ${index + 1} ("${shorten(entry)}") ${read.reason}. Write it with its country code, e.g. 85298765432, or set 'Default Country' in the credential.`,
				'An event names a number by country code and number, so the trigger would never start the workflow. A star stands for any ending, e.g. 852*.',
			);
		});
	}
}

/** Not a beginning with a star, a short code or a sender ID of letters. */
function isPhone(entry: string): boolean {
	return (
		/^[\d+\s\-.()/\uff0b\uff10-\uff19]+$/.test(entry) && (entry.match(/\d/g)?.length ?? 0) >= 7
	);
}
