import type { Json } from '../json.mts';
import { JSON_TYPE, isId, listIn, parsed } from './bodies.mts';
import { answerFault } from './types.mts';
import type { Answer, FaultTools } from './types.mts';

/** What a list looked like when it was first asked for. */
interface Pattern {
	body: Json;
	rows: Json[];
}

const NO_RECORDS = 6451011;

/** The list's first answer, or something like one where it has no rows; undefined when this is no list at all. */
function patternOf({ success, memory, request }: FaultTools): Pattern | undefined {
	const kept = memory.get(request.path) as Pattern | undefined;
	if (kept) return kept;
	const body = parsed(success);
	const pattern =
		body?.code === NO_RECORDS
			? { body: { code: 0, result: [] }, rows: [{ id: 'row' }] }
			: { body, rows: listIn(body)?.rows ?? [] };
	if (pattern.rows.length === 0) return undefined;
	memory.set(request.path, pattern);
	return pattern;
}

/** A row with other identifiers: each gets the row's number at its end. */
const renumbered = (row: Json, number: number): Json =>
	JSON.parse(
		JSON.stringify(row, (name, value: unknown) =>
			isId(name) && (typeof value === 'string' || typeof value === 'number')
				? `${value}-${number}`
				: value,
		),
	);

function answerWith({ body }: Pattern, rows: Json[]): Answer {
	const copy = structuredClone(body);
	if (Array.isArray(copy.result)) copy.result = rows;
	else listIn(copy)?.replace(rows);
	return { status: 200, code: 0, headers: JSON_TYPE, body: JSON.stringify(copy) };
}

/** Rows on a page unless the request says otherwise. Source: https://docs.cinnox.com/docs/get-label-list */
const DEFAULT_LIMIT = 50;

/** Where a page begins and how long it is, by the kind of endless list. */
const PAGES: Record<
	string,
	(offset: number, limit: number, random: () => number) => [first: number, size: number]
> = {
	new: (offset, limit) => [offset, limit],
	same: (_offset, limit) => [0, limit],
	'random sizes': (offset, limit, random) => [offset, 1 + Math.floor(random() * limit)],
};

/** Lists that do not end where they should, or not how. Operations that list nothing answer as always. */
export const LIST_FAULTS = {
	/**
	 * A list without an end: every page full and new, every page the first one, or new pages of random sizes. Made from the
	 * first page of the real one. For as long as it is to last, give it `times: Infinity`.
	 */
	endlessList: answerFault({
		standsFor: 'A server that ignores offset, or a list that grows faster than it is read',
		processes: true,
		options: { seed: 1 },
		choices: { form: Object.keys(PAGES) },
		answer: (tools) => {
			const pattern = patternOf(tools);
			if (!pattern) return tools.success;
			const { offset = 0, limit = DEFAULT_LIMIT } = tools.request.query;
			const [first, size] = PAGES[tools.options.form](
				Number(offset) || 0,
				Number(limit) || DEFAULT_LIMIT,
				tools.random,
			);
			const { rows } = pattern;
			return answerWith(
				pattern,
				Array.from({ length: size }, (_, index) =>
					renumbered(rows[(first + index) % rows.length], first + index),
				),
			);
		},
	}),
	/** The real list, of which every page is cut to a random length of at least one row. */
	shortPages: answerFault({
		standsFor: 'A server that gives fewer rows than asked for although more follow',
		processes: true,
		options: { seed: 1 },
		answer: ({ success, random }) => {
			const body = parsed(success);
			const list = listIn(body);
			if (!list || list.rows.length === 0) return success;
			const { rows } = list;
			return answerWith({ body, rows }, rows.slice(0, 1 + Math.floor(random() * rows.length)));
		},
	}),
};
