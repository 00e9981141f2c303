import { expect, test } from 'vitest';

import { REPORT_ROWS, testReport, testTimeRange } from '../report.mts';
import { json, runOperation, useSimulator } from '../support.mts';

const simulator = useSimulator({ reportRows: REPORT_ROWS });
const report = {
	operation: 'enquiry:getAll',
	operationId: 'listEnquiries',
	path: '/data/enquiry-detail',
	rows: (on) => on.state.enquiries,
} satisfies Parameters<typeof testReport>[1];

testReport(simulator, report);
testTimeRange(simulator, report, 'createdAt');

test('gives ten fields, with the ID that other operations take', async () => {
	const result = await runOperation(simulator(), 'enquiry:getAll', {
		timeRange: 'custom',
		limit: 3,
	});

	expect(json(result)).toEqual(
		[0, 1, 2].map((index) => {
			const row = simulator().state.enquiries.at(index);
			return {
				enquiryId: row.inquiry,
				displayCaseNumber: row.displayCaseNumber,
				createdAt: row.createdAt,
				status: row.status,
				channel: row.channel,
				visitorName: row.visitorName,
				destinationName: row.destinationName,
				labelIds: row.labelIds,
				roomId: row.roomID,
				deepLink: row.deepLink,
			};
		}),
	);
});

test('gives the fields that are asked for, nested ones too, and both spellings of the ID', async () => {
	const result = await runOperation(simulator(), 'enquiry:getAll', {
		timeRange: 'custom',
		limit: 3,
		output: 'selectedFields',
		selectedFields: 'id, locationDetail.city',
	});

	expect(json(result)).toEqual(
		[0, 1, 2].map((index) => {
			const row = simulator().state.enquiries.at(index);
			return {
				id: row.id ?? row._id,
				locationDetailCity: (row.locationDetail as { city: string }).city,
			};
		}),
	);
});
