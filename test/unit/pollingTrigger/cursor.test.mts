import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { ReportState, Window } from '../../../nodes/CinnoxPollingTrigger/cursor.ts';
import { readOn, TooManyRows } from '../../../nodes/CinnoxPollingTrigger/cursor.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 1);

interface Row {
	key: string;
	/** By which CINNOX looks for it. */
	at: number;
	/** From when on the report shows it. */
	shownAt: number;
}

/** A report as it is at one moment, in an order that nobody promised. */
function reportAt(rows: Row[], now: number, shuffle: number, most = Infinity) {
	return async ({ from, to }: Window) => {
		const inside = rows.filter(({ at, shownAt }) => shownAt <= now && at >= from && at <= to);
		if (inside.length > most) return undefined;
		const turn = inside.length === 0 ? 0 : shuffle % inside.length;
		return [...inside.slice(turn), ...inside.slice(0, turn)];
	};
}

/** n8n keeps the state as JSON; a restart reads it back. */
const restarted = (state: ReportState): ReportState => JSON.parse(JSON.stringify(state));

const unlimited = { isEnough: () => false, lookBack: 0 };

const overlap = 15 * MINUTE;

/** Rows that come at most as late as the overlap, and times of polls, some far apart. */
const scenario = fc.record({
	rows: fc.array(
		fc.record({
			at: fc.integer({ min: 1, max: 60 * 60_000 * 30 }),
			late: fc.integer({ min: 0, max: overlap }),
		}),
		{ maxLength: 60 },
	),
	pauses: fc.array(
		fc.oneof(fc.integer({ min: 1, max: 3 * MINUTE }), fc.integer({ min: 1, max: 30 * HOUR })),
		{ minLength: 1, maxLength: 40 },
	),
	shuffle: fc.nat(),
	most: fc.constantFrom(Infinity, 61),
	/** Polls after which n8n was killed before it kept the state; it does so with what it starts. */
	forgotten: fc.array(fc.boolean(), { minLength: 41, maxLength: 41 }),
});

test('no row twice and none lost, whatever the order, the lateness and the restarts', async () => {
	await fc.assert(
		fc.asyncProperty(scenario, async ({ rows: seeds, pauses, shuffle, most, forgotten }) => {
			const rows = seeds.map(({ at, late }, index) => ({
				key: String(index),
				at: START + at,
				shownAt: START + at + late,
			}));
			const given: string[] = [];
			let kept: ReportState | undefined;
			let now = START;
			for (const [index, pause] of [0, ...pauses, 40 * HOUR, HOUR].entries()) {
				now += pause;
				const read = reportAt(rows, now, shuffle, most);
				const { state, fresh } = await readOn(kept, { ...unlimited, now, overlap }, read);
				given.push(...fresh.map(({ key }) => key));
				const isKept = kept === undefined || fresh.length > 0 || !forgotten[index];
				if (isKept) kept = restarted(state);
			}
			expect(given.sort()).toEqual(rows.map(({ key }) => key).sort());
		}),
		{ numRuns: 500 },
	);
});

test('the same with windows that are cut because they show too much', async () => {
	const rows = Array.from({ length: 3_000 }, (_, index) => ({
		key: String(index),
		at: START + index * MINUTE,
		shownAt: START + index * MINUTE + (index % 15) * MINUTE,
	}));
	const now = START + 3_100 * MINUTE;
	let state: ReportState = { cursor: START - 1, overlap, seen: {} };
	const given: string[] = [];
	let polls = 0;
	while (state.cursor < now) {
		let reads = 0;
		const read = reportAt(rows, now, 7, 100);
		const reading = { now, overlap, lookBack: 0, isEnough: () => reads >= 5 };
		const result = await readOn(restarted(state), reading, async (window) => {
			reads += 1;
			return await read(window);
		});
		state = result.state;
		given.push(...result.fresh.map(({ key }) => key));
		expect(Object.keys(state.seen).length).toBeLessThanOrEqual(200);
		expect((polls += 1)).toBeLessThan(100);
	}
	expect(given).toHaveLength(3_000);
	expect(new Set(given).size).toBe(3_000);
});

test('what is remembered is bounded by what the overlap shows', async () => {
	let state: ReportState = { cursor: START, overlap, seen: {} };
	const rows = Array.from({ length: 1_000 }, (_, index) => ({
		key: String(index),
		at: START + index * MINUTE,
		shownAt: START + index * MINUTE,
	}));
	for (let minute = 1; minute < 1_000; minute += 1) {
		const now = START + minute * MINUTE;
		const result = await readOn(state, { ...unlimited, now, overlap }, reportAt(rows, now, 3));
		state = result.state;
		expect(Object.keys(state.seen).length).toBeLessThanOrEqual(2 * 15 + 2);
	}
});

test('the first poll gives nothing that was there, and everything within Look Back', async () => {
	const rows = [1, 30, 90].map((minutes) => ({
		key: String(minutes),
		at: START - minutes * MINUTE,
		shownAt: START - minutes * MINUTE,
	}));
	const read = reportAt(rows, START, 0);
	const first = await readOn(undefined, { ...unlimited, now: START, overlap }, read);
	expect(first.fresh).toEqual([]);
	const back = await readOn(undefined, { ...unlimited, now: START, overlap, lookBack: HOUR }, read);
	expect(back.fresh.map(({ key }) => key).sort()).toEqual(['1', '30']);
});

test('a longer overlap does not bring up what is old', async () => {
	const rows = [
		{ key: 'old', at: START - 5 * HOUR, shownAt: START - 5 * HOUR },
		{ key: 'new', at: START + MINUTE, shownAt: START + MINUTE },
	];
	const state = { cursor: START, overlap, seen: {} };
	const now = START + 2 * MINUTE;
	const { fresh } = await readOn(
		state,
		{ ...unlimited, now, overlap: 24 * HOUR },
		reportAt(rows, now, 0),
	);
	expect(fresh.map(({ key }) => key)).toEqual(['new']);
});

test('a clock that ran ahead and was put back leaves nothing out for long', async () => {
	const row = { key: 'row', at: START + MINUTE, shownAt: START + MINUTE };
	const ahead = { cursor: START + 9 * HOUR, overlap, seen: {} };
	const now = START + 2 * MINUTE;
	const put = await readOn(ahead, { ...unlimited, now, overlap }, reportAt([row], now, 0));
	expect(put.state.cursor).toBe(now);
	const later = now + MINUTE;
	const next = await readOn(
		put.state,
		{ ...unlimited, now: later, overlap },
		reportAt([row], later, 0),
	);
	expect(next.fresh).toEqual([row]);
});

test('an overlap that shows too much is said, and the state stays as it is', async () => {
	const rows = Array.from({ length: 50 }, (_, index) => ({
		key: String(index),
		at: START - index * 1000,
		shownAt: 0,
	}));
	const state: ReportState = { cursor: START, overlap, seen: {} };
	const before = structuredClone(state);
	const now = START + MINUTE;
	await expect(
		readOn(state, { ...unlimited, now, overlap }, reportAt(rows, now, 0, 10)),
	).rejects.toThrow(TooManyRows);
	expect(state).toEqual(before);
});
