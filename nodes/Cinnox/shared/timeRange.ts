import type { INodeProperties } from 'n8n-workflow';

import { refuse } from './checks';
import type { Call, Prepare } from './operation';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Relative choices: from how long ago until now. Days are days of the workflow's time zone. */
const RELATIVE: Record<string, (now: number, timezone: string) => [start: number, end: number]> = {
	lastHour: (now) => [now - HOUR, now],
	today: (now, timezone) => [startOfDay(now, timezone), now],
	yesterday: (now, timezone) => {
		const today = startOfDay(now, timezone);
		// Twelve hours before midnight is yesterday, also where a day has 23 or 25 hours.
		return [startOfDay(today - 12 * HOUR, timezone), today - 1];
	},
	last7Days: (now) => [now - 7 * 24 * HOUR, now],
	last30Days: (now) => [now - 30 * 24 * HOUR, now],
};

const timeRange: INodeProperties = {
	displayName: 'Time Range',
	name: 'timeRange',
	type: 'options',
	options: [
		{ name: 'Between Two Times', value: 'custom' },
		{ name: 'Last 30 Days', value: 'last30Days' },
		{ name: 'Last 7 Days', value: 'last7Days' },
		{ name: 'Last Hour', value: 'lastHour' },
		{ name: 'Today', value: 'today' },
		{ name: 'Yesterday', value: 'yesterday' },
	],
	default: 'custom',
	description: "Which records to read. Days are days of the workflow's time zone.",
};

const startAt: INodeProperties = {
	displayName: 'Start',
	name: 'startAt',
	type: 'dateTime',
	displayOptions: { show: { timeRange: ['custom'] } },
	default: '',
	description: "Beginning of the time range, in the workflow's time zone unless it names another",
};

const endAt: INodeProperties = {
	displayName: 'End',
	name: 'endAt',
	type: 'dateTime',
	displayOptions: { show: { timeRange: ['custom'] } },
	default: '',
	description: "End of the time range, in the workflow's time zone unless it names another",
};

export const timeRangeFields = [timeRange, startAt, endAt];

/**
 * Sends startAt and endAt, both or none, as RFC 3339 in UTC.
 *
 * @throws UserError when one is missing or no date, or when the end is before the start
 */
export const addTimeRange: Prepare = (call) => {
	const range = readTimeRange(call);
	if (range === undefined) return;
	call.options.qs = {
		...call.options.qs,
		startAt: range.start.toISOString(),
		endAt: range.end.toISOString(),
	};
};

export function readTimeRange(call: Call): { start: Date; end: Date } | undefined {
	const choice = call.parameter<string>('timeRange', 'custom');
	const relative = Object.hasOwn(RELATIVE, choice) ? RELATIVE[choice] : undefined;
	if (relative !== undefined) {
		const [start, end] = relative(Date.now(), call.timezone());
		return { start: new Date(start), end: new Date(end) };
	}
	const start = readTime(call, 'startAt', 'Start');
	const end = readTime(call, 'endAt', 'End');
	if (start === undefined && end === undefined) return undefined;
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

function readTime(call: Call, name: string, displayName: string): Date | undefined {
	const value = call.parameter<unknown>(name, '');
	if (value === '' || value === null || value === undefined) return undefined;
	const time = toDate(value, call.timezone());
	if (time === undefined) {
		throw refuse(
			`'${displayName}' is not a date and time`,
			`Pick a date in '${displayName}', or let the expression there give one such as 2026-01-31T09:00:00`,
		);
	}
	return time;
}

/**
 * A date from what n8n gives: a text from the date picker (without a zone it means the workflow's),
 * an ISO text, milliseconds, a Date or a Luxon DateTime.
 */
export function toDate(value: unknown, timezone: string): Date | undefined {
	if (typeof value === 'object' && value !== null && 'toMillis' in value) {
		return valid(new Date((value as { toMillis: () => number }).toMillis()));
	}
	if (value instanceof Date) return valid(value);
	if (typeof value === 'number') return valid(new Date(value));
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	const local = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?$/.exec(text);
	if (local === null) return /^\d{4}-\d{2}-\d{2}T/.test(text) ? valid(new Date(text)) : undefined;
	const asUtc = Date.parse(`${local[1]}T${local[2] ?? '00:00'}Z`);
	if (Number.isNaN(asUtc)) return undefined;
	// The offset may differ on the two sides of a clock change, so it is looked up twice.
	const guess = asUtc - offsetOf(asUtc, timezone);
	return new Date(asUtc - offsetOf(guess, timezone));
}

function startOfDay(time: number, timezone: string): number {
	const local = new Date(time + offsetOf(time, timezone));
	const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
	return midnight - offsetOf(midnight - offsetOf(time, timezone), timezone);
}

/** How far the clocks of a time zone are ahead of UTC at a moment, in ms. */
function offsetOf(time: number, timezone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: timezone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(time);
	const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value);
	const wall = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second'),
	);
	return wall - Math.floor(time / 1000) * 1000;
}

function valid(date: Date): Date | undefined {
	return Number.isNaN(date.getTime()) ? undefined : date;
}
