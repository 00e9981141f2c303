import type { Page, TimeRange } from '../table.mts';
import type { Json } from '../json.mts';
import type { ResolvedOptions } from '../types.mts';

/** The page that a checked query asks for. */
export const pageOf = (query: Record<string, Json>): Page => ({
	offset: query.offset ?? 0,
	limit: query.limit,
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

/** Whether a name is the wanted one, or holds it; every name is where none is wanted. Case does not matter. */
export function nameFilter(
	wanted: Json,
	{ nameMatch }: ResolvedOptions,
): (name: string) => boolean {
	if (wanted === undefined) return () => true;
	const lower = String(wanted).toLowerCase();
	return (name) =>
		nameMatch === 'exact' ? name.toLowerCase() === lower : name.toLowerCase().includes(lower);
}
