import { describe, expect, test } from 'vitest';

import { byId, json, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator({ reportRows: 1_200, rateLimitPerMinute: 0 });

const get = async (parameters: object = {}, items: object[] = [{}]) =>
	await runOperation(
		simulator(),
		'enquiry:get',
		{ enquiry: byId('={{ $json.id }}'), ...parameters },
		{ items: items as never },
	);

const enquiryAt = (index: number) =>
	simulator().state.enquiries.at(index) as { inquiry: string; displayCaseNumber: string };

test('finds an enquiry by its ID and by its number', async () => {
	const { inquiry, displayCaseNumber } = enquiryAt(3);
	const result = await get({}, [{ id: inquiry }, { id: displayCaseNumber }]);
	expect(result.error).toBeUndefined();
	expect(json(result).map(({ enquiryId }) => enquiryId)).toEqual([inquiry, inquiry]);
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	expect(sent(simulator()).map(({ query }) => query)).toEqual([{ offset: '0', limit: '500' }]);
	const [raw] = json(await get({ output: 'raw' }, [{ id: inquiry }]));
	expect(raw).toHaveProperty('visitor');
});

test('reads the report once for all items', async () => {
	const items = [5, 700, 1_100].map((index) => ({ id: enquiryAt(index).inquiry }));
	expect(json(await get({}, items))).toHaveLength(3);
	expect(sent(simulator()).map(({ query }) => query.offset)).toEqual(['0', '500', '1000']);
});

test('looks only into the last days where that is asked for', async () => {
	const { inquiry } = enquiryAt(3);
	const { error } = await get({ options: { lookBackDays: 2 } }, [{ id: inquiry }]);
	expect(error?.message).toContain("'Enquiry' is not in the report");
	const [{ query, validationErrors }] = sent(simulator());
	expect(validationErrors).toEqual([]);
	const [start, end] = [query.startAt, query.endAt].map((time) => Date.parse(String(time)));
	expect(end).toBeGreaterThanOrEqual(Date.now());
	expect(end - start).toBe(49 * 3_600_000);
});

describe('an enquiry that is not there', () => {
	test('fails the item', async () => {
		const { error } = await get({}, [{ id: 'gone' }]);
		expect(error?.message).toContain("'Enquiry' is not in the report: gone");
	});

	test('gives nothing where that is asked for', async () => {
		const result = await get({ options: { whenNotFound: 'nothing' } }, [{ id: 'gone' }]);
		expect(result.error).toBeUndefined();
		expect(result.items).toEqual([]);
	});
});

test.each([
	[{}, { id: null }, "'Enquiry' is empty"],
	[{ options: { lookBackDays: -1 } }, { id: 'x' }, "'Look Back (Days)' is -1"],
	[{ options: { lookBackDays: 1e9 } }, { id: 'x' }, "'Look Back (Days)' is 1000000000"],
])('%j with %j is refused before anything is sent', async (parameters, item, message) => {
	const { error } = await get(parameters, [item]);
	expect(error?.message).toContain(message);
	expect(sent(simulator())).toEqual([]);
});
