/** What one account, or a host that means no good, can't do to the rest of n8n. */
import { describe, expect, test } from 'vitest';

import { startSimulator } from '../../simulator/index.mts';
import { loadOptions } from '../harness.mts';
import { byId, runOperation, sent, useSimulator } from '../support.mts';
import { credentialOf } from '../harness.mts';
import { filledIn } from '../filled-in.mts';
import { resources } from '../../../nodes/Cinnox/resources/index.ts';

const current = useSimulator({ rateLimitPerMinute: 0 });

const SMS = { senderNumber: byId('85230018000'), recipientNumbers: '85292110001', text: 'Hello' };

test('one App that has to wait holds no other App of the same Base URL up', async () => {
	const apps = ['a', 'b'].map((name) => ({ appId: `app-${name}`, appToken: `token-of-${name}` }));
	const simulator = await startSimulator({ apps, deliveryDelayMs: 0 });
	const [, other] = apps;
	simulator.faults.add({ kind: '429', retryAfter: 300, path: /app-a\/send_sms$/ });
	const stop = new AbortController();
	const waiting = runOperation(simulator, 'sms:send', SMS, { signal: stop.signal });
	await simulator.waitForRequest(({ path }) => path.includes('app-a'));
	// The same App ID with another token is another account too: it may be a wrong one.
	const started = performance.now();
	const { error } = await runOperation(simulator, 'sms:send', SMS, { credential: other });
	expect(error).toBeUndefined();
	expect(performance.now() - started).toBeLessThan(10_000);
	stop.abort();
	await waiting.catch(() => {});
	await simulator.close();
});

describe('a list that never ends', () => {
	test.each(['new', 'random sizes'])(
		'shows its first 10,000 entries behind a field, and says so: %s',
		async (form) => {
			current().faults.add({ kind: 'endlessList', form, times: Infinity });
			const credential = credentialOf(current(), { requestsPerMinute: 0 });
			const options = await loadOptions('getLabels', credential);
			if (form === 'new') {
				expect(options).toHaveLength(10_001);
				expect(options.at(-1)).toEqual({
					name: '… Only the First 10,000 Are Shown; Give Others by an Expression',
					value: '',
				});
			}
			expect(options.length).toBeLessThanOrEqual(10_001);
			expect(sent(current()).length).toBeLessThanOrEqual(600);
		},
	);

	test('ends where the same page comes again', async () => {
		current().faults.add({ kind: 'endlessList', form: 'same', times: Infinity });
		await loadOptions('getLabels', credentialOf(current(), { requestsPerMinute: 0 }));
		expect(sent(current()).length).toBeLessThanOrEqual(3);
	});
});

/** Longer than any text that means something. */
const LONG = 'x,1 '.repeat(250_000);

describe('a megabyte in a field', () => {
	const operations = resources.flatMap(({ value: resource, operations: own }) =>
		own.map(({ value }) => filledIn(resource, value)[0]),
	);

	test.each(operations)('of $name takes no long time, and no long message', async (operation) => {
		for (const [name, value] of Object.entries(operation.parameters)) {
			if (typeof value !== 'string' || ['resource', 'operation'].includes(name)) continue;
			const started = performance.now();
			const { error } = await runOperation(
				current(),
				operation.name,
				{ ...operation.parameters, [name]: LONG },
				{ credential: { requestsPerMinute: 0 } },
			);
			expect(performance.now() - started, name).toBeLessThan(10_000);
			const told = `${error?.message ?? ''}${error?.description ?? ''}`;
			expect(told.length, `${name}: ${told.slice(0, 200)}`).toBeLessThan(10_000);
		}
	});
});
