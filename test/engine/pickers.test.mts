import { describe, expect, test } from 'vitest';

import { credentialOf, searchList } from './harness.mts';
import { sent, useSimulator } from './support.mts';

describe('a list to pick from, where CINNOX gives fewer rows at once than are asked for', () => {
	const simulator = useSimulator({ maximumLimit: 40, contacts: 130 });

	test('adopts the size that CINNOX names, and goes on with it', async () => {
		const credential = credentialOf(simulator());
		const first = await searchList('getContacts', credential);
		expect(first.results).toHaveLength(40);
		const second = await searchList('getContacts', credential, '', String(first.paginationToken));
		expect(second.results).toHaveLength(40);
		expect(sent(simulator()).map(({ query }) => [query.offset, query.limit])).toEqual([
			['0', '100'],
			['0', '40'],
			['40', '40'],
		]);

		const ids = [...first.results, ...second.results].map(({ value }) => value);
		expect(ids).toEqual([...simulator().state.contacts.keys()].slice(0, 80));
	});

	test('finds what stands further down', async () => {
		const credential = credentialOf(simulator());
		const last = [...simulator().state.contacts.values()].at(-1);
		const email = last?.input.emails?.[0].email;
		const { results } = await searchList('getContacts', credential, email);
		expect(results.map(({ value }) => value)).toContain(last?.id);
	});
});
