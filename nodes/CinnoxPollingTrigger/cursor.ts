/**
 * How far one report was read, as n8n keeps it between polls: plain JSON.
 *
 * All times are milliseconds since 1970 on n8n's clock.
 */
export interface ReportState {
	/** The end of the last window that was read completely. */
	cursor: number;
	/** How far before the cursor the next window begins. */
	overlap: number;
	/** Keys of what was seen -> the end of the window that last showed it. */
	seen: Record<string, number>;
	/** Longest step that was not too much for one poll, while catching up. */
	step?: number;
}

/** Both ends belong to it. */
export interface Window {
	from: number;
	to: number;
}

/** Something that a report shows. */
export interface Sighting {
	/** Equal for the same event, whenever it is read. */
	key: string;
}

/**
 * What a window shows, or undefined when that is too much to read at once.
 *
 * @param isPast what it shows will only be marked as seen
 */
export type ReadWindow<S extends Sighting> = (
	window: Window,
	isPast: boolean,
) => Promise<S[] | undefined>;

/** What one poll goes by. */
export interface Reading {
	now: number;
	/** How late a row may come, or how long it may change. */
	overlap: number;
	/** First poll only: how far back it gives what is there already. */
	lookBack: number;
	/** Asked between windows: whether the rest waits for the next poll. */
	isEnough: () => boolean;
}

/** Longest window while catching up: the longest time range of a report is not documented. */
export const LONGEST_STEP_MS = 24 * 60 * 60_000;

/** A window is not cut shorter than this. */
const SHORTEST_STEP_MS = 60_000;

/** More rows lie within the overlap than one poll can read. */
export class TooManyRows extends Error {}

/**
 * Reads a report on from where the last poll stopped.
 *
 * Every window begins before the end of the last one by the overlap, so a row that comes late, or
 * changes, within that time is seen. What was seen is remembered for as long as a window still shows
 * it, so the memory is bounded by what lies in the overlap. It does not matter by which of its times
 * CINNOX looks for a row, nor in which order rows come.
 *
 * @param state of the last poll; undefined = this is the first. It is left as it is.
 * @returns the state to keep, and what was not seen before; nothing is given twice
 * @throws TooManyRows
 */
export async function readOn<S extends Sighting>(
	state: ReportState | undefined,
	reading: Reading,
	read: ReadWindow<S>,
): Promise<{ state: ReportState; fresh: S[] }> {
	const fresh: S[] = [];
	const next = await begin(state, reading, read);
	const { now } = reading;
	if (next.cursor >= now) return { state: next, fresh };
	do {
		const to = Math.min(now, next.cursor + (next.step ?? LONGEST_STEP_MS));
		const sightings = await read({ from: next.cursor - next.overlap, to }, false);
		if (sightings === undefined) {
			const length = to - next.cursor;
			if (length <= SHORTEST_STEP_MS) throw new TooManyRows();
			next.step = Math.max(SHORTEST_STEP_MS, Math.floor(length / 2));
			continue;
		}
		for (const sighting of sightings) {
			if (!Object.hasOwn(next.seen, sighting.key)) fresh.push(sighting);
			next.seen[sighting.key] = to;
		}
		next.cursor = to;
		forget(next);
		if (next.step !== undefined) {
			next.step = next.step < LONGEST_STEP_MS / 2 ? next.step * 2 : undefined;
		}
	} while (next.cursor < now && !reading.isEnough());
	if (next.step === undefined) delete next.step;
	return { state: next, fresh };
}

/** Where to go on; what lies before that counts as seen. */
async function begin<S extends Sighting>(
	state: ReportState | undefined,
	{ now, overlap, lookBack }: Reading,
	read: ReadWindow<S>,
): Promise<ReportState> {
	if (state === undefined) {
		const cursor = now - lookBack;
		const next: ReportState = { cursor, overlap, seen: {} };
		await markSeen(next, { from: cursor - overlap, to: cursor }, read);
		return next;
	}
	// A clock that was wrong and is put back must not make the trigger deaf until it is as late again.
	const cursor = Math.min(state.cursor, now);
	const next: ReportState = { ...state, cursor, overlap, seen: { ...state.seen } };
	if (overlap > state.overlap) {
		// A person made it longer: what was out of sight until now is not new.
		await markSeen(next, { from: cursor - overlap, to: cursor - state.overlap - 1 }, read);
	}
	return next;
}

async function markSeen<S extends Sighting>(
	state: ReportState,
	window: Window,
	read: ReadWindow<S>,
): Promise<void> {
	const sightings = await read(window, true);
	if (sightings === undefined) throw new TooManyRows();
	for (const { key } of sightings) state.seen[key] ??= state.cursor;
}

/** Drops what no window has shown for longer than the overlap. */
function forget(state: ReportState): void {
	const oldest = state.cursor - state.overlap;
	state.seen = Object.fromEntries(Object.entries(state.seen).filter(([, to]) => to >= oldest));
}
