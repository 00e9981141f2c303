/** Several processes that share an account, and an outage that not every item answers by trying again. */
import { expect, test } from 'vitest';

import { sendFromProcesses } from '../processes/shared-limit.mts';
import { json, runOperation, sent, useSimulator } from '../support.mts';

const current = useSimulator({ rateLimitPerMinute: 0 });

/** Without waiting in between, so that what is measured is what is repeated. */
const unpaced = { requestsPerMinute: 0 };

test('two processes share a limit that nobody told them', { timeout: 240_000 }, async () => {
	const run = await sendFromProcesses(2, 60, 60);
	expect(run.errors).toEqual([]);
	expect(run).toMatchObject({ sent: 120, doubled: 0, ideal: 60 });
	expect(run.seconds).toBeLessThan(1.5 * run.ideal);
	expect(run.refusedLater).toBeLessThan(0.05);
});

test('an outage is not answered by every item trying again', async () => {
	current().faults.add({ kind: 'status500', times: Infinity });
	const result = await runOperation(
		current(),
		'label:getAll',
		{},
		{
			items: Array.from({ length: 500 }, () => ({})),
			settings: { onError: 'continueRegularOutput' },
			credential: unpaced,
		},
	);
	const errors = json(result).map(({ error }) => String(error));
	expect(errors).toHaveLength(500);
	// A hundred, and a few for the time that it takes.
	expect(sent(current()).length).toBeGreaterThanOrEqual(580);
	expect(sent(current()).length).toBeLessThan(620);
	expect(errors[0]).not.toContain('tried only once');
	expect(errors.at(-1)).toMatch(
		/^CINNOX was not able to process the request\. It was tried only once, because so many requests/,
	);
});
