import { type Comparison, type Goal, medianOf } from './results.mts';
import { CINNOX } from './scenario.mts';
import { median } from './statistics.mts';

/** What the chart shows: our share of what the same took otherwise. */
export function toBars(comparisons: Comparison[], goals: Goal[]) {
	return comparisons
		.filter(
			({ id, measurements }) =>
				id !== 'd' && measurements.some(({ contender }) => contender === CINNOX),
		)
		.map((comparison) => {
			const [base] = comparison.measurements;
			const share = medianOf(comparison, CINNOX) / median(base?.values ?? []);
			const goal = goals.find(
				({ id, value }) => id === comparison.id && Math.abs(value - share) < 1e-9,
			);
			return { comparison, share, goal, base: base?.contender ?? '' };
		});
}
