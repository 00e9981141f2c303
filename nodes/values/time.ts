export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * A date from what n8n gives: a text from the date picker (without a zone it means the workflow's),
 * an ISO text, a number or a text of digits (milliseconds, or seconds since 1970), a Date or a Luxon
 * DateTime.
 */
export function toDate(value: unknown, timezone: string): Date | undefined {
	if (typeof value === 'object' && value !== null && 'toMillis' in value) {
		return valid((value as { toMillis: () => number }).toMillis());
	}
	if (value instanceof Date) return valid(value.getTime());
	if (typeof value === 'number') return valid(Math.abs(value) < LEAST_MS ? value * 1000 : value);
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	if (/^\d{10}(\d{3})?$/.test(text)) return toDate(Number(text), timezone);
	const parts = ISO.exec(text);
	if (parts === null) return undefined;
	const [, day, time = '00:00', zone] = parts;
	// A day like February 30th would silently become March 2nd.
	const midnight = Date.parse(`${day}T00:00Z`);
	if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) {
		return undefined;
	}
	const wall = Date.parse(`${day}T${time.replace(/(\.\d{3})\d+$/, '$1')}Z`);
	if (Number.isNaN(wall)) return undefined;
	if (zone === undefined) return valid(toInstant(wall, timezone));
	const offset = readOffset(zone);
	return offset === undefined ? undefined : valid(wall - offset);
}

/** Numbers below are seconds: as milliseconds they would lie before 1973. */
const LEAST_MS = 1e11;

/** A day; a day and a time; a day, a time and a zone. */
const ISO =
	/^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|z|[+-]\d{2}:?\d{2})?)?$/;

/** `+08:00` in ms. */
function readOffset(zone: string): number | undefined {
	const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
	if (parts === null) return 0;
	const [, sign, hours, minutes] = parts;
	if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
	return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
}

/** The beginning of the day that the clocks of a time zone show at a moment, in ms since 1970. */
export function startOfDay(time: number, timezone: string): number {
	const wall = time + offsetOf(time, timezone);
	return toInstant(wall - (((wall % DAY) + DAY) % DAY), timezone);
}

/**
 * The moment at which the clocks of a time zone show a time, given as if it were UTC.
 *
 * Where clocks are put back it is the first of the two moments, so that a range that starts there
 * misses nothing; a time that clocks put forward skip means as much later as they skip.
 */
function toInstant(wall: number, timezone: string): number {
	// A day before and after, clocks are surely on either side of a change.
	const before = wall - offsetOf(wall - DAY, timezone);
	const after = wall - offsetOf(wall + DAY, timezone);
	const shown = [before, after].filter((time) => time + offsetOf(time, timezone) === wall);
	return shown.length > 0 ? Math.min(...shown) : before;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of a time zone are ahead of UTC at a moment, in ms. */
function offsetOf(time: number, timezone: string): number {
	let format = formats.get(timezone);
	if (format === undefined) {
		format = new Intl.DateTimeFormat('en-US', {
			timeZone: timezone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric',
		});
		formats.set(timezone, format);
	}
	const parts = format.formatToParts(time);
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

/** RFC 3339 has years of four digits only. */
function valid(time: number): Date | undefined {
	const isWritable = time >= Date.UTC(1900, 0) && time < Date.UTC(10_000, 0);
	return isWritable ? new Date(time) : undefined;
}
