import { expect, test } from 'vitest';

import { idOf } from '../../simulator/seed.mts';
import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();
const enquiry = idOf('enquiry', 0);
const [vip, refund] = [idOf('label', 0), idOf('label', 1)];

test('puts the picked labels on the enquiry', async () => {
	const result = await runOperation(simulator(), 'enquiry:addLabels', {
		enquiry: byId(enquiry),
		labelIds: [vip, refund],
	});

	const request = onlyRequest(simulator());
	expect([request.method, request.path, request.body]).toEqual([
		'POST',
		`/v1/api/apps/${simulator().appId}/inquiries/${enquiry}/labels`,
		{ labelIds: [vip, refund] },
	]);
	const labels = [...simulator().state.labelsOf(0)];
	expect(labels).toEqual(expect.arrayContaining([vip, refund]));
	expect(result.items).toEqual([
		{
			json: {
				enquiryId: enquiry,
				labelIds: labels,
				notExistLabelIds: [],
				updatedAt: expect.stringMatching(/^\d{4}-/),
			},
			pairedItem: { item: 0 },
		},
	]);
});

test.each([
	['a text with commas', `${vip}, ${refund},,${vip}`],
	['an array of an expression', '={{ $json.labels }}'],
	['a text of an expression', '={{ $json.labels.join("\\n") }}'],
])('takes %s, each label once', async (_, labelIds) => {
	await runOperation(
		simulator(),
		'enquiry:addLabels',
		{ enquiry: byId(enquiry), labelIds },
		{ items: [{ labels: [vip, refund, vip] }] },
	);

	expect(onlyRequest(simulator()).body).toEqual({ labelIds: [vip, refund] });
});

test('names the labels that do not exist beside those that were added', async () => {
	const result = await runOperation(simulator(), 'enquiry:addLabels', {
		enquiry: byId(enquiry),
		labelIds: [vip, 'gone'],
	});

	expect(result.error).toBeUndefined();
	expect(json(result)[0].notExistLabelIds).toEqual(['gone']);
	expect(json(result)[0].labelIds).toContain(vip);
});

test('refuses when none of the labels exists', async () => {
	const result = await runOperation(simulator(), 'enquiry:addLabels', {
		enquiry: byId(enquiry),
		labelIds: ['gone', 'lost'],
	});

	expect(result.error?.message).toBe(
		"CINNOX has none of the labels in 'Label Names or IDs': gone, lost",
	);
	expect(result.error?.description).toContain('Pick the labels again');
});

test('adds body fields that the public pages do not show, and keeps its own', async () => {
	await runOperation(simulator(), 'enquiry:addLabels', {
		enquiry: byId(enquiry),
		labelIds: [vip],
		options: { additionalBodyFields: '{ "note": "n8n", "labelIds": [] }' },
	});

	expect(onlyRequest(simulator()).body).toEqual({ note: 'n8n', labelIds: [vip] });
});

test.each([
	[{ enquiry: byId('={{ $json.absent }}'), labelIds: [vip] }, "'Enquiry' is empty"],
	[{ enquiry: byId(enquiry), labelIds: '={{ [] }}' }, "'Label Names or IDs' is empty"],
	[{ enquiry: byId(enquiry), labelIds: '={{ $json.absent }}' }, "'Label Names or IDs' is empty"],
])('refuses what is missing before anything is sent: %j', async (parameters, message) => {
	const result = await runOperation(simulator(), 'enquiry:addLabels', parameters);

	expect(result.error?.message).toBe(message);
	expect(sent(simulator())).toEqual([]);
});

test('labels the other enquiries when one is refused and the node continues', async () => {
	const result = await runOperation(
		simulator(),
		'enquiry:addLabels',
		{ enquiry: byId('={{ $json.id }}'), labelIds: [vip] },
		{
			items: [{ id: 'unknown' }, { id: enquiry }],
			settings: { onError: 'continueErrorOutput' },
		},
	);

	expect(
		result.items.map(({ json: { enquiryId }, pairedItem }) => [enquiryId, pairedItem]),
	).toEqual([[enquiry, { item: 1 }]]);
	expect(result.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
});
