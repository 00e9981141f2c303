import { expect, test } from 'vitest';

import { REPORT_ROWS, testReport, testTimeRange } from '../report.mts';
import { json, runOperation, useSimulator } from '../support.mts';

const simulator = useSimulator({ reportRows: REPORT_ROWS });
const report = {
	operation: 'conference:getAll',
	operationId: 'listConferences',
	path: '/data/conference-detail',
	rows: (on) => on.state.conferences,
	shown: ({ conferenceID, ...rest }) => ({ conferenceId: conferenceID, ...rest }),
} satisfies Parameters<typeof testReport>[1];

testReport(simulator, report);
testTimeRange(simulator, report, 'callDate');

test('gives the whole conference, its ID under the name that Recording uses', async () => {
	const result = await runOperation(simulator(), 'conference:getAll', {
		timeRange: 'custom',
		limit: 1,
	});

	const { conferenceID, ...rest } = simulator().state.conferences.at(0);
	expect(json(result)).toEqual([{ conferenceId: conferenceID, ...rest }]);
});
