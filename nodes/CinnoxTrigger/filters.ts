import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../values/objects';
import { readNames } from '../values/text';
import { readPhoneNumber } from '../values/phone';
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
	matches: (value: string, wanted: string) => boolean;
};

const same = (value: string, wanted: string): boolean => toWord(value) === toWord(wanted);

const exactly = (value: string, wanted: string): boolean => value.trim() === wanted.trim();

/** `85291234567`, `+852 9123 4567`, or `852*` for every number that begins so. */
function samePhone(value: string, wanted: string): boolean {
	const number = toDigits(value);
	const prefix = /^(.*)\*$/.exec(wanted.trim());
	return prefix === null ? number === toDigits(wanted) : number.startsWith(toDigits(prefix[1]));
}

/** Sender IDs of letters are compared as they are. */
function toDigits(value: string): string {
	const phone = readPhoneNumber(value);
	if ('number' in phone) return phone.number;
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
 */
export function passes({ fields }: RecognisedEvent, filters: Filters): boolean {
	return Object.entries(FILTERS).every(([name, { values, matches }]) => {
		const wanted = readNames(filters[name as keyof Filters]);
		const present = values(fields);
		if (wanted.length === 0 || present.length === 0) return true;
		return present.some((value) => wanted.some((entry) => matches(value, entry)));
	});
}
