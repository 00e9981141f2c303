import { expect, test } from 'vitest';

import { idOf } from '../../simulator/seed.mts';
import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();
const enquiry = idOf('enquiry', 0);
const [vip, refund] = [idOf('label', 0), idOf('label', 1)];

/** Puts exactly these labels on the enquiry. */
function label(...ids: string[]): void {
	simulator().state.changedLabels.set(enquiry, new Set(ids));
}

test('takes the picked labels off with a DELETE that has a body', async () => {
	label(vip, refund);
	const result = await runOperation(simulator(), 'enquiry:removeLabels', {
		enquiry: byId(enquiry),
		labelIds: [vip],
	});

	const request = onlyRequest(simulator());
	expect([request.method, request.path, request.body]).toEqual([
		'DELETE',
		`/v1/api/apps/${simulator().appId}/inquiries/${enquiry}/labels`,
		{ labelIds: [vip] },
	]);
	expect(request.headers['content-type']).toContain('application/json');
	expect([...simulator().state.labelsOf(0)]).toEqual([refund]);
	// That a label is left is no refusal, whatever the public page says.
	expect(result.items).toEqual([
		{
			json: {
				enquiryId: enquiry,
				labelIds: [refund],
				notExistLabelIds: [],
				updatedAt: expect.stringMatching(/^\d{4}-/),
			},
			pairedItem: { item: 0 },
		},
	]);
});

test('gives an empty list when no label is left', async () => {
	label(vip);
	const result = await runOperation(simulator(), 'enquiry:removeLabels', {
		enquiry: byId(enquiry),
		labelIds: `${vip},gone`,
	});

	expect(json(result)[0]).toMatchObject({ labelIds: [], notExistLabelIds: ['gone'] });
});

test('refuses when none of the labels exists', async () => {
	label(vip);
	const result = await runOperation(simulator(), 'enquiry:removeLabels', {
		enquiry: byId(enquiry),
		labelIds: ['gone'],
	});

	expect(result.error?.message).toBe("CINNOX has none of the labels in 'Label Names or IDs': gone");
	expect([...simulator().state.labelsOf(0)]).toEqual([vip]);
});

test('refuses an empty list of labels before anything is sent', async () => {
	const result = await runOperation(simulator(), 'enquiry:removeLabels', {
		enquiry: byId(enquiry),
		labelIds: '={{ [] }}',
	});

	expect(result.error?.message).toBe("'Label Names or IDs' is empty");
	expect(sent(simulator())).toEqual([]);
});
