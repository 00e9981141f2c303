import type { Page, TimeRange } from '../table.mts';
import type { Json } from '../json.mts';

/** Rows that a list answers when no limit is sent. Source: https://docs.cinnox.com/docs/get-label-list */
const DEFAULT_LIMIT = 50;

export const pageOf = (query: Record<string, Json>): Page => ({
	offset: query.offset ?? 0,
	limit: query.limit ?? DEFAULT_LIMIT,
});

export const slice = <T,>(rows: T[], query: Record<string, Json>): T[] => {
	const { offset, limit } = pageOf(query);
	return rows.slice(offset, offset + limit);
};

/** The validated time range of a query in milliseconds. */
export const rangeOf = (query: Record<string, Json>): TimeRange | undefined =>
	query.startAt === undefined
		? undefined
		: { from: Date.parse(query.startAt), to: Date.parse(query.endAt) };
