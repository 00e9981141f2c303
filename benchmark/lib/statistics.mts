/** The middle value; of an even count, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
	if (values.length === 0) return Number.NaN;
	const sorted = [...values].sort((a, b) => a - b);
	const half = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** The smallest value that is not exceeded by `share` (0 to 1) of all values. */
export function percentile(values: readonly number[], share: number): number {
	if (values.length === 0) return Number.NaN;
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!;
}

/** Calls every function in turn, again and again: what slows the machine down hits them all. */
export async function interleave<K extends string>(
	contenders: Record<K, (round: number) => Promise<number>>,
	rounds: number,
): Promise<Record<K, number[]>> {
	const names = Object.keys(contenders) as K[];
	const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
		K,
		number[]
	>;
	for (let round = 0; round < rounds; round++) {
		// Nobody is always first.
		const order = round % 2 === 0 ? names : [...names].reverse();
		for (const name of order) values[name].push(await contenders[name](round));
	}
	return values;
}
