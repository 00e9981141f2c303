import { describe, expect, it } from 'vitest';

import { readDestinations } from '../../../nodes/Cinnox/resources/destination/rows.ts';

const desk = { id: '1', displayName: 'Desk' };
const tag = { tagID: '2', basicInfo: { tagName: 'Refunds' } };

describe('the destinations of an answer', () => {
	it.each([
		['a list', [desk]],
		['a list with tags among them', [tag, desk]],
		['a list beside one of tags', { tags: [tag], destinations: [desk] }],
		['a list under another name', { destinationList: [desk, tag] }],
	])('are found in %s', (_name, result) => {
		expect(readDestinations(result)).toEqual([desk]);
	});

	it('are none where there are only tags', () => {
		expect(readDestinations({ tags: [tag], destinations: [] })).toEqual([]);
	});
});
