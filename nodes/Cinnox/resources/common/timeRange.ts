import { refuse } from '../../../values/refusal';
import { DAY, HOUR, startOfDay, toDate } from '../../../values/time';
import type { Item } from '../../operation/item';

import type { Field } from '../../operation/definition';

interface Range {
	start: Date;
	end: Date;
}

/** Relative choices: from how long ago until now. Days are days of the workflow's time zone. */
const RELATIVE: Record<string, (now: number, timezone: string) => [start: number, end: number]> = {
	lastHour: (now) => [now - HOUR, now],
	today: (now, timezone) => [startOfDay(now, timezone), now],
	yesterday: (now, timezone) => {
		const today = startOfDay(now, timezone);
		// Twelve hours before its start, it is yesterday also where a day has 23 or 25 hours. Both ends
		// belong to a range, so it ends one millisecond before today.
		return [startOfDay(today - 12 * HOUR, timezone), today - 1];
	},
	last7Days: (now) => [now - 7 * DAY, now],
	last30Days: (now) => [now - 30 * DAY, now],
};

const DEFAULT = 'last7Days';

const timeRange: Field = {
	displayName: 'Time Range',
	name: 'timeRange',
	type: 'options',
	// A start of one's own takes its place; null is what a cleared field may hold.
	displayOptions: { show: { startAt: ['', null] } },
	options: [
		{
			name: 'Any Time',
			value: 'custom',
			description: 'No range is sent, which CINNOX refuses for some reports',
		},
		{ name: 'Last 30 Days', value: 'last30Days' },
		{ name: 'Last 7 Days', value: 'last7Days' },
		{ name: 'Last Hour', value: 'lastHour' },
		{ name: 'Today', value: 'today' },
		{ name: 'Yesterday', value: 'yesterday' },
	],
	default: DEFAULT,
	description:
		"Which records to read, unless 'Start' and 'End' are set. Days are days of the workflow's time zone.",
};

/** Two empty fields below a range that is chosen would make a person wonder. */
const INSTEAD = 'Instead of the time range';

const startAt: Field = {
	displayName: 'Start',
	name: 'startAt',
	type: 'dateTime',
	default: '',
	placeholder: INSTEAD,
	description:
		"Beginning of another time range, in the workflow's time zone unless it names another",
};

const endAt: Field = {
	displayName: 'End',
	name: 'endAt',
	type: 'dateTime',
	default: '',
	placeholder: INSTEAD,
	description: "End of another time range, in the workflow's time zone unless it names another",
};

export const timeRangeFields = [timeRange, startAt, endAt];

/**
 * Sends startAt and endAt, both or none, as RFC 3339 in UTC.
 *
 * @throws UserError when one is missing or no date, or when the end is before the start
 */
export function addTimeRange(item: Item): void {
	const range = readTimeRange(item);
	if (range !== undefined) setTimeRange(item, range);
}

/** For reports that CINNOX does not answer without a range. @throws UserError when there is none */
export function requireTimeRange(item: Item): void {
	const range = readTimeRange(item);
	if (range === undefined) {
		throw refuse(
			"'Time Range' is Any Time, which this report does not have",
			"Choose another 'Time Range' such as Last 7 Days, or set 'Start' and 'End'",
		);
	}
	setTimeRange(item, range);
}

function setTimeRange({ draft }: Item, { start, end }: Range): void {
	draft.qs = { ...draft.qs, startAt: start.toISOString(), endAt: end.toISOString() };
}

/** @throws UserError when one end is missing or no date, or when the end is before the start */
export function readTimeRange(item: Item): Range | undefined {
	const start = readTime(item, 'startAt', 'Start');
	const end = readTime(item, 'endAt', 'End');
	if (start === undefined && end === undefined) return readRelative(item);
	if (start === undefined || end === undefined) {
		const [missing, given] = start === undefined ? ['Start', 'End'] : ['End', 'Start'];
		throw refuse(
			`'${given}' is set, but '${missing}' is not`,
			`Set '${missing}' too, or clear '${given}'`,
		);
	}
	if (end < start) {
		throw refuse("'End' is before 'Start'", "Set 'End' to a time after 'Start'");
	}
	return { start, end };
}

function readRelative(item: Item): Range | undefined {
	const choice = item.parameter<string>(timeRange.name, DEFAULT);
	if (!Object.hasOwn(RELATIVE, choice)) return undefined;
	const [start, end] = RELATIVE[choice](Date.now(), item.run.timezone);
	return { start: new Date(start), end: new Date(end) };
}

function readTime(item: Item, name: string, displayName: string): Date | undefined {
	const value = item.parameter<unknown>(name, '');
	if (value === '' || value === null || value === undefined) return undefined;
	const time = toDate(value, item.run.timezone);
	if (time === undefined) {
		throw refuse(
			`'${displayName}' is not a date and time`,
			`Pick a date in '${displayName}', or let the expression there give one such as 2026-01-31T09:00:00`,
		);
	}
	return time;
}
