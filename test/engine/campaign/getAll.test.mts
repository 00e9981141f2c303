import { expect, test } from 'vitest';

import { testTimeRange } from '../report.mts';
import { json, onlyRequest, runOperation, useSimulator } from '../support.mts';

const simulator = useSimulator({ reportRows: 400 });
const report = {
	operation: 'campaign:getAll',
	operationId: 'listCampaigns',
	path: '/data/sent-campaigns-summary',
	rows: (on) => on.state.campaigns,
} satisfies Parameters<typeof testTimeRange>[1];

testTimeRange(simulator, report, 'date');

test('gives ten fields, the sender flat', async () => {
	const result = await runOperation(simulator(), 'campaign:getAll', {
		timeRange: 'custom',
		limit: 3,
	});

	const request = onlyRequest(simulator(), 'listCampaigns');
	expect([request.method, request.path, request.query]).toEqual([
		'GET',
		`/v1/api/apps/${simulator().appId}/data/sent-campaigns-summary`,
		{ offset: '0', limit: '3' },
	]);
	expect(json(result)).toEqual(
		[0, 1, 2].map((index) => {
			const row = simulator().state.campaigns.at(index);
			return {
				id: row.id,
				date: row.date,
				campaignName: row.campaignName,
				channel: row.channel,
				createdBy: row.createdBy,
				senderPhone: (row.sender as { phone: string }).phone,
				totalRecipients: row.totalRecipients,
				delivered: row.delivered,
				replied: row.replied,
				failed: row.failed,
			};
		}),
	);
});

test('gives everything unchanged with Output set to Raw', async () => {
	const { campaigns } = simulator().state;
	const result = await runOperation(simulator(), 'campaign:getAll', {
		timeRange: 'custom',
		returnAll: true,
		output: 'raw',
	});

	expect(json(result)).toEqual(
		Array.from({ length: campaigns.size }, (_, index) => campaigns.at(index)),
	);
});
