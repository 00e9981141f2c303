import { expect, test } from 'vitest';

import { campaignMessageAt, campaignSize, idOf } from '../../simulator/seed.mts';
import { credentialOf, searchList } from '../harness.mts';
import { REPORT_ROWS, testReport } from '../report.mts';
import { byId, json, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator({ reportRows: REPORT_ROWS, now: new Date().toISOString() });

testReport(simulator, {
	operation: 'campaign:getDetails',
	operationId: 'listCampaignMessages',
	path: '/data/sent-campaigns-detail',
	parameters: { campaign: byId(idOf('campaign', 0)) },
	query: { historyID: idOf('campaign', 0) },
	rows: (on) => ({
		size: campaignSize(REPORT_ROWS, 0),
		at: (index) => campaignMessageAt(on.state.context, 0, index),
	}),
});

test('gives the messages of the picked campaign under stable names', async () => {
	const result = await runOperation(simulator(), 'campaign:getDetails', {
		campaign: byId(idOf('campaign', 1)),
		limit: 1,
	});

	expect(sent(simulator())[0].query.historyID).toBe(idOf('campaign', 1));
	const row = campaignMessageAt(simulator().state.context, 1, 0);
	expect(json(result)).toEqual([
		{
			campaignId: row.id,
			date: row.date,
			recipient: row.recipient,
			recipientCountry: row.recipientCountry,
			subject: row.subject,
			content: row.content,
			status: row.status,
			carrierNetworkStatus: row.carrierNetworkStatus,
			failedReason: row.failedReason,
			updatedAt: row.LastUpdatedDateTime,
		},
	]);
});

test('refuses an empty campaign before anything is sent', async () => {
	const result = await runOperation(simulator(), 'campaign:getDetails', {
		campaign: byId('={{ $json.absent }}'),
	});

	expect(result.error?.message).toBe("'Campaign' is empty");
	expect(sent(simulator())).toEqual([]);
});

test('shows the campaigns of the last 30 days to pick from', async () => {
	const { results } = await searchList('getCampaigns', credentialOf(simulator()), 'hokkaido 1');

	const row = simulator().state.campaigns.at(0);
	const time = String(row.date).slice(0, 16).replace('T', ' ');
	expect(results[0]).toEqual({ name: `${time} ${row.campaignName}, SMS`, value: row.id });
	const { startAt, endAt } = sent(simulator(), 'listCampaigns')[0].query;
	expect(Date.parse(String(endAt)) - Date.parse(String(startAt))).toBe(30 * 86_400_000);
});
