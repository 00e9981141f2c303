import { expect, test } from 'vitest';

import { REPORT_ROWS, testReport, testTimeRange } from '../report.mts';
import { json, runOperation, useSimulator } from '../support.mts';

const simulator = useSimulator({ reportRows: REPORT_ROWS });
const report = {
	operation: 'call:getLog',
	operationId: 'listCallLog',
	path: '/data/call-log',
	rows: (on) => on.state.callLog,
} satisfies Parameters<typeof testReport>[1];

testReport(simulator, report);
testTimeRange(simulator, report, 'callDate');

test('gives ten fields, the parties flat and their numbers as text', async () => {
	const result = await runOperation(simulator(), 'call:getLog', { timeRange: 'custom', limit: 2 });

	expect(json(result)).toEqual(
		[0, 1].map((index) => {
			const row = simulator().state.callLog.at(index);
			const from = row.callerInfo as Record<string, unknown>;
			const to = row.calleeInfo as Record<string, unknown>;
			return {
				callId: row.callID,
				type: row.type,
				status: row.status,
				callDate: row.callDate,
				callDuration: row.callDuration,
				callerInfoPhoneNumber: String(from.phoneNumber),
				callerInfoDisplayName: from.displayName,
				calleeInfoPhoneNumber: String(to.phoneNumber),
				calleeInfoDisplayName: to.displayName,
				enquiryId: row.inquiryID,
			};
		}),
	);
});

test('gives every number as text', async () => {
	const result = await runOperation(simulator(), 'call:getLog', {
		timeRange: 'custom',
		limit: 2,
		output: 'selectedFields',
		selectedFields: 'virtualNumber',
	});

	expect(json(result)).toEqual(
		[0, 1].map((index) => ({
			virtualNumber: String(simulator().state.callLog.at(index).virtualNumber),
		})),
	);
});
