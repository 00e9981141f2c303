import { limit, returnAll } from './fields';
import type { Item } from './item';

/** How many rows the person asked for. */
export function readMost(item: Item): number {
	if (item.parameter<boolean>(returnAll.name, false)) return Infinity;
	return Math.max(1, Math.floor(Number(item.parameter<number>(limit.name, 50))) || 50);
}
