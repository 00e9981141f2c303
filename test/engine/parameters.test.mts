/** What the API takes can be sent: every parameter, and every value of a closed list. */
import { describe, expect, test } from 'vitest';

import { resources } from '../../nodes/Cinnox/resources/index.ts';
import { api, enumsOf, LEFT_OUT, WITHOUT_ADDRESS } from './api.mts';
import { filledIn } from './filled-in.mts';
import { runOperation, sent, useSimulator } from './support.mts';

const current = useSimulator({ rateLimitPerMinute: 0, contacts: 20 });

/** API operation -> names of members, and member -> values, that some run of the node has sent. */
const sentBy = new Map<string, { names: Set<string>; values: Map<string, Set<unknown>> }>();

function note(operationId: string, value: unknown, name?: string): void {
	const seen = sentBy.get(operationId) ?? { names: new Set(), values: new Map() };
	sentBy.set(operationId, seen);
	if (name !== undefined) {
		seen.names.add(name);
		const known = seen.values.get(name) ?? new Set();
		seen.values.set(name, known);
		for (const entry of Array.isArray(value) ? value : [value]) known.add(entry);
	}
	if (Array.isArray(value)) for (const entry of value) note(operationId, entry);
	else if (typeof value === 'object' && value !== null) {
		for (const [member, entry] of Object.entries(value)) note(operationId, entry, member);
	}
}

describe.each(
	resources.flatMap(({ value, operations }) =>
		operations
			.map((operation) => `${value}:${operation.value}`)
			.filter((name) => !(name in WITHOUT_ADDRESS))
			.flatMap((name) => filledIn(value, name.slice(value.length + 1))),
	),
)('$name with $variant', ({ name, parameters }) => {
	test('sends what the document allows', async () => {
		const { error } = await runOperation(current(), name, parameters);
		const requests = sent(current());
		expect(requests.length, error?.message).toBeGreaterThan(0);
		for (const { operationId = '', query, body, validationErrors } of requests) {
			expect(validationErrors).toEqual([]);
			note(operationId, query);
			note(operationId, body);
		}
	});
});

describe.each(api.filter(({ operationId }) => !(operationId in LEFT_OUT)))(
	'$operationId',
	({ operationId, parameters, schemas }) => {
		test('has all its parameters in the node', () => {
			const names = sentBy.get(operationId)?.names ?? new Set();
			expect(parameters.filter((name) => !names.has(name))).toEqual([]);
		});

		const enums = schemas.flatMap((schema) => enumsOf(schema));
		test.runIf(enums.length > 0).each(enums)('offers every value of $name', ({ name, values }) => {
			const offered = sentBy.get(operationId)?.values.get(name) ?? new Set();
			expect(values.filter((value) => !offered.has(value))).toEqual([]);
		});
	},
);
