import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { toText } from '../shared/text';

const DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

/** The part of a report that a list to pick from shows. */
export function lastDays(): IDataObject {
	const now = Date.now();
	return {
		startAt: new Date(now - DAYS * DAY_MS).toISOString(),
		endAt: new Date(now).toISOString(),
	};
}

/** A time as the workflow's own clocks show it, to the minute; what is no time stays as it is. */
export function timeTeller(context: ILoadOptionsFunctions): (value: unknown) => string {
	// Swedish writes a date the way everybody can sort and read: 2026-01-31 09:00.
	const format = new Intl.DateTimeFormat('sv-SE', {
		timeZone: context.getTimezone(),
		dateStyle: 'short',
		timeStyle: 'short',
	});
	return (value) => {
		const text = toText(value);
		const time = Date.parse(text);
		return Number.isNaN(time) ? text : format.format(time);
	};
}

/** The parts that are there, in one line. */
export function join(separator: string, ...parts: unknown[]): string {
	return parts
		.map(toText)
		.filter((part) => part !== '')
		.join(separator);
}
