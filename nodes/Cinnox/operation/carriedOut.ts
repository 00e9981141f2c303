import type { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Item } from './item';

/** Most stretches of items that a message names; a run may have thousands. */
const MOST_NAMED = 10;

/**
 * Says beside the failure that ends a run what was carried out for the other items, so that who mends it
 * and runs it again does not do that twice. Nothing to say of operations that only read.
 *
 * @param items all that were checked
 * @param failed whose failure it is: its own message says what became of it
 */
export function tellCarriedOut(
	error: NodeApiError | NodeOperationError,
	items: Item[],
	failed: Item,
): void {
	const indexesOf = (kind: 'accepted' | 'unknown') =>
		items
			.filter((item) => item !== failed && item.tried()?.kind === kind)
			.map(({ index }) => index);
	const done = indexesOf('accepted');
	const open = indexesOf('unknown');
	if (done.length + open.length === 0) return;
	const told = [
		...(done.length > 0
			? [`Already carried out for ${done.length} of ${items.length} items: ${inStretches(done)}.`]
			: []),
		...(open.length > 0 ? [`Perhaps carried out too: ${inStretches(open)}.`] : []),
		"Run only the others again (items are counted from 0), or set 'On Error' in the node's settings so that each item says what became of it.",
	];
	error.description = [error.description, ...told].filter(Boolean).join(' ');
}

/** "0 to 498, 501" */
function inStretches(indexes: number[]): string {
	const stretches: Array<[first: number, last: number]> = [];
	for (const index of indexes) {
		const stretch = stretches.at(-1);
		if (stretch?.[1] === index - 1) stretch[1] = index;
		else stretches.push([index, index]);
	}
	const named = stretches
		.slice(0, MOST_NAMED)
		.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`));
	return [...named, ...(stretches.length > MOST_NAMED ? ['…'] : [])].join(', ');
}
