import { expect, test } from 'vitest';

import { REPORT_ROWS, testReport, testTimeRange } from '../report.mts';
import { json, runOperation, useSimulator } from '../support.mts';

const simulator = useSimulator({ reportRows: REPORT_ROWS });
const report = {
	operation: 'call:getAll',
	operationId: 'listCalls',
	path: '/data/call-detail',
	rows: (on) => on.state.calls,
} satisfies Parameters<typeof testReport>[1];

testReport(simulator, report);
testTimeRange(simulator, report, 'callDate');

test('gives ten fields, and the numbers as text under names that expressions accept', async () => {
	const result = await runOperation(simulator(), 'call:getAll', { timeRange: 'custom', limit: 2 });

	const rows = [0, 1].map((index) => simulator().state.calls.at(index));
	// The public pages type the numbers as Number and show them as text.
	expect(rows.map(({ caller }) => typeof caller)).toEqual(['number', 'string']);
	expect(json(result)).toEqual(
		rows.map((row) => ({
			callId: row.callID,
			callDirection: row.callDirection,
			status: row.status,
			from: String(row.caller),
			to: String(row.callee),
			callDate: row.callDate,
			callEndTime: row.callEndTime,
			mediaType: row.mediaType,
			isRecording: row.isRecording,
			byeReason: row.byeReason,
		})),
	);
});
