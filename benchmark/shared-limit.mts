/**
 * Measures how several processes share a limit of CINNOX's that nobody told them about.
 *
 *   npm run measure:pace                        two and three processes, some five minutes
 *   npm run measure:pace -- --limit 500         with another limit; 60 a minute if absent
 *   npm run measure:pace -- --minutes 5         for longer than two minutes of the limit
 */
import os from 'node:os';
import { parseArgs } from 'node:util';

import { sendFromProcesses } from '../test/engine/processes/shared-limit.mts';

const { values } = parseArgs({
	options: {
		limit: { type: 'string', default: '60' },
		minutes: { type: 'string', default: '2' },
	},
});
const limit = Number(values.limit);
const minutes = Number(values.minutes);

console.log(`load average ${os.loadavg()[0]?.toFixed(1)} on ${os.availableParallelism()} cores`);
console.log('processes  window   texts  seconds  ideal  ratio  refused  after the first minute');
for (const rateLimitWindow of ['sliding', 'clock'] as const) {
	for (const processes of [2, 3]) {
		const each = Math.ceil((limit * minutes) / processes);
		const run = await sendFromProcesses(processes, each, limit, { rateLimitWindow });
		const { seconds, ideal, sent, doubled, requests, refused, refusedLater, errors } = run;
		console.log(
			[
				String(processes).padEnd(10),
				rateLimitWindow.padEnd(8),
				String(sent).padStart(5),
				seconds.toFixed(0).padStart(8),
				String(ideal).padStart(6),
				(seconds / ideal).toFixed(2).padStart(6),
				`${refused}/${requests}`.padStart(8),
				`${(100 * refusedLater).toFixed(1)} %`.padStart(10),
				doubled > 0 ? `${doubled} doubled` : '',
				...errors,
			].join(' '),
		);
	}
}
