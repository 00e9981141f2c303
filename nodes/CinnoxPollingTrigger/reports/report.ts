import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../values/objects';
import { firstText, toText } from '../../values/text';
import { toDate } from '../../values/time';

/** A row as CINNOX prints it. */
export type Row = IDataObject;

/** One event that a person can pick, and how a row shows it. */
export interface PolledEvent {
	/** The same as the webhook trigger's, where that has it. The contract with workflows: never change one. */
	value: string;
	/** Begins with what it is about, so that the sorted list is grouped. */
	name: string;
	description: string;
	/** Whether a row shows that it happened. */
	shows: (row: Row) => boolean;
	/** It may show long after the row appeared, so rows are looked at again for a while. */
	isChange?: boolean;
	/** When it happened, as far as the row says. */
	occurredAt: (row: Row) => string | null;
}

/** A report, which is read once for all of its events. */
export interface Report {
	/** As in api/cinnox-open-api.yaml. */
	url: string;
	/** As it is called in texts, e.g. "the call report". */
	name: string;
	events: PolledEvent[];
	/** What tells a row from every other one; the time too where an ID may come again. */
	identify: (row: Row) => { id: string; occurredAt: string | null };
	/** Names that `read` gives besides `id` and `serviceId`; `occurredAt` comes last. */
	fields: string[];
	/** The row under the names that the webhook trigger uses. */
	read: (row: Row) => IDataObject;
	details?: Details;
}

/** A list that hangs on each row of a report and has to be asked for row by row. */
export interface Details {
	url: string;
	/** As it is called in texts. */
	name: string;
	/** Undefined where a row has no such list. */
	qs: (parent: Row) => IDataObject | undefined;
	/** Whether it is read page by page; CINNOX refuses parameters that it does not know. */
	isPaged: boolean;
	/** What is looked at in place of the parent. */
	rows: (parent: Row, children: Row[]) => Row[];
	/**
	 * The parent itself is what is looked at, once its list holds anything. Until then it is asked for
	 * less and less often, counted from this moment; never again afterwards.
	 */
	readyAfter?: (parent: Row) => string | null;
}

/** The first of some members that holds a text; null when none does. */
export function textOf(row: Row, ...members: string[]): string | null {
	const text = firstText(row, ...members);
	return text === '' ? null : text;
}

/** The first of some members that holds a number. */
export function numberOf(row: Row, ...members: string[]): number | null {
	const text = firstText(row, ...members);
	return text === '' || Number.isNaN(Number(text)) ? null : Number(text);
}

/** A phone number or sender ID: CINNOX types it as Number and shows it with a plus sign. */
export function phoneOf(row: Row, ...members: string[]): string | null {
	return textOf(row, ...members);
}

/** A member that holds an object, or an empty one. */
export function objectOf(row: Row, member: string): Row {
	const value = row[member];
	return isObject(value) ? value : {};
}

/**
 * A time in UTC, RFC 3339 with milliseconds. CINNOX's times have a zone; one without counts as UTC.
 * What is no time comes out as it is.
 */
export function timeOf(row: Row, ...members: string[]): string | null {
	const text = textOf(row, ...members);
	return text === null ? null : (toDate(text, 'UTC')?.toISOString() ?? text);
}

/** Whether a status, without regard to case and spaces, is one of those that a pattern names. */
export function matches(row: Row, member: string, pattern: RegExp): boolean {
	return pattern.test(
		toText(row[member])
			.toLowerCase()
			.replace(/[^a-z]/g, ''),
	);
}
