/** What a resource locator holds in a workflow's JSON. */
export type ResourceLocatorValue = { __rl: true; mode: string; value: string };

/** A resource locator's value, as picked by ID. */
export function byId(value: string): ResourceLocatorValue {
	return { __rl: true, mode: 'id', value };
}
